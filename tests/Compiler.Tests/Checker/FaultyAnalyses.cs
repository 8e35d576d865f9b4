using System.Text.Json.Nodes;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Tests.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Checker;

/// <summary>Small networks, and what an analysis writes of them that takes them for something else.</summary>
internal static class FaultyAnalyses
{
    /// <summary>A padded convolution with a multiplier for each channel; channel 0 is clamped.</summary>
    /// <param name="pair">Its circuits.</param>
    /// <param name="of">What it is taken for.</param>
    /// <param name="with">The circuits that it is taken to have.</param>
    /// <param name="weightZeroPoint">Of its weights.</param>
    public static Certificate Layer(OperatorPair pair, Func<Network, Network>? of = null, OperatorPair? with = null, int weightZeroPoint = 0)
    {
        TinyGraphBuilder builder = new("layer", new SplitMix64(3));
        builder.Conv2D(builder.Input([1, 4, 5, 2], zeroPoint: -7), 4, new TinyWindow(3, 3), new TinyParameters
        {
            Bias = [5000, -3001, 77, 12],
            Multipliers = [new(1 << 30, -6), new(1_333_333_333, -11), new(1_777_777_777, -11), new(2_000_000_001, -11)],
            Clamp = new ClampRange(-90, 80),
            ZeroPoint = 3,
            WeightZeroPoint = weightZeroPoint == 0 ? null : _ => weightZeroPoint,
        });
        return Taken(builder.Build(), pair, of, with);
    }

    /// <summary>A product of what two layers compute, two stacks of matrices, taken for something else.</summary>
    /// <param name="pair">Circuits of all layers.</param>
    /// <param name="of">What the network is taken for.</param>
    /// <param name="with">The circuits that layers are taken to have.</param>
    public static Certificate Product(OperatorPair pair, Func<Network, Network>? of = null, OperatorPair? with = null)
    {
        TinyGraphBuilder builder = new("product", new SplitMix64(4));
        int input = builder.Input([1, 3], zeroPoint: 5);
        int activations = builder.Reshape(builder.FullyConnected(input, 24, new TinyParameters { ZeroPoint = -9 }), 2, 2, 6);
        int weights = builder.Reshape(builder.FullyConnected(input, 24, new TinyParameters { ZeroPoint = 21, Clamp = new ClampRange(-60, 100) }), 2, 2, 6);
        builder.MatMul(activations, weights, new TinyParameters
        {
            Bias = [300, -4001], Multipliers = [new(1_500_000_000, -9)], Clamp = new ClampRange(-120, 110), ZeroPoint = 3,
        });
        return Taken(builder.Build(), pair, of, with);
    }

    /// <summary>Other tensors or loops of its product.</summary>
    public static Network OnMatMul(Network network, Func<MatMul, MatMul> change) =>
        OnNodes(network, node => node is MatMul product ? change(product) : node);

    /// <summary>Another zero point of an operand of the product, which nothing else reads.</summary>
    public static Network OnOperand(Network network, Func<MatMul, int> operand, int zeroPoint) =>
        OnTensor(network, operand(network.Graph.Nodes.OfType<MatMul>().Single()), tensor => WithZeroPoint(tensor, zeroPoint));

    /// <summary>Convolutions, a residual sum, a pool, a fully connected layer and a softmax, taken for something else.</summary>
    public static Certificate Network(Func<Network, Network> of) => Taken(Residual(), OperatorPair.Exact, of, with: null);

    /// <summary>A layer whose one accumulator, -2, is a tie of both roundings: -1 with two, 0 with one.</summary>
    public static Certificate Tie(Func<Network, Network> of)
    {
        TinyGraphBuilder builder = new("tie", new SplitMix64(1));
        builder.FullyConnected(builder.Input([1, 2], zeroPoint: 0), 1, new TinyParameters
        {
            Weights = [0, 0], Bias = [-2], Multipliers = [new(1 << 30, -1)], Clamp = ClampRange.Full, ZeroPoint = 0,
        });
        return Taken(builder.Build(), OperatorPair.Exact, of, with: null);
    }

    /// <summary>Convolutions and the rest of <see cref="Network"/>, where an operation passes on the box of one of its operands.</summary>
    public static Certificate Operation<TNode>(Func<TNode, int> operand)
        where TNode : GraphNode => WithBox<TNode>((node, boxes) => boxes[operand(node)]);

