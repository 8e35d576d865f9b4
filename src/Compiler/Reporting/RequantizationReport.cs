using System.Globalization;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Requantize;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>How often the rounding of layers and other operations differs from that of other runtimes, as text and as JSON.</summary>
/// <param name="Network">The model.</param>
/// <param name="Package">Its package.</param>
/// <param name="Layers">Layers of products.</param>
/// <param name="Operations">What else rescales as a runtime of .tflite files.</param>
internal sealed record RequantizationReport(
    Network Network, PackageIdentity Package, IReadOnlyList<RequantizationComparison> Layers, IReadOnlyList<OperationComparison> Operations)
{
    public const string Schema = "qmac.requantization/1";

    public static RequantizationReport Of(Network network, PackageIdentity package, OperatorAssignment operators)
    {
        NetworkBounds bounds = IntervalAnalysis.Run(network, operators, PackageRegion.Of(network.Graph));
        return new RequantizationReport(network, package, RequantizationComparison.Of(network, bounds), OperationComparison.Of(network, bounds));
    }

    public string ToText()
    {
        TextTable table = new(["layer", "requantization", ">accumulators", .. RequantizationKinds.All.Select(kind => $">other by {kind.Name()}")]);
        foreach (RequantizationComparison layer in Layers)
        {
            table.Add(
            [
                layer.Layer.Name,
                layer.Layer.Requantization.Kind.Name(),
                Number(layer.Accumulators),
                .. RequantizationKinds.All.Select(kind => Cell(layer.Different, kind, layer.Accumulators)),
            ]);
        }

        return $"{table}\nOther codes, of all accumulators that can reach the layer (sound, every input); exact counts.\n{OperationsText()}";
    }

    public string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("model", Network.Graph.Name);
            json.Member("sha256", Package.Sha256);
            using (json.Array("layers"))
            {
                foreach (RequantizationComparison layer in Layers)
                {
                    using (json.Object())
                    {
                        json.Member("name", layer.Layer.Name);
                        json.Member("requantization", layer.Layer.Requantization.Kind.Name());
                        json.Member("accumulators", layer.Accumulators);
                        WriteDifferent(json, layer.Different.Select(different => (different.Kind.Name(), different.Count)));
                    }
                }
            }

            if (Operations.Count > 0)
            {
                WriteOperations(json);
            }
        }

        return json.ToString();
    }

    private void WriteOperations(JsonWriter json)
    {
        using (json.Array("operations"))
        {
            foreach (OperationComparison operation in Operations)
            {
                using (json.Object())
                {
                    json.Member("name", operation.Node.Name);
                    json.Member("op", operation.Node.Op);
                    json.Member("requantization", operation.Kind);
                    json.Member("operands", operation.Operands);
                    WriteDifferent(json, operation.Different.Select(different => (different.Runtime.Name(), different.Count)));
                }
            }
        }
    }

    private static void WriteDifferent(JsonWriter json, IEnumerable<(string Name, long? Count)> different)
    {
        using (json.Object("different", inline: true))
        {
            foreach ((string name, long? count) in different)
            {
                if (count is long number)
                {
                    json.Member(name, number);
                }
                else
                {
                    json.Null(name);
                }
            }
        }
    }

    private string OperationsText()
    {
        if (Operations.Count == 0)
        {
            return "";
        }

        TextTable table = new(["operation", "op", "requantization", ">operands", .. OtherRuntimes.All.Select(runtime => $">other by {runtime.Name()}")]);
        foreach (OperationComparison operation in Operations)
        {
            table.Add(
            [
                operation.Node.Name, operation.Node.Op, operation.Kind, Number(operation.Operands),
                .. OtherRuntimes.All.Select(runtime => Cell(operation.Different, runtime, operation.Operands)),
            ]);
        }

        return $"\n{table}\nOther codes, of all pairs of codes, or sums of codes, that can reach the operation. tflite_xnnpack is desktop LiteRT, whose layers are onnx_float.\n";
    }

    private static string Cell<T>(IReadOnlyList<(T Way, long? Count)> different, T way, long all) =>
        different.Where(entry => Equals(entry.Way, way)).Select(entry => entry.Count is long number ? Invariant($"{number:N0} ({100.0 * number / all:0.###} %)") : "wraps").FirstOrDefault("");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
