using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Branching;
using QMacVerify.Compiler.Bounds.Linear;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>A network so small that all inputs of a region can be run: four pixels of 16 codes each.</summary>
public sealed class ExhaustiveNetworkTests
{
    internal const int FirstCode = 112;
    internal const int CodesPerPixel = 16;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Bounds_HoldAll65536Inputs(int drop)
    {
        Network network = TwoConvolutions();
        OperatorAssignment operators = new(new OperatorPair(drop == 0 ? new ExactMultiplier() : new TruncatedMultiplier(drop), new ExactAdder()));

        // Centre 120 and distance 8: [112, 127], cut off by the range of codes.
        InputRegion region = InputRegion.Linf([[120, 120, 120, 120]], 8);
        NetworkBounds bounds = IntervalAnalysis.Run(network, operators, region);
        Assert.Equal(new Interval(FirstCode, FirstCode + CodesPerPixel - 1), bounds.Tensors[network.Graph.Inputs[0]].Hull);

        Dictionary<string, Interval[]> seen = Observe(network, operators);
        NetworkBounds linear = LinearAnalysis.Run(network, operators, region, LinearOptions.Default, CancellationToken.None).Bounds;
        NetworkBounds parts = BranchAnalysis.Run(network, operators, region, splits: 24, AnalysisOptions.Default, step: null, CancellationToken.None).Bounds;
        foreach (LayerBounds layer in bounds.Layers.Concat(linear.Layers).Concat(parts.Layers))
        {
            for (int channel = 0; channel < layer.Channels.Count; channel++)
            {
                Interval exactRange = Enumerable.Range(0, ((MacNode)layer.Node).Geometry.Positions)
                    .Select(position => seen[layer.Node.Name][(position * layer.Channels.Count) + channel])
                    .Aggregate((left, right) => left.Hull(right));
                Assert.True(layer.Channels[channel].Acc.Contains(exactRange), $"{layer.Node.Name} channel {channel}");
                if (layer == bounds.Layers[0] || layer == linear.Layers[0] || layer == parts.Layers[0])
                {
                    // The first layer reads independent inputs, and a truncated product is a monotone function of the exact one.
                    Assert.Equal(exactRange, layer.Channels[channel].Acc);
                }
            }
        }
    }

    internal static Network TwoConvolutions()
    {
        TinyGraphBuilder builder = new("exhaustive", new SplitMix64(11));
        int image = builder.Input([1, 2, 2, 1], zeroPoint: 100);
        TinyWindow window = new(2, 2);
        TinyParameters parameters = new() { Multipliers = [new QuantizedMultiplier(1 << 30, -4)], Clamp = ClampRange.Full, ZeroPoint = -3 };
        int first = builder.Conv2D(image, 3, window, parameters);
        int second = builder.Conv2D(first, 3, window, parameters with { Multipliers = [new QuantizedMultiplier(1 << 30, -7)] });
        builder.FullyConnected(second, 3, parameters with { Multipliers = [new QuantizedMultiplier(1 << 30, -8)] });
        return builder.Build();
    }

    /// <summary>Range of the accumulators of each layer, by output element.</summary>
    private static Dictionary<string, Interval[]> Observe(Network network, OperatorAssignment operators)
    {
        Dictionary<string, Interval[]> seen = network.Graph.MacNodes.ToDictionary(layer => layer.Name, layer =>
        {
            Interval[] ranges = new Interval[layer.Geometry.Positions * layer.Geometry.OutChannels];
            Array.Fill(ranges, Interval.Empty);
            return ranges;
        });
        Parallel.For(0, CodesPerPixel * CodesPerPixel, upperHalf =>
        {
            Dictionary<string, Interval[]> own = seen.ToDictionary(
                pair => pair.Key, pair => Enumerable.Repeat(Interval.Empty, pair.Value.Length).ToArray());
            for (int lowerHalf = 0; lowerHalf < CodesPerPixel * CodesPerPixel; lowerHalf++)
            {
                sbyte[] input = [Code(upperHalf / 16), Code(upperHalf % 16), Code(lowerHalf / 16), Code(lowerHalf % 16)];
                Merge(own, Recording.Of(network, operators, input, prefixes: false).Accumulators
                    .ToDictionary(pair => pair.Key, pair => Array.ConvertAll(pair.Value, acc => Interval.Point(acc))));
            }

            lock (seen)
            {
                Merge(seen, own);
            }
        });
        return seen;

        static sbyte Code(int digit) => (sbyte)(FirstCode + digit);
    }

    private static void Merge(Dictionary<string, Interval[]> target, Dictionary<string, Interval[]> source)
    {
        foreach ((string layer, Interval[] ranges) in source)
        {
            Interval[] merged = target[layer];
            for (int i = 0; i < ranges.Length; i++)
            {
                merged[i] = merged[i].Hull(ranges[i]);
            }
        }
    }
}
