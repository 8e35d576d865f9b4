using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared;

/// <summary>Small random models, the same for the same seed: seeds 0, 1, 2, … cover shapes, paddings, groups, zero points and extremes.</summary>
public static class TinyGraphs
{
    /// <summary>One convolution, depthwise convolution or fully connected layer.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="padding">What padding elements do.</param>
    /// <param name="parameters">What is not left to chance.</param>
    public static Network RandomLayer(int seed, PaddingRule padding = PaddingRule.Multiply, TinyParameters? parameters = null)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"layer_{seed}", random);
        switch (random.NextBelow(5))
        {
            case 0:
                int row = builder.Input([1 + random.NextBelow(2), 1 + random.NextBelow(40)]);
                builder.FullyConnected(row, 1 + random.NextBelow(6), parameters);
                break;
            case 1 or 2:
                int image = builder.Input(RandomImage(random, 1 + random.NextBelow(5)));
                builder.DepthwiseConv2D(image, 1 + random.NextBelow(3), RandomWindow(random), parameters);
                break;
            default:
                int groups = random.NextBelow(3) == 0 ? 2 : 1;
                int grouped = builder.Input(RandomImage(random, groups * (1 + random.NextBelow(4))));
                builder.Conv2D(grouped, groups * (1 + random.NextBelow(3)), RandomWindow(random), parameters, groups);
                break;
        }

        return builder.Build(padding: padding);
    }

    /// <summary>States that become a layer's result, each other, what another one was, the input itself, and what they are.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="shape">Of the image; random where there is none.</param>
    public static Network Stateful(int seed, int[]? shape = null)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"state_{seed}", random);
        shape ??= [1, 2 + random.NextBelow(5), 1 + random.NextBelow(5), 1 + random.NextBelow(20)];
        int zeroPoint = random.NextSByte();
        int input = builder.Input(shape, zeroPoint);
        int[] states = [.. Enumerable.Range(0, 5).Select(_ => builder.State(shape, zeroPoint))];
        int layer = builder.Conv2D(
            builder.Maximum(builder.Minimum(input, states[0]), states[1]), shape[3], new TinyWindow(3, 3), new TinyParameters { ZeroPoint = zeroPoint });
        builder.Becomes(states[0], layer);
        builder.Becomes(states[1], states[2]);
        builder.Becomes(states[2], states[1]);
        builder.Becomes(states[3], random.NextBelow(2) == 0 ? input : builder.Reshape(states[0], shape));
        int output = builder.Add(builder.Add(layer, states[3]), builder.Add(states[2], states[4]));
        return builder.Build([output]);
    }

    /// <summary>The same with each kind of requantization in turn, and mostly with asymmetric weights.</summary>
    public static Network RandomQuantization(int seed, PaddingRule padding = PaddingRule.Multiply) => RandomLayer(seed, padding, new TinyParameters
    {
        Kind = (RequantizationKind)(seed % 3),
        WeightZeroPoint = seed % 4 == 0 ? null : channel => ((channel + seed) * 61 % 256) - 128,
    });

    /// <summary>A layer with as many pixels and channels as vector kernels want, and some that fill none of their blocks.</summary>
    public static Network RandomWideLayer(int seed, PaddingRule padding = PaddingRule.Multiply)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"wide_{seed}", random);
        TinyParameters parameters = WideParameters(seed);
        int batches = 1 + (random.NextBelow(4) / 3);
        int height = 7 + random.NextBelow(4);
        int width = 7 + random.NextBelow(9);
        switch (random.NextBelow(6))
        {
            case 0:
                builder.FullyConnected(builder.Input([batches, 1 + random.NextBelow(90)]), 1 + random.NextBelow(70), parameters);
                break;
            case 1:
                int channels = 1 + random.NextBelow(40);
                builder.DepthwiseConv2D(builder.Input([batches, height, width, channels]), channels < 12 ? 1 + random.NextBelow(2) : 1, RandomWindow(random), parameters);
                break;
            case 2:
                int groups = 2 + random.NextBelow(2);
                int grouped = builder.Input([batches, height, width, groups * (1 + random.NextBelow(6))]);
                builder.Conv2D(grouped, groups * (1 + random.NextBelow(20)), RandomWindow(random), parameters, groups);
                break;
            case 3:
                builder.Conv2D(builder.Input([batches, height, width, 1 + random.NextBelow(24)]), 1 + random.NextBelow(50), new TinyWindow(3, 3), parameters);
                break;
            case 4:
                builder.Conv2D(builder.Input([batches, height, width, 1 + random.NextBelow(40)]), 1 + random.NextBelow(50), new TinyWindow(1, 1), parameters);
                break;
            default:
                builder.Conv2D(builder.Input([batches, height, width, 1 + random.NextBelow(20)]), 1 + random.NextBelow(36), RandomWindow(random), parameters);
                break;
        }

        return builder.Build(padding: padding);
    }

    /// <summary>A layer of few or many channels whose input has the codes of a clamp, and weights of all magnitudes: sums of products that fit int16 by a hair, and that do not.</summary>
    public static Network RandomNarrowLayer(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"narrow_{seed}", random);
        int channels = 1 + random.NextBelow(40);
        int image = builder.Input([1 + (random.NextBelow(4) / 3), 5 + random.NextBelow(5), 5 + random.NextBelow(9), 2 * channels], seed % 2 == 0 ? 0 : null);
        int least = seed % 2 == 0 ? 0 : random.NextBelow(129) - 128;
        if (seed % 4 != 3)
        {
            image = builder.MaxPool2D(image, new TinyWindow(1, 1), new ClampRange(least, Math.Min(sbyte.MaxValue, least + 127)));
        }

        TinyParameters parameters = WideParameters(seed) with { WeightShift = random.NextBelow(4) };
        switch (random.NextBelow(4))
        {
            case 0:
                builder.FullyConnected(builder.Reshape(image, 1, builder.ElementCount(image)), 1 + random.NextBelow(60), parameters);
                break;
            case 1:
                builder.Conv2D(image, 2 * (8 + random.NextBelow(20)), RandomWindow(random), parameters, groups: 2);
                break;
            case 2:
                builder.Conv2D(image, 1 + random.NextBelow(60), new TinyWindow(1, 1), parameters);
                break;
            default:
                builder.Conv2D(image, 1 + random.NextBelow(40), RandomWindow(random), parameters);
                break;
        }

        return builder.Build();
    }

    /// <summary>A depthwise convolution of as many output as input channels, which fill no, some or all blocks of vector kernels.</summary>
    public static Network RandomWideDepthwise(int seed, PaddingRule padding = PaddingRule.Multiply)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"depthwise_{seed}", random);
        int image = builder.Input([1 + (random.NextBelow(4) / 3), 5 + random.NextBelow(6), 5 + random.NextBelow(9), 2 + random.NextBelow(seed % 2 == 0 ? 60 : 16)]);
        TinyWindow window = seed % 3 == 0
            ? new TinyWindow(3, 3) { StrideY = 1 + (seed % 2), StrideX = 1 + (seed % 2), Padding = Padding.Same }

            // So many taps that they are not written out.
            : seed % 7 == 0 ? new TinyWindow(8, 9) { StrideX = 1 + (seed % 2), Padding = Padding.Same }
            : new TinyWindow(1 + random.NextBelow(6), 1 + random.NextBelow(6))
            {
                StrideY = 1 + random.NextBelow(3),
                StrideX = 1 + random.NextBelow(3),
                DilationY = 1 + (random.NextBelow(4) / 3),
                DilationX = 1 + (random.NextBelow(4) / 3),
                Padding = random.NextBelow(4) == 0 ? Padding.Valid : Padding.Same,
            };
        builder.DepthwiseConv2D(image, 1, window, WideParameters(seed));
        return builder.Build(padding: padding);
    }

    /// <summary>A transposition whose axes fill no, one or several blocks of codes of every size.</summary>
    public static Network RandomWideTranspose(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"transpose_{seed}", random);
        builder.Transpose(builder.Input([1 + (seed % 2), 3 + random.NextBelow(70), 14 + random.NextBelow(70)]), 0, 2, 1);
        return builder.Build();
    }

    /// <summary>A convolution over images of one row.</summary>
    public static Network RandomRow(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"row_{seed}", random);
        TinyWindow window = new(1, 1 + random.NextBelow(4))
        {
            StrideY = 1 + random.NextBelow(2),
            StrideX = 1 + random.NextBelow(2),
            Padding = random.NextBelow(2) == 0 ? Padding.Valid : Padding.Same,
        };
        builder.Conv2D(builder.Input([1 + (random.NextBelow(4) / 3), 1, 4 + random.NextBelow(12), 1 + random.NextBelow(5)]), 1 + random.NextBelow(20), window);
        return builder.Build();
    }

    /// <summary>A transposed convolution; some outputs are larger or smaller than the padding makes them.</summary>
    public static Network RandomTransposeConv(int seed, PaddingRule padding = PaddingRule.Multiply, TinyParameters? parameters = null)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"transpose_{seed}", random);
        int image = builder.Input([1 + (random.NextBelow(4) / 3), 1 + random.NextBelow(4), 1 + random.NextBelow(4), 1 + random.NextBelow(3)]);
        TinyWindow window = new(1 + random.NextBelow(4), 1 + random.NextBelow(4))
        {
            StrideY = 1 + random.NextBelow(3),
            StrideX = 1 + random.NextBelow(3),
            Padding = random.NextBelow(2) == 0 ? Padding.Valid : Padding.Same,
            DilationY = 1 + (seed % 5 / 4),
            DilationX = 1 + (seed % 3 / 2),
        };
        int groups = seed % 4 == 3 ? builder.ChannelsOf(image) : 1;
        builder.TransposeConv(image, groups * (1 + random.NextBelow(3)), 1 + random.NextBelow(8), 1 + random.NextBelow(8), window, parameters, groups);
        return builder.Build(padding: padding);
    }

    /// <summary>The same with more channels and pixels, for kernels with vectors.</summary>
    public static Network RandomWideTransposeConv(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"transpose_{seed}", random);
        int height = 2 + random.NextBelow(4);
        int width = 2 + random.NextBelow(6);
        int image = builder.Input([1 + (random.NextBelow(4) / 3), height, width, 1 + random.NextBelow(12)]);
        TinyWindow window = new(1 + random.NextBelow(4), 1 + random.NextBelow(4))
        {
            StrideY = 1 + random.NextBelow(3),
            StrideX = 1 + random.NextBelow(3),
            Padding = random.NextBelow(2) == 0 ? Padding.Valid : Padding.Same,
            DilationY = 1 + (seed % 5 / 4),
            DilationX = 1 + (seed % 3 / 2),
        };
        int channels = builder.ChannelsOf(image);
        int groups = seed % 8 != 3 ? 1 : channels % 2 == 0 ? 2 : channels;
        builder.TransposeConv(
            image, groups * (1 + random.NextBelow(30 / groups)), window.StrideY * height, window.StrideX * width, window, WideParameters(seed), groups);
        return builder.Build();
    }

    /// <summary>Convolution, depthwise convolution, residual addition, pool, fully connected layer, softmax.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="padding">What padding elements do.</param>
    public static Network Network(int seed, PaddingRule padding = PaddingRule.Multiply)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"network_{seed}", random);
        int channels = 2 + random.NextBelow(4);
        int image = builder.Input([1, 5 + random.NextBelow(4), 5 + random.NextBelow(4), 1 + random.NextBelow(3)]);
        int first = builder.Conv2D(image, channels, new TinyWindow(3, 3) { StrideY = 1 + random.NextBelow(2) });
        int second = builder.DepthwiseConv2D(first, 1, new TinyWindow(3, 3));
        int sum = builder.Add(first, second);
        TinyWindow window = new(2, 2) { StrideY = 2, StrideX = 2, Padding = Padding.Same };
        int pooled = random.NextBelow(2) == 0 ? builder.AveragePool2D(sum, window) : builder.MaxPool2D(sum, window);
        int logits = builder.FullyConnected(builder.Reshape(pooled, 1, builder.ElementCount(pooled)), 4);
        builder.Softmax(logits);
        return builder.Build(padding: padding);
    }

    /// <summary>The same model with activations less their zero point as operands.</summary>
    public static Network Centred(this Network network) =>
        network with { Graph = network.Graph with { Semantics = network.Graph.Semantics with { Operands = OperandForm.Centred } } };

    /// <summary>Operations without products, each an output of its own.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="behindLayer">Whether a layer of products lies between the input and them.</param>
    public static Network Operations(int seed, bool behindLayer = false)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"operations_{seed}", random);
        int image = builder.Input([1 + random.NextBelow(2), 2 + random.NextBelow(4), 2 + random.NextBelow(4), 1 + random.NextBelow(4)], zeroPoint: 5);
        if (behindLayer)
        {
            image = builder.Conv2D(image, builder.ChannelsOf(image), new TinyWindow(1, 1), new TinyParameters { ZeroPoint = 5, WeightShift = seed % 4, Clamp = ClampRange.Full });
        }

        int view = builder.View(image);
        int other = builder.Lookup(image);
        int channels = builder.ChannelsOf(image);
        int constant = builder.ConstantChannel(channels, rank: 4);
        int single = builder.ReduceSum(image, Kind(0), 1, 2);
        return builder.Build(
        [
            single,
            builder.Sub(image, seed % 2 == 0 ? other : image, Kind(1)),
            builder.Sub(constant, image, Kind(0)),
            builder.Mul(image, other, Kind(0)),
            builder.Mul(image, single, Kind(1)),
            builder.Maximum(image, builder.View(image, 0, 0)),
            builder.Minimum(builder.View(image, 1, 2), image),
            builder.Prelu(image, constant, Kind(0)),
            builder.Prelu(other, single, Kind(1)),
            builder.ReduceSum(other, Kind(1), 0, 3),
            builder.AveragePool2D(image, new TinyWindow(2, 2) { Padding = seed % 2 == 0 ? Padding.Same : Padding.Valid }, tiesUp: seed % 4 < 2),
            builder.ReduceMax(image, 2),
            builder.ReduceMin(image, 1, 3),
            builder.ResizeNearest(image, 1 + random.NextBelow(7), 1 + random.NextBelow(7)),
            builder.ResizeBilinear(image, 1 + random.NextBelow(9), 1 + random.NextBelow(9), Kind(0), alignCorners: seed % 3 == 1, halfPixelCenters: seed % 3 == 2),
            view,
            builder.View(view),
            builder.Lookup(image),
            builder.Pad(image),
            builder.Pad(view),
            builder.Concat(random.NextBelow(4), image, image),
            builder.ResizeBilinearReal(builder.Pad(image), 1 + random.NextBelow(9), 1 + random.NextBelow(9)),
        ]);

        RequantizationKind Kind(int bit) => ((seed >> bit) & 1) == 0 ? RequantizationKind.TfliteDouble : RequantizationKind.TfliteSingle;
    }

    /// <summary>Inputs and outputs of every type: float32, uint8 and int8, and accumulators of three kinds of layers.</summary>
    public static Network Boundaries(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"boundaries_{seed}", random);
        TinyParameters accumulator = new() { Kind = RequantizationKind.Accumulator, WeightZeroPoint = seed % 2 == 0 ? null : channel => channel - 3 };
        int real = builder.QuantizedInput([1, 4, 5, 2], (QuantizeRounding)((seed + 1) % 2));
        int unsigned = builder.Unsigned(builder.Input([1, 4, 5, 2]));
        int sum = builder.Add(real, unsigned);
        int conv = builder.Unsigned(builder.Conv2D(sum, 3, new TinyWindow(3, 2)));
        return builder.Build(
        [
            builder.Dequantize(sum),
            conv,
            unsigned,
            builder.Conv2D(conv, 2, new TinyWindow(2, 2), accumulator),
            builder.DepthwiseConv2D(conv, 2, new TinyWindow(2, 3), accumulator),
            builder.FullyConnected(conv, 4, accumulator),
            builder.ArgMax(sum, random.NextBelow(4)),
            builder.LayerResult(builder.Conv2D(conv, 3, new TinyWindow(2, 2), accumulator), channelsFirst: true),
            builder.LayerResult(builder.FullyConnected(conv, 4, accumulator), channelsFirst: false),
            builder.LookupReal(conv, random.NextBelow(4)),
            builder.SoftmaxReal(sum),
        ]);
    }

    /// <summary>Networks in which every operation occurs.</summary>
    public static IEnumerable<Network> EveryOperation() => Enumerable.Range(0, 8).SelectMany(seed => new[]
    {
        Network(seed),
        Operations(seed),
        RandomTransposeConv(seed),
        Boundaries(seed),
        TinyQLinearGraphs.Network(seed),
        TinyRealGraphs.Network(seed),
        TinyXnnpackGraphs.Network(seed),
        TinyProductGraphs.Network(seed),
    });

    private static int[] RandomImage(SplitMix64 random, int channels) =>
        [1 + (random.NextBelow(4) / 3), 4 + random.NextBelow(6), 4 + random.NextBelow(6), channels];

    /// <summary>A window that fits the smallest image without padding: reach at most 4.</summary>
    private static TinyParameters WideParameters(int seed) => new()
    {
        Kind = (RequantizationKind)(seed % 3),
        WeightZeroPoint = seed % 8 == 0 ? channel => ((channel + seed) * 61 % 256) - 128 : seed % 8 == 4 ? _ => (seed * 61 % 256) - 128 : null,
        Clamp = seed % 5 == 0 ? new ClampRange(-90, 77) : null,
    };

    private static TinyWindow RandomWindow(SplitMix64 random)
    {
        int filterHeight = 1 + random.NextBelow(4);
        int filterWidth = 1 + random.NextBelow(4);
        return new TinyWindow(filterHeight, filterWidth)
        {
            StrideY = 1 + random.NextBelow(3),
            StrideX = 1 + random.NextBelow(3),
            DilationY = filterHeight == 2 ? 1 + random.NextBelow(3) : 1,
            DilationX = filterWidth == 2 ? 1 + random.NextBelow(3) : 1,
            Padding = random.NextBelow(3) == 0 ? Padding.Valid : Padding.Same,
        };
    }
}
