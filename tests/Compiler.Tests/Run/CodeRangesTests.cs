using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>What the compiler relies on of codes, against the codes of runs on any circuits.</summary>
[Trait("Category", "Slow")]
public sealed class CodeRangesTests
{
    [Fact]
    public void Of_RandomNetworks_HoldsEveryCode()
    {
        int narrow = 0;
        for (int seed = 0; seed < RandomCases.Of(40); seed++)
        {
            foreach (Network network in (ReadOnlySpan<Network>)[
                TinyGraphs.Network(seed), TinyGraphs.Operations(seed), TinyGraphs.Boundaries(seed), TinyQLinearGraphs.Network(seed), TinyGraphs.RandomNarrowLayer(seed),
                TinyWideGraphs.Channels(seed), TinyWideGraphs.Elementwise(seed), TinyRealGraphs.Network(seed), NarrowTables(seed)])
            {
                ReferenceEngine engine = new(network, KernelComparison.Operators(seed));
                SampleBatch samples = SampleBatch.Random(engine.Inputs, 2, (ulong)seed);
                CodesWithin codes = new(CodeRanges.Of(network));
                for (int sample = 0; sample < samples.Count; sample++)
                {
                    engine.Run(
                        1, [.. Enumerable.Range(0, samples.Inputs.Count).Select(input => samples.Sample(input, sample))],
                        [.. engine.Outputs.Select(output => (Memory<byte>)new byte[output.ByteCount])], codes);
                }

                narrow += codes.Narrow;
            }
        }

        Assert.True(narrow > 500, $"only {narrow} tensors have fewer codes than all");
    }

    /// <summary>Tables by channel of which few entries are reached.</summary>
    private static Network NarrowTables(int seed)
    {
        TinyGraphBuilder builder = new($"tables_{seed}", new SplitMix64((ulong)seed));
        builder.Lookup(builder.MaxPool2D(builder.Input([1, 3, 3, 2]), new TinyWindow(1, 1), new ClampRange(-1, 1)), perChannel: true);
        return builder.Build();
    }

    private sealed class CodesWithin(CodeRanges ranges) : ITensorObserver
    {
        /// <summary>Tensors seen whose range is not that of all codes.</summary>
        public int Narrow { get; private set; }

        public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values)
        {
            Interval range = ranges[tensorIndex];
            Narrow += range == CodeRanges.All ? 0 : 1;
            foreach (sbyte code in values)
            {
                Assert.True(range.Contains(code), $"tensor {tensorIndex} has {code}, not in {range}");
            }
        }
    }
}
