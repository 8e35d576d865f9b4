using QMacVerify.Compiler.Run;
using QMacVerify.Compiler.Training;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>What <c>qmac finetune</c> did, epoch by epoch and layer by layer, and what it is worth, as text and as JSON.</summary>
/// <param name="Source">The package before, and the circuits.</param>
/// <param name="Trained">The network after.</param>
/// <param name="Package">The package of it.</param>
/// <param name="Settings">How it was trained.</param>
/// <param name="Samples">What it was trained on.</param>
/// <param name="Epochs">What became of each epoch.</param>
/// <param name="Accuracy">Before and after.</param>
internal sealed record FineTuningReport(
    PlannedPackage Source,
    Network Trained,
    PackageIdentity Package,
    FineTuningSettings Settings,
    int Samples,
    IReadOnlyList<TrainedEpoch> Epochs,
    IReadOnlyList<RecoveryAccuracy> Accuracy)
{
    private const string Schema = "qmac.finetune/1";

    /// <summary>Each line ended by a line feed.</summary>
    public string ToText()
    {
        TextTable epochs = new(">epoch", ">loss", ">right");
        foreach ((int i, TrainedEpoch epoch) in Epochs.Index())
        {
            epochs.Add(Invariant($"{i + 1}"), Invariant($"{epoch.Loss:0.0000}"), Invariant($"{epoch.Correct} = {Notes.Percent(epoch.Correct, Samples)}"));
        }

        TextTable layers = new("layer", ">weights", ">changed", ">by at most", ">biases", ">changed");
        foreach (LayerChange layer in Changes())
        {
            layers.Add(
                layer.Name, Invariant($"{layer.Weights}"), Invariant($"{layer.ChangedWeights}"), Invariant($"{layer.LargestWeightStep}"),
                Invariant($"{layer.Biases}"), Invariant($"{layer.ChangedBiases}"));
        }

        return $"{epochs}{layers}{RecoveryAccuracy.ToText(Accuracy)}";
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

            json.Member("trained_sha256", Package.Sha256);
            OperatorRecord.Of(Source.Plan.Operators).Write(json, "operators");
            using (json.Object("settings", inline: true))
            {
                json.Member("epochs", Settings.Epochs);
                json.Member("rate", Settings.Rate);
                json.Member("batch", Settings.Batch);
                json.Member("seed", (long)Settings.Seed);
            }

            json.Member("samples", Samples);
            using (json.Array("epochs"))
            {
                foreach (TrainedEpoch epoch in Epochs)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("loss", epoch.Loss);
                        json.Member("correct", epoch.Correct);
                    }
                }
            }

            using (json.Array("layers"))
            {
                foreach (LayerChange layer in Changes())
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("name", layer.Name);
                        json.Member("weights", layer.Weights);
                        json.Member("weights_changed", layer.ChangedWeights);
                        json.Member("weight_step", layer.LargestWeightStep);
                        json.Member("biases", layer.Biases);
                        json.Member("biases_changed", layer.ChangedBiases);
                    }
                }
            }

            RecoveryAccuracy.Write(json, Accuracy);
        }

        return json.ToString();
    }

    private IEnumerable<LayerChange> Changes() => Source.Network.Graph.MacNodes.Select(layer =>
    {
        sbyte[] before = Source.Network.Parameters[layer.Weights].Int8.ToArray();
        sbyte[] after = Trained.Parameters[layer.Weights].Int8.ToArray();
        int[] biasBefore = layer.Bias < 0 ? [] : Source.Network.Parameters[layer.Bias].Int32.ToArray();
        int[] biasAfter = layer.Bias < 0 ? [] : Trained.Parameters[layer.Bias].Int32.ToArray();
        return new LayerChange(
            layer.Name, before.Length, before.Zip(after).Count(pair => pair.First != pair.Second), before.Zip(after).Max(pair => Math.Abs(pair.First - pair.Second)),
            biasBefore.Length, biasBefore.Zip(biasAfter).Count(pair => pair.First != pair.Second));
    });

    private sealed record LayerChange(string Name, int Weights, int ChangedWeights, int LargestWeightStep, int Biases, int ChangedBiases);
}