    /// <summary>The same, where the box of an operation is smaller on either side.</summary>
    public static Certificate Shrunk<TNode>(int codes)
        where TNode : GraphNode => WithBox<TNode>((node, boxes) => new Box(
            [.. boxes[node.Output].Lower.ToArray().Select(code => (sbyte)Math.Min(code + codes, 127))],
            [.. boxes[node.Output].Upper.ToArray().Select(code => (sbyte)Math.Max(code - codes, -128))]));

    /// <summary>A table that is not monotone, of which both ends are looked up.</summary>
    public static Certificate AtEnds()
    {
        Network network = Table();
        Lookup lookup = network.Graph.Nodes.OfType<Lookup>().Single();
        sbyte[] table = network.Parameters[lookup.Table].Int8.ToArray();
        NetworkBounds bounds = Compiler.Bounds.IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full);
        Box ends = Box.Uniform(network.Graph.Tensor(lookup.Output).ElementCount, Math.Min(table[0], table[^1]), Math.Max(table[0], table[^1]));
        return Certificate.Of(network, OperatorAssignment.Exact, InputRegion.Full, bounds with { Tensors = With(bounds, lookup.Output, ends) });
    }

    public static Network Table()
    {
        TinyGraphBuilder builder = new("table", new SplitMix64(8));
        builder.Lookup(builder.Input([1, 3, 3, 2], zeroPoint: 0));
        return builder.Build();
    }

    /// <summary>A network with states, bounded as if none of them ever changed.</summary>
    public static Certificate Frozen()
    {
        Network network = TinyGraphs.Stateful(3);
        return Taken(network, OperatorPair.Exact, frozen => frozen with
        {
            Graph = frozen.Graph with { States = frozen.Graph.States.Select(state => state with { Next = state.Current }).ToEquatableArray() },
        }, with: null);
    }

    /// <summary>Sums that may wrap, and then a shift that may.</summary>
    public static Network Overflowing()
    {
        TinyGraphBuilder builder = new("overflowing", new SplitMix64(2));
        int first = builder.FullyConnected(builder.Input([1, 2], zeroPoint: -128), 2, new TinyParameters
        {
            Weights = [127, 127, 0, -1], Bias = [int.MaxValue, -5], Multipliers = [new(1 << 30, -7)], Clamp = ClampRange.Full, ZeroPoint = 3,
        });
        builder.FullyConnected(first, 1, new TinyParameters
        {
            Weights = [127, 127], Bias = [1 << 24], Multipliers = [new(1 << 30, 8)], Clamp = ClampRange.Full, ZeroPoint = 0,
        });
        return builder.Build();
    }

    /// <summary>A result that is written otherwise.</summary>
    public static Certificate Written(Action<JsonNode> layer) =>
        Layer(OperatorPair.Exact) with { Edit = root => layer(root["layers"]![0]!) };

    /// <inheritdoc cref="Written(Action{JsonNode})"/>
    public static Certificate Written(Network network, Action<JsonObject> edit) =>
        Certificate.Of(network, OperatorAssignment.Exact, InputRegion.Full) with { Edit = edit };

    public static JsonNode Channel(JsonNode layer, int channel) => layer["channels"]![channel]!;

    public static void Swap(JsonNode interval) => (interval[0], interval[1]) = (interval[1]!.DeepClone(), interval[0]!.DeepClone());

    public static OperatorPair On(Adder adder) => new(new ExactMultiplier(), adder);

    public static Network OnTensor(Network network, int index, Func<TensorInfo, TensorInfo> change) => network with
    {
        Graph = network.Graph with { Tensors = network.Graph.Tensors.Select(tensor => tensor.Index == index ? change(tensor) : tensor).ToEquatableArray() },
    };

    public static TensorInfo WithZeroPoint(TensorInfo tensor, int zeroPoint) =>
        tensor with { Quantization = tensor.Quantization! with { ZeroPoint = zeroPoint } };

    public static Network OnNodes(Network network, Func<GraphNode, GraphNode> change) =>
        network with { Graph = network.Graph with { Nodes = network.Graph.Nodes.Select(change).ToEquatableArray() } };

    public static Network OnConv(Network network, Func<Conv2D, Conv2D> change) =>
        OnNodes(network, node => node is Conv2D conv ? change(conv) : node);

    /// <summary>Other weights of the first layer, by their position.</summary>
    public static Network OnWeights(Network network, Func<int, sbyte, sbyte> change)
    {
        int weights = network.Graph.MacNodes.First().Weights;
        ParameterArray array = network.Parameters[weights];
        byte[] data = [.. array.Int8.ToArray().Select((weight, index) => unchecked((byte)change(index, weight)))];
        return network with
        {
            Parameters = new ParameterSet(network.Parameters.Tensors.ToDictionary(
                tensor => tensor, tensor => tensor == weights ? new ParameterArray(array.Type, array.Shape, data) : network.Parameters[tensor])),
        };
    }

    /// <summary>LOA's sum.</summary>
    public static long Loa(long acc, long addend, int lower) =>
        (((acc >> lower) + (addend >> lower) + ((acc >> (lower - 1)) & (addend >> (lower - 1)) & 1)) << lower) + ((acc | addend) & ((1L << lower) - 1));

    private static Network Residual()
    {
        TinyGraphBuilder builder = new("residual", new SplitMix64(6));
        TinyParameters parameters = new() { Multipliers = [new(1 << 30, -9)], Clamp = ClampRange.Full, ZeroPoint = 1 };
        int first = builder.Conv2D(builder.Input([1, 5, 4, 2], zeroPoint: -9), 3, new TinyWindow(3, 3), parameters);
        int sum = builder.Add(first, builder.DepthwiseConv2D(first, 1, new TinyWindow(3, 3), parameters with { ZeroPoint = -20 }));
        int pooled = builder.MaxPool2D(sum, new TinyWindow(2, 2) { StrideY = 2, StrideX = 2 });
        builder.Softmax(builder.FullyConnected(builder.Reshape(pooled, 1, builder.ElementCount(pooled)), 4, parameters));
        return builder.Build();
    }

    private static Certificate WithBox<TNode>(Func<TNode, IReadOnlyDictionary<int, Box>, Box> change)
        where TNode : GraphNode
    {
        Network network = Residual();
        NetworkBounds bounds = Compiler.Bounds.IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full);
        TNode node = network.Graph.Nodes.OfType<TNode>().Single();
        return Certificate.Of(
            network, OperatorAssignment.Exact, InputRegion.Full, bounds with { Tensors = With(bounds, node.Output, change(node, bounds.Tensors)) });
    }

    private static Dictionary<int, Box> With(NetworkBounds bounds, int tensor, Box box) => new(bounds.Tensors) { [tensor] = box };

    /// <summary>What an analysis of another network, or of other circuits, writes of a network.</summary>
    private static Certificate Taken(Network network, OperatorPair pair, Func<Network, Network>? of, OperatorPair? with)
    {
        OperatorAssignment operators = new(pair);
        NetworkBounds right = Compiler.Bounds.IntervalAnalysis.Run(network, operators, InputRegion.Full);
        NetworkBounds taken = Compiler.Bounds.IntervalAnalysis.Run(of?.Invoke(network) ?? network, new OperatorAssignment(with ?? pair), InputRegion.Full);
        return Certificate.Of(network, operators, InputRegion.Full, new NetworkBounds(
            taken.Tensors,
            [.. right.Layers.Zip(taken.Layers, (layer, other) => layer with { Input = other.Input, Operand = other.Operand, Channels = other.Channels })]));
    }
}

