using System.Text.Json.Nodes;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Tests.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Checker.FaultyAnalyses;

namespace QMacVerify.Compiler.Tests.Checker;

/// <summary>Invariant 10.10 of BOUNDS.md: analyses with a fault, each of which the checker must refuse.</summary>
/// <remarks>
/// A fault is planted without a seam in the analysis: that is given another network or other circuits than what its result is
/// said to be about, or the result is changed as such an analysis would have written it, hashes and digest made right.
/// </remarks>
public sealed class FaultInjectionTests
{
    private static readonly OperatorPair Truncated = new(new TruncatedMultiplier(3), new ExactAdder());
    private static readonly OperatorPair Scrambled = new(ScrambledMultiplier.Table(), new ExactAdder());

    /// <summary>The list of faults; <see cref="Check_OfAFaultyAnalysis_IsRefused"/> kills all of them.</summary>
    private static readonly (string Name, Func<Certificate> Analysis)[] Faults =
    [
        // What the layer is.
        ("padding is ignored", () => Layer(Scrambled, network => network with { Graph = network.Graph with { Semantics = new GraphSemantics(PaddingRule.Skip) } })),
        ("padding carries 0 in place of the zero point", () => Layer(Truncated, network => OnTensor(network, network.Graph.Inputs[0], tensor => WithZeroPoint(tensor, 0)))),
        ("the zero-point correction is forgotten", () => Layer(OperatorPair.Exact, network => OnTensor(network, network.Graph.Inputs[0], tensor => WithZeroPoint(tensor, 0)))),
        ("the weight zero point is forgotten", () => Layer(OperatorPair.Exact, network => OnTensor(network, network.Graph.MacNodes.First().Weights, tensor => tensor with { Quantization = tensor.Quantization! with { ZeroPoint = 0, ZeroPoints = EquatableArray<int>.Empty } }), weightZeroPoint: 9)),
        ("the bias is forgotten", () => Layer(OperatorPair.Exact, network => OnConv(network, conv => conv with { Bias = -1 }))),
        ("a tap is left out", () => Layer(OperatorPair.Exact, network => OnWeights(network, (index, weight) => index == 4 ? (sbyte)0 : weight))),
        ("the sign of a weight is lost", () => Layer(OperatorPair.Exact, network => OnWeights(network, (index, weight) => index == 5 ? (sbyte)-weight : weight))),
        ("the stride is ignored by one column", () => Layer(OperatorPair.Exact, network => OnConv(network, conv => conv with { Geometry = conv.Geometry with { Window = conv.Geometry.Window with { DilationX = 2 } } }))),

        // Products of two computed tensors.
        ("a product's bias is forgotten", () => Product(OperatorPair.Exact, network => OnMatMul(network, product => product with { Bias = -1 }))),
        ("the zero point of computed weights is forgotten", () => Product(OperatorPair.Exact, network => OnOperand(network, product => product.Weights, 0))),
        ("the zero point of a product's activations is forgotten", () => Product(OperatorPair.Exact, network => OnOperand(network, product => product.Input, 0))),
        ("matrices of a product change places", () => Product(OperatorPair.Exact, network => OnMatMul(network, product => product with { Input = product.Weights, Weights = product.Input }))),
        ("a product reads another stack", () => Product(OperatorPair.Exact, network => OnMatMul(network, product => product with { Geometry = product.Geometry with { WeightMatrices = EquatableArray.Of(1, 0) } }))),
        ("end points stand for the codes of computed weights", () => Product(Scrambled, with: Scrambled with { Multiplier = new Changed(Scrambled.Multiplier, (a, w) => Scrambled.Multiplier.Apply(a, w < 0 ? -128 : 127)) })),
        ("a code of computed weights is left out", () => Product(OperatorPair.Exact) with { Edit = root => root["layers"]![2]!["care"]!["weights"] = WeightSet.Of([0]).ToString() }),
        ("sums of a product begin with the bias", () => Product(OperatorPair.Exact) with { Edit = root => root["layers"]![2]!["bits"]!["prefix"] = root["layers"]![2]!["bits"]!["final"]!.GetValue<long>() - 1 }),
        ("the norm of computed weights is that of their least codes", () => Product(OperatorPair.Exact) with { Edit = root => root["layers"]![2]!["bits"]!["l1"] = root["layers"]![2]!["bits"]!["l1"]!.GetValue<long>() - 1 }),

        // Requantization.
        ("the output's zero point is forgotten", () => Layer(OperatorPair.Exact, network => OnTensor(network, network.Graph.Nodes[0].Output, tensor => WithZeroPoint(tensor, 0)))),
        ("the requantizer is off by one", () => Layer(OperatorPair.Exact, network => OnTensor(network, network.Graph.Nodes[0].Output, tensor => WithZeroPoint(tensor, tensor.ZeroPoint + 1)))),
        ("one of two roundings is dropped", () => Tie(network => OnNodes(network, node => node is FullyConnected layer ? layer with { Requantization = layer.Requantization with { Kind = RequantizationKind.TfliteSingle } } : node))),
        ("multipliers per channel are taken as per tensor", () => Layer(OperatorPair.Exact, network => OnConv(network, conv => conv with { Requantization = conv.Requantization with { Multipliers = EquatableArray.Of(conv.Requantization.Multipliers[0]) } }))),
        ("the clamp is forgotten", () => Layer(OperatorPair.Exact, network => OnConv(network, conv => conv with { Requantization = conv.Requantization with { Clamp = ClampRange.Full } }))),
        ("the upper end of the clamp is one too low", () => Layer(OperatorPair.Exact, network => OnConv(network, conv => conv with { Requantization = conv.Requantization with { Clamp = conv.Requantization.Clamp with { Upper = conv.Requantization.Clamp.Upper - 1 } } }))),

        // Circuits.
        ("the truncation of products is forgotten", () => Layer(Truncated, with: OperatorPair.Exact)),
        ("products are truncated towards zero", () => Layer(Truncated, with: new OperatorPair(new Changed(Truncated.Multiplier, (a, w) => a * w / 8 * 8), new ExactAdder()))),
        ("end points stand for the whole interval of a table", () => Layer(Scrambled, with: Scrambled with { Multiplier = new Changed(Scrambled.Multiplier, (a, w) => Scrambled.Multiplier.Apply(a < 0 ? -128 : 127, w)) })),
        ("operands change places", () => Layer(Scrambled, with: Scrambled with { Multiplier = new Changed(Scrambled.Multiplier, (a, w) => Scrambled.Multiplier.Apply(w, a)) })),
        ("products with 0 are taken to be 0", () => Layer(Scrambled, with: Scrambled with { Multiplier = new Changed(Scrambled.Multiplier, (a, w) => a == 0 || w == 0 ? 0 : Scrambled.Multiplier.Apply(a, w)) })),
        ("the truncated adder is taken as exact", () => Layer(On(new TruncatedAdder(4)), with: OperatorPair.Exact)),
        ("the start value is not truncated", () => Layer(On(new TruncatedAdder(4)), with: On(new ChangedAdder(new TruncatedAdder(4), (acc, addend) => acc + (addend >> 4 << 4))))),
        ("the error of LOA is ignored", () => Layer(On(new LowerPartOrAdder(6)), with: OperatorPair.Exact)),
        ("LOA is taken as monotone", () => Layer(On(new LowerPartOrAdder(6)), with: On(new ChangedAdder(new LowerPartOrAdder(6), (acc, addend) => Loa(acc, addend, 6))))),
        ("LOA has no carry", () => Layer(On(new LowerPartOrAdder(6)), with: On(new ErrorTolerantAdder(6)))),
        ("ETA-I is taken as exact", () => Layer(On(new ErrorTolerantAdder(6)), with: OperatorPair.Exact)),

        // The result of a layer.
        ("the lower end of an accumulator is one too high", () => Written(layer => Channel(layer, 1)["acc"]![0] = Channel(layer, 1)["acc"]![0]!.GetValue<long>() + 1)),
        ("the upper end of an accumulator is one too low", () => Written(layer => Channel(layer, 1)["acc"]![1] = Channel(layer, 1)["acc"]![1]!.GetValue<long>() - 1)),
        ("minimum and maximum of an accumulator change places", () => Written(layer => Swap(Channel(layer, 0)["acc"]!))),
        ("minimum and maximum of a product change places", () => Written(layer => Swap(layer["product"]!))),
        ("an output loses its greatest code", () => Written(layer => Channel(layer, 2)["out"]![1] = Channel(layer, 2)["out"]![1]!.GetValue<long>() - 1)),
        ("a register is one bit too narrow", () => Written(layer => layer["bits"]!["final"] = layer["bits"]!["final"]!.GetValue<long>() - 1)),
        ("prefixes are forgotten", () => Written(layer => layer["bits"]!["prefix"] = 2)),
        ("the order of the sums is taken for any", () => Written(layer => layer["bits"]!["any_order"] = layer["bits"]!["prefix"]!.GetValue<long>() - 1)),
        ("a clamp is taken never to act", () => Written(layer => Channel(layer, 0)["clamps_high"] = "never")),
        ("a channel is taken as constant", () => Written(layer => layer["constant_channels"]!.AsArray().Add(new JsonObject { ["c"] = 0, ["value"] = 5 }))),
        ("the care set lacks an activation", () => Written(layer => layer["care"]!["a"]![0] = -127)),
        ("padding is not among the operands", () => Written(layer => layer["input"]![0] = -127)),
        ("overflow is not seen", () => Written(Overflowing(), root => root["layers"]![0]!["overflow"] = "never")),
        ("a shift that wraps is not seen", () => Written(Overflowing(), root => root["layers"]![1]!.AsObject().Remove("shift_overflow"))),

        // Other operations, and the network.
        ("a sum takes its first operand only", () => Operation<Add>(node => node.First)),
        ("a sum's multipliers change places", () => Network(graph => OnNodes(graph, node => node is Add add ? add with { FirstMultiplier = add.SecondMultiplier, SecondMultiplier = add.FirstMultiplier } : node))),
        ("a pool takes half of its window", () => Network(graph => OnNodes(graph, node => node is MaxPool2D pool ? pool with { Window = pool.Window with { DilationX = 2 } } : node))),
        ("a softmax is not widened", () => Shrunk<Softmax>(2)),
        ("a table is looked up at its ends only", AtEnds),
        ("states stay what they are at first", Frozen),
    ];

