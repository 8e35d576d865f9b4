using System.Globalization;
using QMacVerify.Compiler.Requantize;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>How often each layer's rounding differs from that of other runtimes, as text and as JSON.</summary>
internal static class RequantizationReport
{
    public const string Schema = "qmac.requantization/1";

    public static string ToText(IReadOnlyList<RequantizationComparison> layers)
    {
        TextTable table = new(["layer", "requantization", ">accumulators", .. RequantizationKinds.All.Select(kind => $">other by {kind.Name()}")]);
        foreach (RequantizationComparison layer in layers)
        {
            table.Add(
            [
                layer.Layer.Name,
                layer.Layer.Requantization.Kind.Name(),
                layer.Accumulators.ToString("N0", CultureInfo.InvariantCulture),
                .. RequantizationKinds.All.Select(kind => Cell(layer, kind)),
            ]);
        }

        return $"{table}\nOther codes, of all accumulators that can reach the layer (sound, every input); exact counts.\n";
    }

    public static string ToJson(string name, PackageIdentity package, IReadOnlyList<RequantizationComparison> layers)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("model", name);
            json.Member("sha256", package.Sha256);
            using (json.Array("layers"))
            {
                foreach (RequantizationComparison layer in layers)
                {
                    using (json.Object())
                    {
                        json.Member("name", layer.Layer.Name);
                        json.Member("requantization", layer.Layer.Requantization.Kind.Name());
                        json.Member("accumulators", layer.Accumulators);
                        using (json.Object("different", inline: true))
                        {
                            foreach ((RequantizationKind kind, long? count) in layer.Different)
                            {
                                if (count is long number)
                                {
                                    json.Member(kind.Name(), number);
                                }
                                else
                                {
                                    json.Null(kind.Name());
                                }
                            }
                        }
                    }
                }
            }
        }

        return json.ToString();
    }

    private static string Cell(RequantizationComparison layer, RequantizationKind kind)
    {
        if (layer.Layer.Requantization.Kind == kind)
        {
            return "";
        }

        long? count = layer.Different.First(different => different.Kind == kind).Count;
        return count is long number ? Invariant($"{number:N0} ({100.0 * number / layer.Accumulators:0.###} %)") : "wraps";
    }
}
