using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared;

/// <summary>Small random models with functions of the real results of layers, the same for the same seed.</summary>
public static class TinyRealGraphs
{
    /// <summary>Convolution, depthwise convolution, fully connected layer, each with such a function behind it, tables for each channel, functions of two codes, sums, and a maximum of pixels that lie apart.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="padding">What padding elements do.</param>
    public static Network Network(int seed, PaddingRule padding = PaddingRule.Multiply)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"real_{seed}", random);
        TinyParameters accumulator = new() { Kind = RequantizationKind.Accumulator, WeightZeroPoint = seed % 3 == 0 ? channel => (2 * channel) - 3 : null };
        int image = builder.Input([1 + (random.NextBelow(4) / 3), 5 + random.NextBelow(4), 5 + random.NextBelow(4), 1 + random.NextBelow(3)]);
        int first = builder.LayerFunction(builder.Conv2D(image, 1 + random.NextBelow(20), new TinyWindow(3, 3), accumulator));
        int second = builder.LayerFunction(builder.DepthwiseConv2D(first, 1, new TinyWindow(3, 2) { StrideY = 2 }, accumulator));
        second = builder.MaxPool2D(second, new TinyWindow(2, 2) { DilationY = 1 + random.NextBelow(2), DilationX = 1 + random.NextBelow(3), StrideX = 1 + random.NextBelow(2) });
        if (seed % 2 == 0)
        {
            int pairs = builder.PairLookup(second, builder.ConstantChannel(builder.ChannelsOf(second), rank: 4));
            second = builder.PairLookup(pairs, second);
        }

        second = builder.QLinearResize(second, 1 + random.NextBelow(5), 1 + random.NextBelow(5));
        int total = builder.LayerFunction(builder.ReduceTotal(second, seed % 4 < 2 ? [1, 2] : [3]));
        second = builder.PairLookup(second, total);
        builder.LayerFunction(builder.FullyConnected(builder.Lookup(second, perChannel: true), 1 + random.NextBelow(9), accumulator));
        return builder.Build(padding: padding);
    }
}
