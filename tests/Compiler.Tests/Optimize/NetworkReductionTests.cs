using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Optimize;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Optimize;

/// <summary>A reduced network has the outputs of the one that it was made from, for every input of the region and on its operators.</summary>
[Trait("Category", "Slow")]
public sealed class NetworkReductionTests
{
    private const int Networks = 150;
    private const int Samples = 12;

    private static readonly OperatorPair[] Pairs =
    [
        OperatorPair.Exact,
        new(new TruncatedMultiplier(2), new ExactAdder()),
        new(new TruncatedMultiplier(7), new TruncatedAdder(3)),
        new(new ExactMultiplier(), new LowerPartOrAdder(5)),
        new(new DrumMultiplier(4), new ErrorTolerantAdder(4)),
        new(ScrambledMultiplier.Table(), new TruncatedAdder(6)),
        new(ScrambledMultiplier.Table(), new ExactAdder()),
        new(new MitchellMultiplier(), new LowerPartOrAdder(9)),
    ];

    [Theory]
    [InlineData(PaddingRule.Multiply, OperandForm.Raw)]
    [InlineData(PaddingRule.Skip, OperandForm.Raw)]
    [InlineData(PaddingRule.Multiply, OperandForm.Centred)]
    [InlineData(PaddingRule.Skip, OperandForm.Centred)]
    public void Reduction_RandomNetworks_OutputsStay(PaddingRule padding, OperandForm operands)
    {
        int channels = 0;
        int weights = 0;
        int nodes = 0;
        for (int seed = 0; seed < Networks; seed++)
        {
            Network network = WithOperands(ConstantChannelGraphs.Random(seed, padding), operands);
            OperatorAssignment operators = Operators(seed, operands);
            InputRegion region = Region(network.Graph, seed);
            ReducedNetwork reduced = Outputs.Reduce(network, operators, region);

            channels += Count(reduced, Removal.Constant, Removal.Unread);
            weights += Count(reduced, Removal.Weights);
            nodes += reduced.Removals.Count(removal => removal.What == Removal.WholeNode);
            foreach (sbyte[][] inputs in Outputs.Inputs(network.Graph, region, new SplitMix64((ulong)seed), Samples))
            {
                AssertEqual(Outputs.Of(network, operators, inputs), Outputs.Of(reduced.Network, operators, inputs), $"seed {seed}");
            }
        }

        Assert.True(channels > 150 && weights > 150 && nodes > 5, $"{channels} channels, {weights} weights, {nodes} nodes were removed");
    }

    [Fact]
    public void Reduction_RandomNetworks_CompiledKernelsGiveTheSame()
    {
        List<(Network Before, Network After, OperatorAssignment Operators, InputRegion Region, int Seed)> cases = [];
        for (int seed = 0; cases.Count < 40; seed++)
        {
            Network network = ConstantChannelGraphs.Random(seed, (PaddingRule)(seed % 2));
            OperatorAssignment operators = Operators(seed, OperandForm.Raw);
            InputRegion region = Region(network.Graph, seed);
            ReducedNetwork reduced = Outputs.Reduce(network, operators, region);
            if (reduced.Removals.Count > 0)
            {
                cases.Add((network, reduced.Network, operators, region, seed));
            }
        }

        IReadOnlyList<CompiledRunner> runners = CompiledKernels.Of(
            [.. cases.Select(each => PlannedNetwork.Of(each.After, each.Operators, $"Net{each.Seed}").Plan)]);
        foreach ((int i, (Network before, _, OperatorAssignment operators, InputRegion region, int seed)) in cases.Index())
        {
            foreach (sbyte[][] inputs in Outputs.Inputs(before.Graph, region, new SplitMix64((ulong)seed), Samples))
            {
                AssertEqual(Outputs.Of(before, operators, inputs), Outputs.Of(runners[i].Create(), inputs), $"seed {seed}");
            }
        }
    }

    /// <summary>All inputs of four pixels with five codes each.</summary>
    [Fact]
    public void Reduction_TinyNetworks_OutputsStayForAllInputs()
    {
        int channels = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            Network network = ConstantChannelGraphs.Random(1000 + seed, (PaddingRule)(seed % 2), [1, 2, 2, 1]);
            OperatorAssignment operators = Operators(seed, OperandForm.Raw);
            sbyte first = (sbyte)((seed * 37 % 251) - 128);
            InputRegion region = InputRegion.Linf([[.. Enumerable.Repeat((sbyte)(first + 2), 4)]], 2);
            ReducedNetwork reduced = Outputs.Reduce(network, operators, region);
            channels += Count(reduced, Removal.Constant, Removal.Unread);
            for (int codes = 0; codes < 625; codes++)
            {
                sbyte[][] inputs = [[.. ((int[])[1, 5, 25, 125]).Select(power => (sbyte)(first + (codes / power % 5)))]];
                AssertEqual(Outputs.Of(network, operators, inputs), Outputs.Of(reduced.Network, operators, inputs), $"seed {seed}, codes {codes}");
            }
        }

