using System.Runtime.InteropServices;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Winograd's tiles where their condition just holds: extreme weights and activations, accumulators up to the greatest that are divided exactly.</summary>
public sealed class WinogradLimitTests
{
    private const int Layers = 24;

    [Theory]
    [InlineData("winograd", (1 << 29) - 1)]
    [InlineData("winograd4x4", (1 << 25) - 1)]
    public void Kernel_AccumulatorsUpToTheLimit_EqualReference(string strategy, int limit)
    {
        (Network Model, ExecutionPlan Plan)[] layers = [.. Enumerable.Range(0, Layers).Select(seed =>
        {
            Network network = Layer(seed, BiasFor(seed, limit));
            return (network, KernelComparison.Plan(network, OperatorAssignment.Exact, strategy, $"Limit{seed}"));
        })];
        IReadOnlyList<CompiledRunner> runners = InMemoryCompiler.Compile([.. layers.Select(layer => layer.Plan)]);
        for (int seed = 0; seed < Layers; seed++)
        {
            SampleBatch samples = Extremes(runners[seed].Create().Inputs[0], seed);
            byte[] expected = KernelComparison.Outputs(() => new ReferenceEngine(layers[seed].Model, OperatorAssignment.Exact), samples);

            Assert.Contains(seed % 2 == 0 ? limit : -limit, MemoryMarshal.Cast<byte, int>(expected).ToArray());
            Assert.True(expected.AsSpan().SequenceEqual(KernelComparison.Outputs(runners[seed].Create, samples)), $"layer {seed} differs");
        }
    }

    [Theory]
    [InlineData("winograd", 1 << 29)]
    [InlineData("winograd4x4", 1 << 25)]
    public void Plan_AccumulatorsBeyondTheLimit_IsRefused(string strategy, int beyond)
    {
        for (int seed = 0; seed < Layers; seed++)
        {
            Network network = Layer(seed, BiasFor(seed, beyond));

            DiagnosticException refusal = Assert.Throws<DiagnosticException>(() => KernelComparison.Plan(network, OperatorAssignment.Exact, strategy, "Beyond"));

            Assert.Contains($"times an accumulator of {beyond} does not fit int32", refusal.Message);
        }
    }

    /// <summary>The bias with which the greatest accumulator of a layer is some number, or the least its negative.</summary>
    private static int BiasFor(int seed, int extreme)
    {
        Generators.Support.Interval bound = KernelComparison.Plan(Layer(seed, bias: 0), OperatorAssignment.Exact, "loops", "Bound").LayerKernels.Single().Layer.Bound;
        return (int)(seed % 2 == 0 ? extreme - bound.Upper : -extreme - bound.Lower);
    }

    /// <summary>A convolution to accumulators: two channels of one extreme weight, others of both.</summary>
    private static Network Layer(int seed, int bias)
    {
        SplitMix64 random = new((ulong)seed);
        int inChannels = 1 + random.NextBelow(40);
        int outChannels = 2 + random.NextBelow(30);
        int taps = 9 * inChannels;
        sbyte[] weights = [.. Enumerable.Range(0, outChannels * taps).Select(i => i / taps == 0 || (i / taps > 1 && random.NextBelow(2) == 0) ? sbyte.MinValue : sbyte.MaxValue)];
        TinyGraphBuilder builder = new($"limit_{seed}", random);
        builder.Conv2D(
            builder.Input([1, 6 + random.NextBelow(6), 6 + random.NextBelow(6), inChannels]), outChannels,
            new TinyWindow(3, 3) { Padding = random.NextBelow(2) == 0 ? Padding.Same : Padding.Valid },
            new TinyParameters { Weights = weights, Bias = [.. Enumerable.Repeat(bias, outChannels)], Kind = RequantizationKind.Accumulator });
        return builder.Build();
    }

    /// <summary>All activations at one end, all at the other, and each at either.</summary>
    private static SampleBatch Extremes(TensorDescription input, int seed)
    {
        SplitMix64 random = new((ulong)seed);
        int[] shape = SampleShape.Batch(input.Shape, 3);
        int length = shape.Aggregate(1, (product, extent) => product * extent) / 3;
        byte[] codes = [.. Enumerable.Range(0, 3 * length).Select(i => (i / length) switch
        {
            0 => (byte)0x80,
            1 => (byte)0x7F,
            _ => random.NextBelow(2) == 0 ? (byte)0x80 : (byte)0x7F,
        })];
        return new SampleBatch(3, [new NpyArray(Runtime.ElementType.Int8, shape, codes)]);
    }
}
