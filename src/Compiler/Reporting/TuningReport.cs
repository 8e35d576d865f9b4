using QMacVerify.Compiler.Run;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>What <c>qmac tune</c> changed, layer by layer, and what it is worth, as text and as JSON.</summary>
/// <param name="Source">The package before, and the circuits.</param>
/// <param name="Tuned">The network after.</param>
/// <param name="Package">The package of it.</param>
/// <param name="Methods">What was allowed.</param>
/// <param name="Target">What layers were fitted to.</param>
/// <param name="Samples">What activations were observed on.</param>
/// <param name="Accuracy">Before and after, where classes are known.</param>
internal sealed record TuningReport(
    PlannedPackage Source, TunedNetwork Tuned, PackageIdentity Package, TuningMethods Methods, string Target, int Samples, IReadOnlyList<RecoveryAccuracy> Accuracy)
{
    private const string Schema = "qmac.tune/1";

    /// <summary>Each line ended by a line feed.</summary>
    public string ToText()
    {
        TextTable table = new("layer", ">weights", ">changed", ">by at most", ">biases", ">by codes", ">factors", ">error before", ">after");
        foreach (TunedLayer layer in Tuned.Layers)
        {
            table.Add(
                layer.Name, Invariant($"{layer.Weights}"), Invariant($"{layer.ChangedWeights}"), Invariant($"{layer.LargestWeightStep}"),
                Invariant($"{layer.ChangedBiases}"), Figures.Short(layer.LargestBiasStep),
                layer is { LeastFactor: 1, GreatestFactor: 1 } ? "-" : Invariant($"{layer.LeastFactor:0.000} to {layer.GreatestFactor:0.000}"),
                Figures.Short(layer.ErrorBefore), Figures.Short(layer.ErrorAfter));
        }

        IEnumerable<string> notes = Tuned.Layers.SelectMany(layer => layer.Notes.Select(note => $"{Quote(layer.Name)}: {note}\n"));
        return Invariant($"{table}errors: root mean square of accumulators on {Samples} samples, in output codes before the clamp\n{string.Concat(notes)}{RecoveryAccuracy.ToText(Accuracy)}");
    }

    public string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            using (json.Object("model", inline: true))
            {
                json.Member("name", Source.Network.Graph.Name);
                json.Member("sha256", Source.Identity.Sha256);
            }

            json.Member("tuned_sha256", Package.Sha256);
            OperatorRecord.Of(Source.Plan.Operators).Write(json, "operators");
            json.Member("methods", TuningMethodNames.NamesOf(Methods));
            json.Member("target", Target);
            json.Member("samples", Samples);
            using (json.Array("layers"))
            {
                foreach (TunedLayer layer in Tuned.Layers)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("name", layer.Name);
                        json.Member("weights", layer.Weights);
                        json.Member("weights_changed", layer.ChangedWeights);
                        json.Member("weight_step", layer.LargestWeightStep);
                        json.Member("biases_changed", layer.ChangedBiases);
                        json.Member("bias_step_codes", layer.LargestBiasStep);
                        json.Member("factors", [layer.LeastFactor, layer.GreatestFactor]);
                        json.Member("error_codes", [layer.ErrorBefore, layer.ErrorAfter]);
                        json.Member("notes", layer.Notes);
                    }
                }
            }

            RecoveryAccuracy.Write(json, Accuracy);
        }

        return json.ToString();
    }
}
