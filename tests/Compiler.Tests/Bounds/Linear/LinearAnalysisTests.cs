using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Linear;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Linear;

[Trait("Category", "Slow")]
public sealed class LinearAnalysisTests
{
    private static readonly int Seeds = RandomCases.Of(12);

    private static readonly string[] Kinds = ["chain", "pools", "residual", "views", "products", "zero points", "onnx"];

    public static TheoryData<string, string, string> Cases()
    {
        TheoryData<string, string, string> cases = [];
        foreach (string kind in Kinds)
        {
            cases.Add(kind, "exact", "exact");
            cases.Add(kind, "trunc:3", "exact");
            cases.Add(kind, "mitchell", "loa:3");
            cases.Add(kind, "trunc:2", "trunc:4");
        }

        return cases;
    }

    /// <summary>Random, corner and directed inputs: the last are those at which the linear forms themselves are greatest and least.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Bounds_HoldRunsAndLieInsideIntervals(string kind, string multiplier, string adder)
    {
        OperatorAssignment operators = new(new OperatorPair(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!));
        int directed = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            SplitMix64 random = new((ulong)seed + 1);
            Network network = NetworkOf(kind, seed);
            InputRegion region = Samples.Around(network, random, epsilon: seed % 3 == 0 ? 255 : 1 + (3 * seed));
            Box box = Samples.InputBox(network, region);
            LinearAnalysis analysis = LinearAnalysis.Run(network, operators, region, new LinearOptions { Depth = 1 + (seed % 6) }, CancellationToken.None);
            IEnumerable<sbyte[]> inputs = Enumerable.Range(0, 6).SelectMany(_ => new[] { Samples.Inside(box, random), Samples.Corner(box, random) });
            foreach (MacNode layer in network.Graph.MacNodes.Where(layer => analysis.Steps.ContainsKey(layer.Output)))
            {
                for (int sample = 0; sample < 4; sample++)
                {
                    if (analysis.Corners(layer, random.NextBelow(layer.Geometry.Positions), random.NextBelow(layer.Geometry.OutChannels)) is { } corners)
                    {
                        inputs = [.. inputs, corners.Greatest, corners.Least];
                        directed += 2;
                    }
                }
            }

            foreach (sbyte[] input in inputs)
            {
                Recording run = Recording.Of(network, operators, input);
                Assert.Empty(Containment.Violations(analysis.Bounds, run));
                foreach (MacNode layer in network.Graph.MacNodes.Where(layer => analysis.Sums.ContainsKey(layer.Output)))
                {
                    Assert.All(analysis.Sums[layer.Output].Zip(run.Accumulators[layer.Name]), pair => Assert.True(!Interval.Int32.Contains(pair.First) || pair.First.Contains(pair.Second)));
                }
            }

            AssertInside(IntervalAnalysis.Run(network, operators, region), analysis.Bounds);
        }