        Assert.True(channels > 60, $"{channels} channels were removed");
    }

    /// <summary>All inputs of four pixels with five codes each, on kernels that are compiled from the reduced networks.</summary>
    [Fact]
    public void Reduction_Groups_LoseAsManyChannelsEachOrGoAsAWhole()
    {
        List<(Network Before, Network After, OperatorAssignment Operators, sbyte First)> cases = [];
        int[] smaller = [0, 0, 0];
        bool isExplained = false;
        for (int seed = 0; seed < 60; seed++)
        {
            Network network = ConstantChannelGraphs.Grouped(seed, (PaddingRule)(seed % 2));
            OperatorAssignment operators = Operators(seed, OperandForm.Raw);
            sbyte first = (sbyte)((seed * 37 % 251) - 128);
            ReducedNetwork reduced = Outputs.Reduce(network, operators, InputRegion.Linf([[.. Enumerable.Repeat((sbyte)(first + 2), 4)]], 2));
            cases.Add((network, reduced.Network, operators, first));
            isExplained |= reduced.Kept.Any(kept => kept.Why.Contains("stay of one size", StringComparison.Ordinal));
            foreach (MacNode after in reduced.Network.Graph.MacNodes)
            {
                MacGeometry before = network.Graph.MacNodes.Single(layer => layer.Name == after.Name).Geometry;
                smaller[0] += before.Groups > 1 && after.Geometry.GroupInChannels < before.GroupInChannels ? 1 : 0;
                smaller[1] += before.Groups > 1 && after.Geometry.GroupOutChannels < before.GroupOutChannels ? 1 : 0;
                smaller[2] += after.Geometry.Groups < before.Groups ? 1 : 0;
            }
        }

        Assert.True(isExplained && smaller[0] > 20 && smaller[1] > 10 && smaller[2] > 0, string.Join(", ", smaller));
        IReadOnlyList<CompiledRunner> runners = CompiledKernels.Of([.. cases.Take(20).Select((each, i) => PlannedNetwork.Of(each.After, each.Operators, $"Net{i}").Plan)]);
        foreach ((int i, (Network before, Network after, OperatorAssignment operators, sbyte first)) in cases.Index())
        {
            IModelRunner? compiled = i < runners.Count ? runners[i].Create() : null;
            for (int codes = i % 7; codes < 625; codes += i < 20 ? 1 : 7)
            {
                sbyte[][] inputs = [[.. ((int[])[1, 5, 25, 125]).Select(power => (sbyte)(first + (codes / power % 5)))]];
                byte[][] expected = Outputs.Of(before, operators, inputs);
                AssertEqual(expected, Outputs.Of(after, operators, inputs), $"seed {i}, codes {codes}");
                if (compiled is not null)
                {
                    AssertEqual(expected, Outputs.Of(compiled, inputs), $"seed {i}, codes {codes}, compiled");
                }
            }
        }
    }

    /// <summary>A product of two tensors needs all that it reads, and keeps its circuits; layers before and after it lose channels.</summary>
    [Fact]
    public void Reduction_ProductsOfTwoTensors_KeepAllThatTheyReadAndGive()
    {
        int channels = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            Network network = ConstantChannelGraphs.Attention(seed);
            MatMul[] products = [.. network.Graph.Nodes.OfType<MatMul>()];
            OperatorAssignment operators = Operators(seed, OperandForm.Raw) with
            {
                Layers = EquatableArray.Of(new LayerOperators(products[0].Name, Pairs[(seed + 3) % Pairs.Length])),
            };
            ReducedNetwork reduced = Outputs.Reduce(network, operators, InputRegion.Full);

            channels += Count(reduced, Removal.Constant, Removal.Unread);
            foreach (MatMul product in products)
            {
                MatMul after = reduced.Network.Graph.Nodes.OfType<MatMul>().Single(node => node.Name == product.Name);
                Assert.Equal(product.Geometry, after.Geometry);
            }

            Assert.Contains(reduced.Kept, kept => kept.Why.Contains("(matmul) does not keep channels apart", StringComparison.Ordinal));
            foreach (sbyte[][] inputs in Outputs.Inputs(network.Graph, InputRegion.Full, new SplitMix64((ulong)seed), Samples))
            {
                AssertEqual(Outputs.Of(network, operators, inputs), Outputs.Of(reduced.Network, operators, inputs), $"seed {seed}");

                // What the reduced package itself says, which has no tables.
                if (!operators.Multipliers.Any(multiplier => multiplier is TableMultiplier))
                {
                    AssertEqual(Outputs.Of(network, operators, inputs), Outputs.Of(reduced.Network, reduced.Network.Graph.Operators, inputs), $"seed {seed}, recorded");
                }
            }
        }

        Assert.True(channels > 40, $"{channels} channels were removed");
    }

    [Fact]
    public void Reduction_NothingToRemove_LeavesTheNetworkAlone()
    {
        Network network = TinyGraphs.RandomLayer(3);
        Package package = new(network, network.Identity());

        ReducedNetwork reduced = NetworkReduction.Of(package, OperatorAssignment.Exact, InputRegion.Full, CancellationToken.None);

        Assert.Empty(reduced.Removals);
        Assert.Same(network, reduced.Network);
    }

    /// <summary>A network that was reduced has nothing more to lose.</summary>
    [Fact]
    public void Reduction_OfAReducedNetwork_RemovesNothing()
    {
        int reductions = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            Network network = ConstantChannelGraphs.Random(seed);
            OperatorAssignment operators = new(Pairs[seed % 5]);
            ReducedNetwork once = Outputs.Reduce(network, operators, InputRegion.Full);
            reductions += once.Removals.Count > 0 ? 1 : 0;
            Assert.Empty(Outputs.Reduce(once.Network, operators, InputRegion.Full).Removals);
        }

        Assert.True(reductions > 30, $"{reductions} networks were reduced");
    }

    [Fact]
    public void Reduction_OtherOperators_AreRefused()
    {
        Network network = ConstantChannelGraphs.Random(0);
        OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()));
        Network reduced = Outputs.Reduce(network, operators, InputRegion.Full).Network;

        Reduction reduction = Assert.IsType<Reduction>(reduced.Graph.Reduction);
        Assert.Equal(operators, reduced.Graph.Operators);
        reduction.Require(reduced.Graph, operators);
        string message = Assert.Throws<DiagnosticException>(() => reduction.Require(reduced.Graph, OperatorAssignment.Exact)).Message;
        Assert.Contains("was reduced for amul trunc:2, aadd exact in layer", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reduction_OtherOperatorsOfAProduct_AreRefused()
    {
        TinyGraphBuilder builder = new("products", new SplitMix64(2));
        int input = builder.Input([3, 4]);
        builder.FullyConnected(builder.MatMul(input, input), 2);
        Network network = builder.Build();
        string product = network.Graph.Nodes.OfType<MatMul>().Single().Name;
        OperatorPair truncated = new(new TruncatedMultiplier(3), new ExactAdder());
        Reduction reduction = new("", OperatorRecord.Of(new OperatorAssignment(truncated)), "full", EquatableArray<InputCodesBox>.Empty, EquatableArray<Removal>.Empty);

        reduction.Require(network.Graph, new OperatorAssignment(truncated));
        OperatorAssignment others = new(truncated, new[] { new LayerOperators(product, OperatorPair.Exact) }.ToEquatableArray());
        Assert.Contains($"in layer \"{product}\"", Assert.Throws<DiagnosticException>(() => reduction.Require(network.Graph, others)).Message, StringComparison.Ordinal);
    }

    /// <summary>Generated code refuses what the network was not reduced for: of single elements, or of all.</summary>
    [Theory]
    [InlineData(-7)]
    [InlineData(-100)]
    public void Reduction_CompiledWithInputsOutsideTheRegion_IsRefused(sbyte last)
    {
        Network network = PurposeMadeNetwork.Create();
        sbyte[] centre = [.. Enumerable.Repeat((sbyte)-100, network.Graph.Tensor(network.Graph.Inputs[0]).ElementCount - 1), last];
        Network reduced = Outputs.Reduce(network, OperatorAssignment.Exact, InputRegion.Linf([centre], 3)).Network;
        IModelRunner runner = CompiledKernels.Of(PlannedNetwork.Of(reduced, OperatorAssignment.Exact, "Ball").Plan).Create();

        AssertEqual(Outputs.Of(network, OperatorAssignment.Exact, [centre]), Outputs.Of(runner, [centre]), "centre");
        sbyte[] outside = (sbyte[])centre.Clone();
        outside[^1] = (sbyte)(last + 4);
        string message = Assert.Throws<InputException>(() => Outputs.Of(runner, [outside])).Message;
        Assert.Equal(
            $"element 191 of tensor_0 has code {last + 4}, and the network was reduced for {last - 3} to {last + 3}: compile the package that it was made from", message);
    }

    private static void AssertEqual(byte[][] expected, byte[][] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i].AsSpan().SequenceEqual(actual[i]), $"{what}: output {i} differs");
        }
    }

    private static int Count(ReducedNetwork reduced, params string[] what) => reduced.Removals.Where(removal => what.Contains(removal.What))
        .Sum(removal => removal.What == Removal.Weights ? removal.Values.Sum() : removal.Channels.Count);

    private static OperatorAssignment Operators(int seed, OperandForm operands) =>
        new(operands == OperandForm.Centred ? Pairs[seed % 3] : Pairs[seed % Pairs.Length]);

    /// <summary>Mostly every code, now and then few or one.</summary>
    private static InputRegion Region(QuantizedGraph graph, int seed)
    {
        sbyte[] centre = new sbyte[graph.Tensor(graph.Inputs[0]).ElementCount];
        new SplitMix64((ulong)seed).FillInt8(centre);
        return seed % 3 != 0 ? InputRegion.Full : InputRegion.Linf([centre], seed % 7);
    }

    private static Network WithOperands(Network network, OperandForm operands) =>
        network with { Graph = network.Graph with { Semantics = network.Graph.Semantics with { Operands = operands } } };
}
