using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared;

/// <summary>Small random models of the operations that ONNX Runtime computes in float32, the same for the same seed.</summary>
public static class TinyQLinearGraphs
{
    /// <summary>Convolution, elementwise operations with and without broadcasting, poolings, fully connected layer, softmax.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="padding">What padding elements do.</param>
    public static Network Network(int seed, PaddingRule padding = PaddingRule.Multiply)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"qlinear_{seed}", random);
        int channels = 2 + random.NextBelow(4);
        int image = builder.Input([1 + (random.NextBelow(4) / 3), 5 + random.NextBelow(4), 5 + random.NextBelow(4), 1 + random.NextBelow(3)]);
        int first = builder.Conv2D(image, channels, new TinyWindow(3, 3));
        int second = builder.DepthwiseConv2D(first, 1, new TinyWindow(3, 3));
        int sum = builder.QLinearAdd(first, second);
        int gate = builder.QLinearGlobalAveragePool(sum);
        int product = builder.QLinearMultiply(random.NextBelow(2) == 0 ? gate : second, sum);
        int shifted = builder.QLinearAdd(gate, product);
        int pooled = builder.QLinearAveragePool2D(shifted, new TinyWindow(1 + random.NextBelow(3), 1 + random.NextBelow(3))
        {
            StrideY = 1 + random.NextBelow(2),
            StrideX = 1 + random.NextBelow(2),
            Padding = random.NextBelow(2) == 0 ? Padding.Same : Padding.Valid,
        });
        builder.QLinearSoftmax(builder.FullyConnected(pooled, 4));
        return builder.Build(padding: padding);
    }
}
