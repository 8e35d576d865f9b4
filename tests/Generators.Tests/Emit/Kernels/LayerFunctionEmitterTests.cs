using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class LayerFunctionEmitterTests
{
    /// <summary>A table of pairs, tables of channels, sums, means of pixels, a maximum of pixels that lie apart, and a real result.</summary>
    [Fact]
    public void Emit_WhatIslandsBecome()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        int image = builder.Input([1, 3, 4, 2], zeroPoint: 4);
        int pairs = builder.PairLookup(image, builder.Lookup(image, perChannel: true));
        int pooled = builder.MaxPool2D(pairs, new TinyWindow(2, 2) { DilationY = 2, DilationX = 1 });
        int resized = builder.QLinearResize(pooled, 2, 1);
        int total = builder.LayerFunction(builder.ReduceTotal(resized, 3));
        int result = builder.LayerResult(builder.Conv2D(resized, 1, new TinyWindow(1, 1), new TinyParameters { Kind = RequantizationKind.Accumulator }), channelsFirst: true);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build([total, result]))), "Islands", "cs");
    }

    /// <summary>One of all channels and one of each, and where the greatest code stands.</summary>
    [Fact]
    public void Emit_Functions()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        TinyParameters accumulator = new() { Kind = RequantizationKind.Accumulator };
        int first = builder.LayerFunction(builder.Conv2D(builder.Input([1, 2, 2, 1], zeroPoint: 4), 2, new TinyWindow(1, 1), accumulator));
        int second = builder.LayerFunction(builder.FullyConnected(first, 3, accumulator));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build([second, builder.ArgMax(first, 3)]))), "Functions", "cs");
    }

    /// <summary>One table, one for each channel, and a softmax.</summary>
    [Fact]
    public void Emit_RealOutputs()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(4));
        int image = builder.Input([1, 2, 2, 3], zeroPoint: 4);
        Network network = builder.Build([builder.LookupReal(image, 3), builder.LookupReal(image, 1), builder.SoftmaxReal(image)]);

        Snapshot.Verify(Plans.Kernels(Plans.Of(network)), "RealOutputs", "cs");
    }
}
