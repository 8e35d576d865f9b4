using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

[Trait("Category", "Slow")]
public sealed class IntervalAnalysisTests
{
    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Bounds_OfNetworks_HoldRandomAndCornerInputs(PaddingRule padding)
    {
        for (int seed = 0; seed < RandomCases.Of(12); seed++)
        {
            AssertContains(TinyGraphs.Network(seed, padding), SomeOperators(seed), seed, runs: 8);
            AssertContains(TinyQLinearGraphs.Network(seed, padding), SomeOperators(seed), seed, runs: 8);
            AssertContains(TinyRealGraphs.Network(seed, padding), SomeOperators(seed), seed, runs: 8);
            AssertContains(TinyXnnpackGraphs.Network(seed, padding), SomeOperators(seed), seed, runs: 8);
            AssertContains(TinyProductGraphs.Network(seed, padding), SomeOperators(seed), seed, runs: 8);
        }
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Bounds_OfLayers_HoldRandomAndCornerInputs(PaddingRule padding)
    {
        for (int seed = 0; seed < RandomCases.Of(60); seed++)
        {
            AssertContains(TinyGraphs.RandomLayer(seed, padding), SomeOperators(seed), seed, runs: 4);
            AssertContains(TinyGraphs.RandomQuantization(seed, padding), SomeOperators(seed), seed, runs: 4);
            AssertContains(TinyGraphs.RandomTransposeConv(seed, padding), SomeOperators(seed), seed, runs: 4);
            AssertContains(TinyProductGraphs.RandomProduct(seed, padding), SomeOperators(seed), seed, runs: 4);
        }
    }

    [Fact]
    public void Bounds_OfOperations_HoldRandomAndCornerInputs()
    {
        for (int seed = 0; seed < RandomCases.Of(60); seed++)
        {
            AssertContains(TinyGraphs.Operations(seed), [OperatorPair.Exact], seed, runs: 20);
        }
    }

    [Fact]
    public void Bounds_OfOperationsOnOneInput_AreTheExactRun()
    {
        for (int seed = 0; seed < RandomCases.Of(30); seed++)
        {
            Network network = TinyGraphs.Operations(seed);
            InputRegion region = Samples.Around(network, new SplitMix64((ulong)seed), epsilon: 0);
            NetworkBounds bounds = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region);
            Recording run = Recording.Of(network, OperatorAssignment.Exact, Samples.InputBox(network, region).Lower.ToArray());
            foreach ((int tensor, Box box) in bounds.Tensors)
            {
                Assert.Equal(run.Tensors[tensor], box.Lower.ToArray());
                Assert.Equal(run.Tensors[tensor], box.Upper.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Bounds_OfAScrambledMultiplier_HoldRandomAndCornerInputs(PaddingRule padding)
    {
        OperatorPair[] operators = [new(new ScrambledMultiplier(), new ExactAdder()), new(new ScrambledMultiplier(), new TruncatedAdder(3))];
        for (int seed = 0; seed < RandomCases.Of(12); seed++)
        {
            AssertContains(TinyGraphs.Network(seed, padding), operators, seed, runs: 10);
            AssertContains(TinyGraphs.RandomLayer(seed, padding), operators, seed, runs: 10);
            AssertContains(TinyProductGraphs.RandomProduct(seed, padding), operators, seed, runs: 10);
        }
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Bounds_OfCentredOperands_HoldRandomAndCornerInputs(PaddingRule padding)
    {
        OperatorPair[] operators = [OperatorPair.Exact, new(new TruncatedMultiplier(5), new ExactAdder()), new(new TruncatedMultiplier(2), new LowerPartOrAdder(6))];
        for (int seed = 0; seed < RandomCases.Of(12); seed++)
        {
            AssertContains(TinyGraphs.Network(seed, padding).Centred(), operators, seed, runs: 8);
            AssertContains(TinyGraphs.RandomLayer(seed, padding).Centred(), operators, seed, runs: 8);
            AssertContains(TinyGraphs.RandomQuantization(seed, padding).Centred(), operators, seed, runs: 8);
            AssertContains(TinyProductGraphs.RandomProduct(seed, padding).Centred(), operators, seed, runs: 8);
        }
    }

    [Fact]
    public void Bounds_OfOneInput_AreTheExactRun()
    {
        for (int seed = 0; seed < RandomCases.Of(40); seed++)
        {
            Network network = seed % 4 == 0 ? TinyRealGraphs.Network(seed / 4) : seed % 4 == 1 ? TinyProductGraphs.Network(seed / 4)
                : seed % 2 == 0 ? TinyGraphs.Network(seed / 2) : TinyQLinearGraphs.Network(seed / 2);
            foreach (OperatorPair pair in SomeOperators(seed))
            {
                InputRegion region = Samples.Around(network, new SplitMix64((ulong)seed), epsilon: 0);
                OperatorAssignment operators = new(pair);
                NetworkBounds bounds = IntervalAnalysis.Run(network, operators, region);
                Recording run = Recording.Of(network, operators, Samples.InputBox(network, region).Lower.ToArray());
                foreach ((int tensor, Box box) in bounds.Tensors)
                {
                    Assert.Equal(run.Tensors[tensor], box.Lower.ToArray());
                    Assert.Equal(run.Tensors[tensor], box.Upper.ToArray());
                }

                foreach (LayerBounds layer in bounds.Layers)
                {
                    int channels = layer.Channels.Count;
                    for (int channel = 0; channel < channels; channel++)
                    {
                        int[] elements = [.. Enumerable.Range(0, run.Accumulators[layer.Node.Name].Length / channels).Select(p => (p * channels) + channel)];
                        Interval acc = HullOf(elements.Select(i => Interval.Point(run.Accumulators[layer.Node.Name][i])));
                        Assert.Equal(acc, layer.Channels[channel].Acc);
                        Assert.Equal(HullOf(elements.Select(i => run.Prefixes[layer.Node.Name][i])), layer.Channels[channel].Prefix);
                    }
                }
            }
        }
    }

    [Fact]
    public void Bounds_OfASmallerRegion_LieInsideThoseOfALarger()
    {
        for (int seed = 0; seed < RandomCases.Of(20); seed++)
        {
            Network network = TinyGraphs.Network(seed);
            OperatorAssignment operators = new(Samples.Operators[seed % Samples.Operators.Count]);
            NetworkBounds[] nested =
            [
                .. new[] { 0, 1, 4, 20 }.Select(epsilon =>
                    IntervalAnalysis.Run(network, operators, Samples.Around(network, new SplitMix64((ulong)seed), epsilon))),
                IntervalAnalysis.Run(network, operators, InputRegion.Full),
            ];
            foreach ((NetworkBounds inner, NetworkBounds outer) in nested.Zip(nested.Skip(1)))
            {
                // Bounds of softmax are sound but widened by a rounding margin, hence not nested.
                foreach (GraphNode node in network.Graph.Nodes.Where(node => node is not Softmax))
                {
                    Assert.True(outer.Tensors[node.Output].Contains(inner.Tensors[node.Output]), node.Name);
                }

                foreach ((LayerBounds innerLayer, LayerBounds outerLayer) in inner.Layers.Zip(outer.Layers))
                {
                    AssertInside(innerLayer, outerLayer);
                }
            }
        }
    }

    [Fact]
    public void Bounds_ShrunkByOne_AreFoundOutByACornerInput()
    {
        // The ends are attained by some corner, so a bound that is off by one must be found out.
        for (int seed = 0; seed < RandomCases.Of(10); seed++)
        {
            Network network = TinyGraphs.RandomLayer(seed);
            OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()));
            NetworkBounds bounds = IntervalAnalysis.Run(network, operators, InputRegion.Full);
            LayerOracle oracle = new(network, operators.Default, Samples.InputBox(network, InputRegion.Full));
            int worst = Enumerable.Range(0, oracle.OutputCount).MaxBy(output => oracle.Acc(output, oracle.Scan).Upper);
            int channel = worst % oracle.Layer.Geometry.OutChannels;
            Recording run = Recording.Of(network, operators, oracle.CornerFor(worst, upper: true));
            Assert.Empty(Containment.Violations(bounds, run));

            ChannelBounds sound = bounds.Layers[0].Channels[channel];
            Assert.Contains(Violations(sound with { Acc = sound.Acc with { Upper = sound.Acc.Upper - 1 } }), v => v.Contains("acc"));
            Assert.Contains(Violations(sound with { Sum = sound.Sum with { Upper = sound.Sum.Upper - 1 } }), v => v.Contains("sum"));
            Assert.Contains(Violations(sound with { Output = sound.Output with { Upper = sound.Output.Upper - 1 } }), v => v.Contains("output"));
            Assert.Contains(Violations(sound with { Prefix = sound.Prefix with { Upper = run.Prefixes[oracle.Layer.Name][worst].Upper - 1 } }), v => v.Contains("prefix"));

            sbyte[] upper = bounds.Tensors[oracle.Layer.Output].Upper.ToArray();
            sbyte[] lower = bounds.Tensors[oracle.Layer.Output].Lower.ToArray();
            upper[worst] = (sbyte)Math.Max(upper[worst] - 1, -128);
            lower[worst] = Math.Min(lower[worst], upper[worst]);
            Dictionary<int, Box> tensors = new(bounds.Tensors) { [oracle.Layer.Output] = new Box(lower, upper) };
            bool isShrunk = upper[worst] < bounds.Tensors[oracle.Layer.Output].Upper[worst];
            Assert.Equal(isShrunk, Containment.Violations(bounds with { Tensors = tensors }, run).Any(v => v.StartsWith("tensor", StringComparison.Ordinal)));

            IReadOnlyList<string> Violations(ChannelBounds shrunk) => Containment.Violations(
                bounds with
                {
                    Layers = [bounds.Layers[0] with { Channels = [.. bounds.Layers[0].Channels.Select((c, i) => i == channel ? shrunk : c)] }],
                },
                run);
        }
    }

    internal static void AssertInside(LayerBounds inner, LayerBounds outer)
    {
        Assert.True(outer.Input.Contains(inner.Input), "input");
        foreach ((ChannelBounds i, ChannelBounds o) in inner.Channels.Zip(outer.Channels))
        {
            Assert.True(o.Product.Contains(i.Product), "product");
            Assert.True(o.Sum.Contains(i.Sum), "sum");
            Assert.True(o.Acc.Contains(i.Acc), "acc");
            Assert.True(o.Prefix.Contains(i.Prefix), "prefix");
            Assert.True(o.AnyOrder.Contains(i.AnyOrder), "any_order");
            Assert.True(o.Output.Contains(i.Output), "output");
            Assert.True(o.ClampsLow == i.ClampsLow || o.ClampsLow == Occurrence.Possible, "clamps_low");
            Assert.True(o.ClampsHigh == i.ClampsHigh || o.ClampsHigh == Occurrence.Possible, "clamps_high");
        }
    }

    /// <summary>A fifth of the operators: every pair gets its turn.</summary>
    private static IEnumerable<OperatorPair> SomeOperators(int seed) => Samples.Operators.Where((_, i) => i % 5 == seed % 5);

    private static Interval HullOf(IEnumerable<Interval> intervals) => intervals.Aggregate((left, right) => left.Hull(right));

    private static void AssertContains(Network network, IEnumerable<OperatorPair> operators, int seed, int runs)
    {
        SplitMix64 random = new((ulong)seed + 1000);
        InputRegion[] regions = [InputRegion.Full, Samples.Around(network, random, epsilon: 3)];
        foreach (OperatorAssignment assignment in operators.Select(pair => new OperatorAssignment(pair)))
        {
            foreach (InputRegion region in regions)
            {
                NetworkBounds bounds = IntervalAnalysis.Run(network, assignment, region);
                Box box = Samples.InputBox(network, region);
                for (int run = 0; run < runs; run++)
                {
                    sbyte[] input = run % 2 == 0 ? Samples.Corner(box, random) : Samples.Inside(box, random);
                    Assert.Empty(Containment.Violations(bounds, Recording.Of(network, assignment, input)));
                }
            }
        }
    }
}
