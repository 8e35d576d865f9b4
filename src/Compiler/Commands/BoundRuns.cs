using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Search;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary>Runs inputs of a region, and requires that all they show lies in its sound bounds.</summary>
internal static class BoundRuns
{
    /// <summary>Runs samples, each of which must lie in the region, and all that is seen in the sound bounds.</summary>
    /// <exception cref="CheckFailedException">One does not.</exception>
    public static ConstraintsResult Observe(
        PlannedNetwork planned, ConstraintsResult sound, SampleBatch samples, DataIdentity? data, ulong seed, CancellationToken cancellation)
    {
        Dictionary<int, LayerBounds> layers = sound.Layers.ToDictionary(layer => layer.Index);
        int sample = 0;
        ObservedBounds observer = new(planned.Network, planned.Plan.Operators, run => Require(BoundsCheck.Outside(layers[run.Index], run), sample));
        ReferenceEngine engine = new(planned.Network, planned.Plan.Operators, observer);
        return RunProgress.Show("observe", samples.Count, step =>
        {
            for (; sample < samples.Count; sample++)
            {
                cancellation.ThrowIfCancellationRequested();
                Require(InputCodes.Outside(sound.Region, planned.Network.Graph, samples, sample), sample);
                engine.Run(
                    samples.OfAllInputs(sample),
                    [.. engine.Outputs.Select(output => new byte[output.ByteCount].AsMemory())]);
                step();
            }

            ConstraintsResult result = observer.ToResult(sound.Region, samples.Count, seed);
            return result with { Observation = result.Observation! with { Data = data } };
        });
    }

    /// <summary>Runs inputs that try to reach the ends; all that is seen must lie in the sound bounds.</summary>
    /// <exception cref="CheckFailedException">Something does not.</exception>
    public static ConstraintsResult Search(PlannedNetwork planned, ConstraintsResult sound, int runs, ulong seed, CancellationToken cancellation)
    {
        Dictionary<int, LayerBounds> layers = sound.Layers.ToDictionary(layer => layer.Index);
        return RunProgress.Show("search", runs, step => BoundSearch.Run(
            planned.Network, planned.Plan.Operators, sound.Region, runs, seed,
            (layer, run) =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (BoundsCheck.Outside(layers[layer.Index], layer) is string outside)
                {
                    throw new CheckFailedException(Invariant($"searched input {run}: {outside}"));
                }
            },
            step));
    }

    private static void Require(string? outside, int sample)
    {
        if (outside is not null)
        {
            throw new CheckFailedException(Invariant($"sample {sample}: {outside}"));
        }
    }
}
