using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Commands;

/// <summary>What a network is changed by, and what it is judged on before and after.</summary>
/// <param name="Learned">Samples to learn from.</param>
/// <param name="Unseen">Others, or null.</param>
/// <param name="Baseline">The network whose accuracy with exact arithmetic is the measure.</param>
internal sealed record RecoverySamples(LabelledSamples Learned, LabelledSamples? Unseen, Network Baseline)
{
    /// <summary>What the circuits cost before and after, on the samples that have labels.</summary>
    /// <param name="before">Network before.</param>
    /// <param name="after">Network after.</param>
    /// <param name="operators">The circuits.</param>
    /// <param name="threads">Threads; null is one for each processor.</param>
    /// <param name="cancellation">Ends the work.</param>
    public IReadOnlyList<RecoveryAccuracy> Evaluate(Network before, Network after, OperatorAssignment operators, int? threads, CancellationToken cancellation)
    {
        List<RecoveryAccuracy> all = [];
        foreach ((string name, LabelledSamples? samples) in (IEnumerable<(string, LabelledSamples?)>)[("learned from", Learned), ("not seen", Unseen)])
        {
            if (samples is { Labels: int[] labels })
            {
                all.Add(new RecoveryAccuracy(
                    name, labels.Length, Correct(Baseline, OperatorAssignment.Exact), Correct(before, operators), Correct(after, operators)));

                int Correct(Network network, OperatorAssignment circuits) => Accuracy.CountCorrect(
                    Accuracy.Classes(ModelRun.Execute(
                        PlannedNetwork.Of(network, circuits), RunSettings.Default with { Threads = threads }, samples.Inputs, dumpTensors: false, progress: null, cancellation).Outputs[0]),
                    labels);
            }
        }

        return all;
    }
}
