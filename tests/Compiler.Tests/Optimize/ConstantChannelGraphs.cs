using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Optimize;

/// <summary>Random networks in which many channels are constant or unread, the same for the same seed.</summary>
internal static class ConstantChannelGraphs
{
    /// <summary>Layers with such channels, and between them everything that channels pass through or end in.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="padding">What padding elements do.</param>
    /// <param name="shape">Of the image; random where there is none.</param>
    public static Network Random(int seed, PaddingRule padding = PaddingRule.Multiply, int[]? shape = null)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"constant_{seed}", random);
        shape ??= [1, 2 + random.NextBelow(3), 2 + random.NextBelow(3), 1 + random.NextBelow(3)];
        int image = builder.Input(shape, random.NextBelow(3) == 0 ? sbyte.MinValue : null);
        int current = Convolution(builder, random, image);
        int extra = -1;
        for (int i = 0; i < 3; i++)
        {
            current = Next(builder, random, current);
            extra = i == 0 && random.NextBelow(4) == 0 ? current : extra;
            current = random.NextBelow(2) == 0 ? Convolution(builder, random, current) : current;
        }

        int[] size = builder.ShapeOf(current);
        current = random.NextBelow(2) == 0 ? builder.Reshape(current, 1, size.Aggregate((product, extent) => product * extent)) : current;
        int output = builder.FullyConnected(current, 3, Parameters(random, 3, builder.ElementCount(current) / builder.ShapeOf(current)[0], inChannels: 1));
        return builder.Build(extra < 0 ? [output] : [output, extra], padding);
    }

    /// <summary>Convolutions in groups, transposed ones among them, between layers with such channels, of an image of four pixels.</summary>
    public static Network Grouped(int seed, PaddingRule padding)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"constant_groups_{seed}", random);
        int groups = 2 + random.NextBelow(2);
        int current = Convolution(
            builder, random, builder.Input([1, 2, 2, 1], random.NextBelow(2) == 0 ? sbyte.MinValue : null), groups * (2 + random.NextBelow(3)));
        for (int i = 0; i < 2; i++)
        {
            int outChannels = groups * (1 + random.NextBelow(4));
            int inChannels = builder.ChannelsOf(current) / groups;
            int extent = 1 + random.NextBelow(2);
            TinyParameters parameters = Parameters(random, outChannels, extent * extent * inChannels, inChannels);
            current = random.NextBelow(3) == 0
                ? builder.TransposeConv(current, outChannels, builder.ShapeOf(current)[1], builder.ShapeOf(current)[2], new TinyWindow(extent, extent), parameters, groups)
                : builder.Conv2D(current, outChannels, new TinyWindow(extent, extent), parameters, groups);
        }

        return builder.Build([Convolution(builder, random, current)], padding);
    }

    /// <summary>Two layers that read one with such channels, a product of both, another with a third, and a layer of that: each with such channels.</summary>
    public static Network Attention(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"constant_attention_{seed}", random);
        int tokens = 2 + random.NextBelow(3);
        int hidden = Layer(builder.Input([tokens, 3]), 8);
        int scores = builder.MatMul(Layer(hidden, 6), Layer(hidden, 6));
        int values = builder.MatMul(scores, Layer(hidden, tokens));
        return builder.Build([Layer(values, 3)]);

        int Layer(int input, int outChannels) => builder.FullyConnected(
            input, outChannels, Parameters(random, outChannels, builder.ChannelsOf(input), builder.ChannelsOf(input)));
    }

    private static int Next(TinyGraphBuilder builder, SplitMix64 random, int input)
    {
        TinyWindow window = new(1 + random.NextBelow(2), 1 + random.NextBelow(2));
        int channels = builder.ChannelsOf(input);
        switch (random.NextBelow(14))
        {
            case 0:
                return builder.AveragePool2D(input, window);
            case 1:
                return builder.MaxPool2D(input, window);
            case 2:
                return builder.Lookup(input, random.NextBelow(2) == 0);
            case 3:
                return builder.Add(input, Convolution(builder, random, input, channels));
            case 4:
                return builder.Mul(input, Convolution(builder, random, input, channels), (RequantizationKind)random.NextBelow(3));
            case 5:
                return builder.Add(input, builder.ConstantChannel(channels, rank: 4));
            case 6:
                return builder.Pad(input);
            case 7:
                return builder.Concat(3, input, builder.MaxPool2D(input, new TinyWindow(1, 1)));
            case 8:
                return builder.Concat(1 + random.NextBelow(2), input, input);
            case 9:
                return builder.ResizeNearest(input, 1 + random.NextBelow(4), 1 + random.NextBelow(4));
            case 10:
                return builder.View(input);
            case 11:
                return builder.QLinearAdd(input, Convolution(builder, random, input, channels));
            case 12:
                return builder.TransposeConv(
                    input, 4, 2 * builder.ShapeOf(input)[1], 2 * builder.ShapeOf(input)[2], new TinyWindow(2, 2) { StrideY = 2, StrideX = 2 },
                    Parameters(random, 4, 4 * channels, channels));
            default:
                int multiplier = 1 + random.NextBelow(2);
                return builder.DepthwiseConv2D(input, multiplier, window, Parameters(random, channels * multiplier, window.FilterHeight * window.FilterWidth));
        }
    }

    private static int Convolution(TinyGraphBuilder builder, SplitMix64 random, int input, int? outChannels = null)
    {
        int channels = outChannels ?? 2 + random.NextBelow(5);
        TinyWindow window = new(1 + random.NextBelow(3), 1 + random.NextBelow(3))
        {
            Padding = outChannels is not null || builder.ShapeOf(input)[2] == 1 || random.NextBelow(2) == 0 ? Padding.Same : new Padding(PaddingMode.Explicit, EquatableArray.Of(1, 0, 2, 1)),
        };
        int inChannels = builder.ChannelsOf(input);
        return builder.Conv2D(input, channels, window, Parameters(random, channels, window.FilterHeight * window.FilterWidth * inChannels, inChannels));
    }

    /// <summary>A third of the output channels saturate, or have no weights; some input channels have none.</summary>
    /// <param name="random">Draws them.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="taps">Of each.</param>
    /// <param name="inChannels">Input channels of each window element; null for weights with their output channels last.</param>
    private static TinyParameters Parameters(SplitMix64 random, int outChannels, int taps, int? inChannels = null)
    {
        sbyte[] weights = new sbyte[outChannels * taps];
        random.FillInt8(weights);
        int[] bias = [.. Enumerable.Range(0, outChannels).Select(_ => random.NextBelow(20_001) - 10_000)];
        for (int channel = 0; channel < outChannels; channel++)
        {
            int kind = random.NextBelow(6);
            bias[channel] += kind == 0 ? -30_000_000 : kind == 1 && random.NextBelow(2) == 0 ? 30_000_000 : 0;
            for (int tap = 0; tap < taps && kind == 2; tap++)
            {
                weights[inChannels is null ? (tap * outChannels) + channel : (channel * taps) + tap] = 0;
            }
        }

        if (inChannels > 1 && random.NextBelow(2) == 0)
        {
            int unread = random.NextBelow(inChannels.Value);
            for (int i = unread; i < weights.Length; i += inChannels.Value)
            {
                weights[i] = 0;
            }
        }

        int zeroPoint = random.NextBelow(2) == 0 ? sbyte.MinValue : random.NextSByte() / 2;
        return new TinyParameters
        {
            Weights = weights,
            Bias = bias,
            Kind = (RequantizationKind)random.NextBelow(3),
            WeightZeroPoint = random.NextBelow(5) == 0 ? channel => (channel * 7) - 9 : null,
            ZeroPoint = zeroPoint,
            Clamp = random.NextBelow(2) == 0 ? new ClampRange(zeroPoint, sbyte.MaxValue) : null,
        };
    }
}
