using System.Text;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Search;
using QMacVerify.Compiler.Build;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Soundness;

/// <summary>Runs of compiled kernels against the sound bounds of their region: every accumulator by the kernels' own check, every code of every tensor by its element's interval.</summary>
/// <remarks>A third of the inputs is random, a third at corners, a third directed: random ones alone missed a real defect once.</remarks>
internal static class SoundnessRun
{
    private const int MostDirected = 100;

    /// <summary>The regions that a network is run in: all codes, and codes near those of one input.</summary>
    /// <param name="network">The network.</param>
    /// <param name="centre">Codes of its one input.</param>
    public static IReadOnlyList<InputRegion> Regions(Network network, sbyte[] centre) =>
    [
        InputRegion.Full,
        InputRegion.Linf([centre], 1),
        InputRegion.Linf([centre], 8),
        InputRegion.Linf([RandomCodes(centre.Length)], 3),
    ];

    /// <summary>Directed inputs for any circuits: half the number of neurons upwards, as many downwards.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<int, sbyte[]>> Directed(Network network, InputRegion region, int runs)
    {
        RegionInputs inputs = new(network, region, new SplitMix64(1));
        List<IReadOnlyDictionary<int, sbyte[]>> directed = [];
        for (int i = 0; i < Math.Clamp(runs / 8, 1, MostDirected); i++)
        {
            (IReadOnlyDictionary<int, sbyte[]> upwards, IReadOnlyDictionary<int, sbyte[]> downwards) = inputs.Directed(i);
            directed.Add(upwards);
            directed.Add(downwards);
        }

        return directed;
    }

    /// <summary>Runs inputs of a region.</summary>
    /// <param name="network">Of one input.</param>
    /// <param name="runner">Its kernels, compiled with their check.</param>
    /// <param name="bounds">The bounds that are to hold.</param>
    /// <param name="directed">Directed inputs of the region.</param>
    /// <param name="runs">Inputs to run.</param>
    /// <param name="firstViolation">Told the first violation, if there is one.</param>
    /// <returns>The number of runs that left the bounds.</returns>
    public static int Violations(
        Network network, CompiledRunner runner, ConstraintsResult bounds, IReadOnlyList<IReadOnlyDictionary<int, sbyte[]>> directed, int runs, Action<string> firstViolation)
    {
        byte[] text = Encoding.UTF8.GetBytes(ConstraintsWriter.Write(bounds, network.Identity()));
        runner.Type.GetProperty("AccumulatorBounds")!.SetValue(null, AccumulatorCheck.Read(text, "D_sound.json"));
        int violations = 0;
        Parallel.For(0, runs, () => runner.Create(), (run, _, engine) =>
        {
            RegionInputs inputs = new(network, bounds.Region, new SplitMix64((ulong)run));
            IReadOnlyDictionary<int, sbyte[]> input = run < directed.Count ? directed[run]
                : (run % 3) switch
                {
                    0 => inputs.Inside(),
                    1 => inputs.Corner(),
                    _ => inputs.Neighbour(directed[run / 3 % directed.Count]),
                };
            if (Violation(engine, inputs.ToBytes(input), bounds) is string violation && Interlocked.Increment(ref violations) == 1)
            {
                firstViolation(Invariant($"run {run}: {violation}"));
            }

            return engine;
        }, _ => { });
        return violations;
    }

    private static string? Violation(IModelRunner engine, ReadOnlyMemory<byte>[] input, ConstraintsResult bounds)
    {
        Containment observer = new(bounds.Tensors);
        try
        {
            engine.Run(input, [.. engine.Outputs.Select(output => (Memory<byte>)new byte[output.ByteCount])], observer);
            return observer.Outside;
        }
        catch (AccumulatorBoundException e)
        {
            return e.Message;
        }
    }

    private static sbyte[] RandomCodes(int count)
    {
        sbyte[] codes = new sbyte[count];
        new SplitMix64(2).FillInt8(codes);
        return codes;
    }

    private sealed class Containment(IReadOnlyDictionary<int, Box> boxes) : ITensorObserver
    {
        public string? Outside { get; private set; }

        public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values)
        {
            if (!boxes[tensorIndex].Contains(values))
            {
                Outside ??= Invariant($"a code of tensor {tensorIndex} leaves its interval");
            }
        }
    }
}
