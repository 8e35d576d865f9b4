using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Training;

/// <summary>Small networks whose codes hardly ever reach an end of int8: about 10 in magnitude.</summary>
internal static class TrainableGraphs
{
    /// <summary>Convolutions, a sum of two branches, a pool and a fully connected layer of 5 classes.</summary>
    public static Network Branches(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new("branches", random);
        int image = builder.Conv2D(builder.Input([1, 6, 6, 3], zeroPoint: -5), 8, new TinyWindow(3, 3), Layer(random, 27, 8, inputs: 74));
        int branch = builder.DepthwiseConv2D(image, 1, new TinyWindow(3, 3), Layer(random, 9, 8));
        int sum = builder.Add(builder.Conv2D(branch, 8, new TinyWindow(1, 1), Layer(random, 8, 8)), image, ClampRange.Full);
        int pooled = builder.AveragePool2D(sum, new TinyWindow(2, 2) { StrideY = 2, StrideX = 2, Padding = Padding.Valid });
        builder.FullyConnected(builder.Reshape(pooled, 1, 72), 5, Layer(random, 72, 5, inputs: 8));
        return Replace(builder.Build());
    }

    /// <summary>Two convolutions, the first with a rectifier, a pool and a fully connected layer of 3 classes.</summary>
    public static Network Classifier()
    {
        SplitMix64 random = new(7);
        TinyGraphBuilder builder = new("classifier", random);
        int image = builder.Conv2D(
            builder.Input([1, 8, 8, 3], zeroPoint: 0), 8, new TinyWindow(3, 3) { StrideY = 2, StrideX = 2 }, Layer(random, 27, 8, inputs: 74) with { Clamp = new ClampRange(3, 127) });
        int deeper = builder.Conv2D(image, 8, new TinyWindow(3, 3), Layer(random, 72, 8, inputs: 8));
        int pooled = builder.MaxPool2D(deeper, new TinyWindow(2, 2) { StrideY = 2, StrideX = 2, Padding = Padding.Valid }, ClampRange.Full);
        builder.FullyConnected(builder.Reshape(pooled, 1, 32), 3, Layer(random, 32, 3));
        return builder.Build();
    }

    /// <summary>Weights of -64 to 63, and a factor that makes codes of about 10 of inputs of a magnitude.</summary>
    private static TinyParameters Layer(SplitMix64 random, int taps, int channels, int inputs = 10)
    {
        double factor = 10 / (Math.Sqrt(taps) * 37 * inputs);
        int shift = Math.ILogB(factor) + 1;
        return new TinyParameters
        {
            Weights = [.. Enumerable.Range(0, taps * channels).Select(_ => (sbyte)(random.NextSByte() >> 1))],
            Bias = [.. Enumerable.Range(0, channels).Select(_ => (int)((random.NextBelow(21) - 10) / factor))],
            Multipliers = [new QuantizedMultiplier((int)Math.ScaleB(factor, 31 - shift), shift)],
            Clamp = ClampRange.Full,
            ZeroPoint = 3,
        };
    }

    /// <summary>What the builder draws at random: clamps of pools, factors of sums.</summary>
    private static Network Replace(Network network) => network with
    {
        Graph = network.Graph with
        {
            Nodes = network.Graph.Nodes.Select(node => node switch
            {
                AveragePool2D pool => pool with { Clamp = ClampRange.Full },
                Add sum => sum with
                {
                    FirstMultiplier = new QuantizedMultiplier(1 << 30, 0),
                    SecondMultiplier = new QuantizedMultiplier(3 << 29, 0),
                    OutputMultiplier = new QuantizedMultiplier(3 << 29, -ScaledSum.LeftShift + 1),
                },
                _ => node,
            }).ToEquatableArray(),
        },
    };
}