/// <summary>A circuit under the name of another one.</summary>
internal sealed record Changed(Multiplier Inner, Func<int, int, int> Product) : Multiplier
{
    public override string Spec => Inner.Spec;

    public override string Description => Inner.Description;

    public override VerilogModule? Verilog => null;

    public override int Apply(int activation, int weight) => Product(activation, weight);

    public override string ProductExpression(string activation, string weight) => throw new NotSupportedException();
}

/// <summary>An adder under the name of another one, bounded by its sums of the ends.</summary>
internal sealed record ChangedAdder(Adder Inner, Func<long, long, long> Sum) : Adder
{
    public override string Spec => Inner.Spec;

    public override string Description => Inner.Description;

    public override VerilogModule Verilog => Inner.Verilog;

    public override bool ZeroIsIdentity => Inner.ZeroIsIdentity;

    public override int ApproximateBits => Inner.ApproximateBits;

    public override Interval ErrorRange => Inner.ErrorRange;

    public override int Apply(int accumulator, int addend) => unchecked((int)Sum(accumulator, addend));

    public override Interval SumRange(Interval accumulator, Interval addend) =>
        new(Sum(accumulator.Lower, addend.Lower), Sum(accumulator.Upper, addend.Upper));

    public override string AddStatement(string accumulator, string addend) => throw new NotSupportedException();
}