        Assert.True(directed > 0);
    }

    [Theory]
    [InlineData("chain")]
    [InlineData("pools")]
    [InlineData("residual")]
    [InlineData("views")]
    public void Bounds_OfSmallRegions_AreNarrowerThanIntervals(string kind)
    {
        double intervals = 0;
        double linear = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            Network network = NetworkOf(kind, seed);
            InputRegion region = Samples.Around(network, new SplitMix64((ulong)seed), epsilon: 2);
            int last = network.Graph.MacNodes.Last().Output;
            intervals += Width(LinearAnalysis.Run(network, OperatorAssignment.Exact, region, new LinearOptions { Depth = 0 }, CancellationToken.None).Sums[last]);
            linear += Width(LinearAnalysis.Run(network, OperatorAssignment.Exact, region, new LinearOptions { Depth = 10 }, CancellationToken.None).Sums[last]);
        }

        Assert.True(linear < 0.9 * intervals, $"{linear} of {intervals}");
    }

    /// <summary>Forms end at, and lines are those of, what the method itself found out about a tensor.</summary>
    [Fact]
    public void Lines_OfAnElementThatTheMethodFixes_AreItsCode()
    {
        int found = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            Network network = NetworkOf("residual", seed);
            InputRegion region = Samples.Around(network, new SplitMix64((ulong)seed), epsilon: 1);
            LinearAnalysis analysis = LinearAnalysis.Run(network, OperatorAssignment.Exact, region, LinearOptions.Default, CancellationToken.None);
            NetworkBounds intervals = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region);
            foreach ((int tensor, LinearStep step) in analysis.Steps)
            {
                Box box = analysis.Bounds.Tensors[tensor];
                for (int element = 0; step is RoundedStep rounded && element < box.Count; element++)
                {
                    if (box[element].IsPoint && !intervals.Tensors[tensor][element].IsPoint)
                    {
                        Line code = new(0, box[element].Lower - network.Graph.Tensor(tensor).ZeroPoint);
                        Assert.Equal((code, code), (rounded.Relaxation.Lower[element], rounded.Relaxation.Upper[element]));
                        found++;
                    }
                }
            }
        }

        Assert.True(found > 10, $"{found}");
    }

    [Fact]
    public void Bounds_OnAnyNumberOfThreads_AreTheSame()
    {
        Network network = NetworkOf("residual", 1);
        InputRegion region = Samples.Around(network, new SplitMix64(1), epsilon: 3);
        NetworkBounds one = LinearAnalysis.Run(network, OperatorAssignment.Exact, region, new LinearOptions { Threads = 1 }, CancellationToken.None).Bounds;
        NetworkBounds many = LinearAnalysis.Run(network, OperatorAssignment.Exact, region, new LinearOptions { Threads = 5 }, CancellationToken.None).Bounds;
        AssertInside(one, many);
        AssertInside(many, one);
    }

    [Fact]
    public void Bounds_OfOneInput_AreItsRun()
    {
        foreach (string kind in Kinds)
        {
            Network network = NetworkOf(kind, 3);
            InputRegion region = Samples.Around(network, new SplitMix64(7), epsilon: 0);
            NetworkBounds bounds = LinearAnalysis.Run(network, OperatorAssignment.Exact, region, new LinearOptions { Depth = 5 }, CancellationToken.None).Bounds;
            Recording run = Recording.Of(network, OperatorAssignment.Exact, Samples.InputBox(network, region).Lower.ToArray());
            Assert.All(bounds.Tensors, pair => Assert.Equal(run.Tensors[pair.Key], pair.Value.Lower.ToArray()));
            Assert.All(bounds.Tensors, pair => Assert.Equal(run.Tensors[pair.Key], pair.Value.Upper.ToArray()));
        }
    }

    /// <summary>Biases at the ends of int32, in channels that a clamp makes constant and in channels where a tiny factor lets them through.</summary>
    [Theory]
    [InlineData("exact")]
    [InlineData("trunc:4")]
    public void Bounds_WithBiasesAtTheEndsOfInt32_HoldRuns(string multiplier)
    {
        OperatorAssignment operators = new(new OperatorPair(OperatorSpec.ParseMultiplier(multiplier, out _)!, new ExactAdder()));
        const int room = 4_000_000;
        QuantizedMultiplier tiny = new(1 << 30, -23);
        QuantizedMultiplier usual = new(1 << 30, -8);
        int constants = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            TinyGraphBuilder builder = new("extreme", random);
            int image = builder.Input([1, 4, 4, 2], zeroPoint: -5);
            TinyParameters extreme = new()
            {
                Bias = [int.MaxValue - room, int.MinValue + room, int.MaxValue - room, int.MinValue + room, 100],
                Multipliers = [usual, usual, tiny, tiny, usual],
                Clamp = ClampRange.Full,
                ZeroPoint = 0,
            };
            int first = builder.Conv2D(image, 5, new TinyWindow(3, 3), extreme);
            int second = builder.Conv2D(first, 5, new TinyWindow(3, 3), extreme);
            builder.Conv2D(builder.Add(first, second), 3, new TinyWindow(2, 2));
            Network network = builder.Build();
            InputRegion region = Samples.Around(network, random, epsilon: 6);
            Box box = Samples.InputBox(network, region);
            LinearAnalysis analysis = LinearAnalysis.Run(network, operators, region, new LinearOptions { Depth = 10 }, CancellationToken.None);
            constants += analysis.Bounds.Layers[0].Channels.Count(channel => channel.Output.IsPoint);
            foreach (MacNode layer in network.Graph.MacNodes)
            {
                for (int channel = 0; channel < layer.Geometry.OutChannels; channel++)
                {
                    (sbyte[] greatest, sbyte[] least) = analysis.Corners(layer, 5, channel) ?? (Samples.Corner(box, random), Samples.Corner(box, random));
                    Assert.Empty(Containment.Violations(analysis.Bounds, Recording.Of(network, operators, greatest)));
                    Assert.Empty(Containment.Violations(analysis.Bounds, Recording.Of(network, operators, least)));
                }
            }

            AssertInside(IntervalAnalysis.Run(network, operators, region), analysis.Bounds);
        }

        Assert.True(constants >= 2 * Seeds, $"{constants}");
    }

    private static void AssertInside(NetworkBounds outer, NetworkBounds inner)
    {
        Assert.Equal(outer.Tensors.Keys.Order(), inner.Tensors.Keys.Order());
        Assert.All(outer.Tensors, pair => Assert.True(pair.Value.Contains(inner.Tensors[pair.Key])));
        foreach ((LayerBounds wide, LayerBounds narrow) in outer.Layers.Zip(inner.Layers))
        {
            Assert.Equal(wide.Index, narrow.Index);
            foreach ((ChannelBounds wideChannel, ChannelBounds channel) in wide.Channels.Zip(narrow.Channels))
            {
                Assert.True(wideChannel.Sum.Contains(channel.Sum) && wideChannel.Acc.Contains(channel.Acc) && wideChannel.Output.Contains(channel.Output));
                Assert.True(wideChannel.Prefix.Contains(channel.Prefix) && wideChannel.AnyOrder.Contains(channel.AnyOrder) && wideChannel.Product.Contains(channel.Product));
            }
        }
    }

    private static double Width(Interval[] sums) => sums.Average(sum => (double)(sum.Upper - sum.Lower));

    internal static Network NetworkOf(string kind, int seed)
    {
        TinyGraphBuilder builder = new(kind.Replace(' ', '_'), new SplitMix64((ulong)seed));
        int image = builder.Input([1, 6, 5, 2]);
        int first = builder.Conv2D(image, 4, new TinyWindow(3, 3));
        switch (kind)
        {
            case "chain":
                int strided = builder.Conv2D(builder.Conv2D(first, 4, new TinyWindow(2, 3) { StrideX = 2, StrideY = 2 }, groups: 2), 3, new TinyWindow(2, 2) { DilationX = 2 });
                builder.FullyConnected(strided, 5);
                break;
            case "pools":
                int depthwise = builder.DepthwiseConv2D(first, 2, new TinyWindow(3, 3));
                builder.FullyConnected(builder.AveragePool2D(builder.MaxPool2D(builder.AveragePool2D(depthwise, new TinyWindow(2, 2)), new TinyWindow(2, 1)), new TinyWindow(3, 3) { StrideX = 2 }), 3);
                break;
            case "residual":
                int inner = builder.Conv2D(builder.Conv2D(first, 3, new TinyWindow(3, 3)), 4, new TinyWindow(3, 2));
                int sum = builder.Add(first, inner);
                int shortcut = builder.Conv2D(sum, 3, new TinyWindow(1, 1) { StrideX = 2, StrideY = 2 });
                int longer = builder.Conv2D(builder.Conv2D(sum, 3, new TinyWindow(3, 3) { StrideX = 2, StrideY = 2 }), 3, new TinyWindow(3, 3));
                builder.Conv2D(builder.Sub(shortcut, longer, RequantizationKind.TfliteDouble), 2, new TinyWindow(2, 2));
                break;
            case "products":
                int rows = builder.Reshape(first, 10, 12);
                builder.FullyConnected(builder.Reshape(builder.MatMul(rows, rows), 1, 100), 3);
                break;
            case "views":
                int turned = builder.Transpose(first, 0, 2, 1, 3);
                int second = builder.Conv2D(turned, 3, new TinyWindow(3, 3));
                builder.FullyConnected(builder.Reshape(second, 1, 90), 4);
                break;
            case "zero points":
                TinyParameters asymmetric = new() { WeightZeroPoint = channel => (7 * channel) - 9, Kind = RequantizationKind.TfliteSingle };
                builder.FullyConnected(builder.Conv2D(first, 4, new TinyWindow(3, 3), asymmetric), 3, asymmetric);
                break;
            default:
                TinyParameters real = new() { Kind = RequantizationKind.OnnxFloat };
                builder.FullyConnected(builder.Conv2D(first, 4, new TinyWindow(3, 3), real), 3, real);
                break;
        }

        return builder.Build(padding: seed % 2 == 0 ? PaddingRule.Multiply : PaddingRule.Skip);
    }
}
