using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared;

/// <summary>Small random models as desktop LiteRT computes them, the same for the same seed.</summary>
public static class TinyXnnpackGraphs
{
    /// <summary>Convolution, residual, mean as a gate, resizing, fully connected layer.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="padding">What padding elements do.</param>
    public static Network Network(int seed, PaddingRule padding = PaddingRule.Multiply)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"xnnpack_{seed}", random);
        TinyParameters real = new() { Kind = RequantizationKind.OnnxFloat };
        int channels = 2 + random.NextBelow(4);
        int image = builder.Input([1 + (random.NextBelow(4) / 3), 3 + random.NextBelow(4), 3 + random.NextBelow(4), 1 + random.NextBelow(3)]);
        int first = builder.Conv2D(image, channels, new TinyWindow(3, 3), real);
        int second = builder.DepthwiseConv2D(first, 1, new TinyWindow(3, 3), real);
        int sum = builder.XnnpackAdd(first, second);
        int gate = builder.XnnpackReduceSum(sum, 1, 2);
        int product = builder.Mul(random.NextBelow(2) == 0 ? gate : second, sum, RequantizationKind.OnnxFloat);
        int resized = builder.XnnpackResizeBilinear(builder.XnnpackAdd(gate, product), 1 + random.NextBelow(6), 1 + random.NextBelow(6));
        builder.FullyConnected(resized, 4, real);
        return builder.Build(padding: padding);
    }
}