    public static TheoryData<string> Names => [.. Faults.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_OfAFaultyAnalysis_IsRefused(string name)
    {
        Certificate faulty = Faults.Single(fault => fault.Name == name).Analysis();

        Assert.NotEmpty(faulty.Check().Reasons);
    }

    [Fact]
    public void Check_OfTheSameAnalysesWithoutAFault_IsAccepted()
    {
        foreach (OperatorPair pair in (OperatorPair[])[OperatorPair.Exact, Truncated, Scrambled, On(new TruncatedAdder(4)), On(new LowerPartOrAdder(6)), On(new ErrorTolerantAdder(6))])
        {
            Assert.Empty(Layer(pair).Check().Reasons);
            Assert.Empty(Product(pair).Check().Reasons);
        }

        Assert.Empty(Layer(OperatorPair.Exact, weightZeroPoint: 9).Check().Reasons);
        Assert.Empty(Network(network => network).Check().Reasons);
        Assert.Empty(Tie(network => network).Check().Reasons);
        Assert.Empty(Certificate.Of(Overflowing(), OperatorAssignment.Exact, InputRegion.Full).Check().Reasons);
        Assert.Empty(Certificate.Of(TinyGraphs.Stateful(3), OperatorAssignment.Exact, InputRegion.Full).Check().Reasons);
        Assert.Empty(Certificate.Of(Table(), OperatorAssignment.Exact, InputRegion.Full).Check().Reasons);
    }
}
