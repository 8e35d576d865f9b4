using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Deviation;

[Trait("Category", "Slow")]
public sealed class DeviationAnalysisTests
{
    /// <summary>Multipliers and adders of every kind, each alone and some together.</summary>
    private static readonly OperatorPair[] Operators =
    [
        new(new TruncatedMultiplier(2), new ExactAdder()),
        new(new TruncatedMultiplier(6), new ExactAdder()),
        new(new ExactMultiplier(), new TruncatedAdder(4)),
        new(new ExactMultiplier(), new LowerPartOrAdder(5)),
        new(new ExactMultiplier(), new ErrorTolerantAdder(6)),
        new(new TruncatedMultiplier(3), new TruncatedAdder(6)),
        new(new TruncatedMultiplier(4), new LowerPartOrAdder(7)),
        new(new DrumMultiplier(4), new ErrorTolerantAdder(3)),
        new(new MitchellMultiplier(), new ExactAdder()),
        new(new ScrambledMultiplier(), new TruncatedAdder(3)),
    ];

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Differences_OfNetworks_HoldRandomAndCornerInputs(PaddingRule padding)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            AssertContains(TinyGraphs.Network(seed, padding), seed, runs: 8);
            AssertContains(TinyQLinearGraphs.Network(seed, padding), seed, runs: 8);
            AssertContains(TinyRealGraphs.Network(seed, padding), seed, runs: 8);
            AssertContains(TinyXnnpackGraphs.Network(seed, padding), seed, runs: 8);
            AssertContains(TinyProductGraphs.Network(seed, padding), seed, runs: 8);
        }
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Differences_OfLayers_HoldRandomAndCornerInputs(PaddingRule padding)
    {
        for (int seed = 0; seed < RandomCases.Of(24); seed++)
        {
            AssertContains(TinyGraphs.RandomLayer(seed, padding), seed, runs: 4);
            AssertContains(TinyGraphs.RandomQuantization(seed, padding), seed, runs: 4);
            AssertContains(TinyGraphs.RandomTransposeConv(seed, padding), seed, runs: 4);
            AssertContains(TinyProductGraphs.RandomProduct(seed, padding), seed, runs: 4);
        }
    }

    [Fact]
    public void Differences_OfCentredOperands_HoldRandomAndCornerInputs()
    {
        OperatorPair[] operators = [new(new TruncatedMultiplier(5), new ExactAdder()), new(new TruncatedMultiplier(2), new LowerPartOrAdder(6))];
        for (int seed = 0; seed < RandomCases.Of(12); seed++)
        {
            AssertContains(TinyGraphs.Network(seed).Centred(), operators, seed, runs: 8);
            AssertContains(TinyGraphs.RandomLayer(seed, PaddingRule.Skip).Centred(), operators, seed, runs: 8);
            AssertContains(TinyProductGraphs.RandomProduct(seed).Centred(), operators, seed, runs: 4);
        }
    }

    /// <summary>A product of two tensors counts as approximate by its own circuit, and what reads its accumulators differs by it.</summary>
    [Fact]
    public void Differences_OfApproximateProductsAlone_HoldRandomAndCornerInputs()
    {
        int differing = 0;
        for (int seed = 0; seed < 12; seed++)
        {
            Network network = TinyProductGraphs.Network(seed);
            OperatorAssignment operators = OperatorAssignment.Exact with
            {
                Layers = network.Graph.Nodes.OfType<MatMul>().Select(product => new LayerOperators(product.Name, Operators[seed % Operators.Length]))
                    .OrderBy(layer => layer.LayerName, StringComparer.Ordinal).ToEquatableArray(),
            };
            NetworkDeviation deviation = AssertContains(network, operators, InputRegion.Full, new SplitMix64((ulong)seed), runs: 12);
            Assert.Equal(network.Graph.ProductNodes.Count(), deviation.Layers.Count);
            Assert.All(deviation.Layers.Where(layer => network.Graph.Nodes[layer.Index] is MacNode), layer => Assert.Equal(LayerDeviation.None(layer.Index), layer));
            differing += network.Graph.Nodes.Count(node => node is MatMul or LayerFunction && deviation.Differing.ContainsKey(node.Output));
        }

        Assert.True(differing > 24, $"{differing} results differ");
    }

    [Fact]
    public void Differences_BehindAnApproximateLayer_HoldForEveryOperation()
    {
        // Operations read what an approximate layer computes, so that their inputs differ.
        for (int seed = 0; seed < RandomCases.Of(24); seed++)
        {
            AssertContains(TinyGraphs.Operations(seed, behindLayer: true), seed, runs: 12);
        }
    }

    [Fact]
    public void Differences_OfOneInput_AreThoseOfTheTwoRuns()
    {
        for (int seed = 0; seed < RandomCases.Of(40); seed++)
        {
            Network network = seed % 4 == 0 ? TinyRealGraphs.Network(seed / 4)
                : seed % 4 == 1 ? TinyQLinearGraphs.Network(seed / 4)
                : seed % 4 == 2 ? TinyXnnpackGraphs.Network(seed / 4)
                : TinyGraphs.Network(seed / 4);
            OperatorAssignment operators = new(Operators[seed % Operators.Length]);
            InputRegion region = Samples.Around(network, new SplitMix64((ulong)seed), epsilon: 0);
            NetworkDeviation deviation = DeviationAnalysis.Run(network, operators, region);
            sbyte[] input = Samples.InputBox(network, region).Lower.ToArray();
            Recording exact = Recording.Of(network, OperatorAssignment.Exact, input, prefixes: false);
            Recording approximate = Recording.Of(network, operators, input, prefixes: false);
            foreach (int tensor in deviation.Exact.Tensors.Keys)
            {
                short[] expected = [.. approximate.Tensors[tensor].Zip(exact.Tensors[tensor], (left, right) => (short)(left - right))];
                Assert.Equal(expected, deviation.Of(tensor).Lower.ToArray());
                Assert.Equal(expected, deviation.Of(tensor).Upper.ToArray());
            }

            foreach (LayerDeviation layer in deviation.Layers)
            {
                string name = network.Graph.Nodes[layer.Index].Name;
                int[] differences = [.. approximate.Accumulators[name].Zip(exact.Accumulators[name], (left, right) => left - right)];
                Assert.Equal(new Interval(differences.Min(), differences.Max()), layer.Acc);
            }
        }
    }

    [Fact]
    public void Differences_OfASmallerRegion_LieInsideThoseOfALarger()
    {
        for (int seed = 0; seed < RandomCases.Of(20); seed++)
        {
            Network network = seed % 2 == 0 ? TinyGraphs.Network(seed) : TinyQLinearGraphs.Network(seed);
            OperatorAssignment operators = new(Operators[seed % Operators.Length]);
            NetworkDeviation[] nested =
            [
                .. new[] { 0, 1, 4, 20 }.Select(epsilon =>
                    DeviationAnalysis.Run(network, operators, Samples.Around(network, new SplitMix64((ulong)seed), epsilon), isChecked: epsilon == 4)),
                DeviationAnalysis.Run(network, operators, InputRegion.Full, isChecked: false),
            ];
            foreach ((NetworkDeviation inner, NetworkDeviation outer) in nested.Zip(nested.Skip(1)))
            {
                // Boxes of softmax are sound but widened by a rounding margin, hence not nested.
                foreach (GraphNode node in network.Graph.Nodes.Where(node => node is not (Softmax or QLinearSoftmax) && outer.Exact.Tensors.ContainsKey(node.Output)))
                {
                    Assert.True(outer.Of(node.Output).Contains(inner.Of(node.Output)), $"{seed} {node.Name}");
                }

                foreach ((LayerDeviation innerLayer, LayerDeviation outerLayer) in inner.Layers.Zip(outer.Layers))
                {
                    Assert.True(outerLayer.Acc.Contains(innerLayer.Acc), "acc");
                    Assert.True(outerLayer.Output.Contains(innerLayer.Output), "output");
                    Assert.True(outerLayer.LocalError.Acc.Contains(innerLayer.LocalError.Acc), "local acc");
                    Assert.True(outerLayer.LocalError.Lsb.Contains(innerLayer.LocalError.Lsb), "local lsb");
                }
            }
        }
    }

    [Fact]
    public void Differences_OfExactCircuits_AreNone()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            NetworkDeviation deviation = DeviationAnalysis.Run(TinyGraphs.Network(seed), OperatorAssignment.Exact, InputRegion.Full);
            Assert.Empty(deviation.Differing);
            Assert.All(deviation.Layers, layer => Assert.Equal(LayerDeviation.None(layer.Index), layer));
        }
    }

    [Fact]
    public void Differences_OfStates_HoldEveryRunOfASequence()
    {
        for (int seed = 0; seed < RandomCases.Of(12); seed++)
        {
            Network network = TinyGraphs.Stateful(seed);
            OperatorAssignment operators = new(Operators[seed % Operators.Length]);
            foreach (InputRegion region in (InputRegion[])[InputRegion.Full, Samples.Around(network, new SplitMix64((ulong)seed), epsilon: 2)])
            {
                NetworkDeviation deviation = DeviationAnalysis.Run(network, operators, region, isChecked: seed % 4 == 1);
                SplitMix64 random = new((ulong)seed);
                Box box = Samples.InputBox(network, region);
                sbyte[][] inputs = [.. Enumerable.Range(0, 12).Select(step => step % 2 == 0 ? Samples.Corner(box, random) : Samples.Inside(box, random))];
                IReadOnlyList<Recording> exact = Recording.OfSequence(network, OperatorAssignment.Exact, inputs);
                IReadOnlyList<Recording> approximate = Recording.OfSequence(network, operators, inputs);
                foreach ((Recording exactRun, Recording approximateRun) in exact.Zip(approximate))
                {
                    Assert.Empty(DeviationContainment.Violations(network, deviation, exactRun, approximateRun));
                }
            }
        }
    }

    private static void AssertContains(Network network, int seed, int runs) =>
        AssertContains(network, Operators.Where((_, i) => i % 3 == seed % 3), seed, runs);

    private static void AssertContains(Network network, IEnumerable<OperatorPair> operators, int seed, int runs)
    {
        SplitMix64 random = new((ulong)seed + 1000);
        int analysis = seed;
        foreach (OperatorAssignment assignment in operators.Select(pair => new OperatorAssignment(pair)))
        {
            foreach (InputRegion region in (InputRegion[])[InputRegion.Full, Samples.Around(network, random, epsilon: 3)])
            {
                AssertContains(network, assignment, region, random, runs, isChecked: analysis++ % 5 == 0);
            }
        }
    }

    private static NetworkDeviation AssertContains(Network network, OperatorAssignment operators, InputRegion region, SplitMix64 random, int runs, bool isChecked = true)
    {
        NetworkDeviation deviation = DeviationAnalysis.Run(network, operators, region, isChecked: isChecked);
        Box box = Samples.InputBox(network, region);
        for (int run = 0; run < runs; run++)
        {
            sbyte[] input = run % 2 == 0 ? Samples.Corner(box, random) : Samples.Inside(box, random);
            Recording exact = Recording.Of(network, OperatorAssignment.Exact, input, prefixes: false);
            Recording approximate = Recording.Of(network, operators, input, prefixes: false);
            Assert.Empty(DeviationContainment.Violations(network, deviation, exact, approximate));
        }

        return deviation;
    }
}
