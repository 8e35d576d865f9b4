using System.Runtime.InteropServices;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Reference;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Reference;

/// <summary>Sees what a layer computes before requantization.</summary>
internal interface IAccumulatorObserver
{
    /// <summary>Whether <see cref="ObservePrefix"/> is wanted, which costs a call per product.</summary>
    bool WantsPrefixes { get; }

    /// <summary>Called for every prefix of every accumulator, start value and final value included.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="outputIndex">Position in the layer's output.</param>
    /// <param name="value">The accumulator so far.</param>
    void ObservePrefix(ProductNode layer, int outputIndex, int value);

    /// <summary>Called when a layer is complete.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">Its activations.</param>
    /// <param name="weights">Its weights, constant or computed.</param>
    /// <param name="accumulators">Final accumulators, in the order of the output.</param>
    /// <param name="output">Its codes; empty where the accumulators are its result.</param>
    void ObserveLayer(ProductNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output);
}

/// <summary>Walks a graph node by node over the plain loop nests of <c>Runtime/Reference</c>: slow, obvious, the oracle of every kernel.</summary>
/// <param name="network">The network.</param>
/// <param name="operators">The circuits of each layer.</param>
/// <param name="accumulatorObserver">Sees the accumulators, if given.</param>
internal sealed class ReferenceEngine(Network network, OperatorAssignment operators, IAccumulatorObserver? accumulatorObserver = null) : IModelRunner
{
    private readonly QuantizedGraph _graph = network.Graph;
    private readonly Dictionary<Multiplier, int[]> _products = [];

    /// <summary>What the next run begins with, by the tensor that it is there; empty before the first.</summary>
    private Dictionary<int, sbyte[]> _states = [];

    public IReadOnlyList<TensorDescription> Inputs => [.. _graph.Inputs.Select(Describe)];

    public IReadOnlyList<TensorDescription> Outputs => [.. _graph.Outputs.Select(Describe)];

    public int BatchSize => 1;

    public bool HasState => _graph.States.Count > 0;

    public void Reset() => _states = [];

    public void Run(int samples, IReadOnlyList<ReadOnlyMemory<byte>> inputs, IReadOnlyList<Memory<byte>> outputs, ITensorObserver? observer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples, BatchSize);
        TensorValues values = TensorValues.Begin(network, inputs, _states, observer);
        foreach (GraphNode node in _graph.Nodes)
        {
            Compute(node, values);
        }

        for (int i = 0; i < _graph.Outputs.Count; i++)
        {
            values.CopyOutput(_graph.Tensor(_graph.Outputs[i]), outputs[i].Span);
        }

        _states = values.NextStates();
    }

    /// <summary>Computes one node of one sample.</summary>
    /// <param name="node">A node of the network.</param>
    /// <param name="values">Has what the node reads, and takes what it computes.</param>
    public void Compute(GraphNode node, TensorValues values)
    {
        switch (node)
        {
            case MacNode layer:
                ComputeLayer(layer, values);
                break;
            case MatMul product:
                ComputeProduct(product, values);
                break;
            case Quantize quantize:
                values.Set(node.Output, RealCodesReference.Quantize(
                    values.Reals(quantize.Input), ScaleOf(node.Output), _graph.Tensor(node.Output).ZeroPoint, quantize.Rounding.ToReference()));
                break;
            case Dequantize dequantize:
                values.Set(node.Output, RealCodesReference.Dequantize(
                    values.Codes(dequantize.Input), ScaleOf(dequantize.Input), _graph.Tensor(dequantize.Input).ZeroPoint));
                break;
            case LayerFunction function:
                sbyte[] codes = new sbyte[_graph.Tensor(function.Output).ElementCount];
                LayerFunctionReference.Run(
                    network.Parameters[function.Factors].Float32, network.Parameters[function.Offsets].Float32,
                    network.Parameters[function.Breaks].Float32, network.Parameters[function.Codes].Int8, values.Accumulators(function.Input), codes);
                values.Set(function.Output, codes);
                break;
            case LayerResult result:
                float[] reals = new float[_graph.Tensor(result.Output).ElementCount];
                LayerResultReference.Run(
                    network.Parameters[result.Factors].Float32, network.Parameters[result.Offsets].Float32,
                    result.ChannelsFirst ? _graph.Tensor(result.Input).Shape[0] : 0, values.Accumulators(result.Input), reals);
                values.Set(result.Output, reals);
                break;
            case LookupReal lookup:
                float[] looked = new float[_graph.Tensor(lookup.Output).ElementCount];
                LookupRealReference.Run(
                    network.Parameters[lookup.Table].Float32, _graph.Tensor(lookup.Input).Shape.Skip(lookup.Axis + 1).Aggregate(1, (product, extent) => product * extent),
                    values.Codes(lookup.Input), looked);
                values.Set(lookup.Output, looked);
                break;
            case SoftmaxReal softmax:
                float[] shares = new float[_graph.Tensor(softmax.Output).ElementCount];
                SoftmaxRealReference.Run(softmax.Depth, ScaleOf(softmax.Input), _graph.Tensor(softmax.Input).ZeroPoint, values.Codes(softmax.Input), shares);
                values.Set(softmax.Output, shares);
                break;
            case ReduceTotal reduce:
                values.Set(reduce.Output, ReferenceOperations.Totals(network, reduce, values.Codes(reduce.Input)));
                break;
            case ArgMax search:
                values.Set(node.Output, Indices(search, values.Codes(search.Input)));
                break;
            default:
                values.Set(node.Output, ReferenceOperations.Compute(network, node, values.Codes));
                break;
        }
    }

    private float ScaleOf(int tensor) => BitConverter.UInt32BitsToSingle(_graph.Tensor(tensor).ScaleBits);

    private int[] Indices(ArgMax node, sbyte[] input)
    {
        EquatableArray<int> shape = _graph.Tensor(node.Input).Shape;
        int[] indices = new int[_graph.Tensor(node.Output).ElementCount];
        int inner = shape.Skip(node.Axis + 1).Aggregate(1, (product, extent) => product * extent);
        ArgMaxReference.Run(shape[node.Axis], inner, node.IsLeast, node.TakesLast, input, indices);
        return indices;
    }

    private void ComputeLayer(MacNode layer, TensorValues values)
    {
        sbyte[] input = values.Codes(layer.Input);
        MacGeometry geometry = layer.Geometry;
        MacArithmetic arithmetic = ArithmeticOf(layer);
        ReadOnlySpan<sbyte> weights = network.Parameters[layer.Weights].Int8;
        ReadOnlySpan<int> bias = BiasOf(layer);
        int[] accumulators = new int[geometry.Positions * geometry.OutChannels];
        Action<int, int>? observePrefix = PrefixObserver(layer);
        switch (layer)
        {
            case Conv2D:
                Conv2DReference.Accumulate(
                    geometry.Window.ToReference(), geometry.OutChannels, geometry.Groups, arithmetic, input, weights, bias, accumulators, observePrefix);
                break;
            case TransposeConv:
                TransposeConvReference.Accumulate(
                    geometry.Window.ToReference(), geometry.OutChannels, geometry.Groups, arithmetic, input, weights, bias, accumulators, observePrefix);
                break;
            case DepthwiseConv2D:
                DepthwiseConv2DReference.Accumulate(
                    geometry.Window.ToReference(), geometry.GroupOutChannels, arithmetic, input, weights, bias, accumulators, observePrefix);
                break;
            default:
                FullyConnectedReference.Accumulate(
                    geometry.Positions, geometry.Window.InChannels, geometry.OutChannels, arithmetic, input, weights, bias, accumulators, observePrefix);
                break;
        }

        Finish(layer, values, input, weights, accumulators);
    }

    private void ComputeProduct(MatMul layer, TensorValues values)
    {
        sbyte[] input = values.Codes(layer.Input);
        sbyte[] weights = values.Codes(layer.Weights);
        int[] accumulators = new int[_graph.Tensor(layer.Output).ElementCount];
        MatMulReference.Accumulate(
            _graph.Tensor(layer.Input).Shape.AsSpan(), input, _graph.Tensor(layer.Weights).Shape.AsSpan(), weights,
            ArithmeticOf(layer), BiasOf(layer), accumulators, PrefixObserver(layer));
        Finish(layer, values, input, weights, accumulators);
    }

    private MacArithmetic ArithmeticOf(ProductNode layer)
    {
        OperatorPair pair = operators.For(layer.Name);
        bool isCentred = _graph.Semantics.Operands == OperandForm.Centred;
        return new MacArithmetic(pair.Multiplier.Apply, pair.Adder.Apply)
        {
            Products = isCentred || layer.Macs <= MultiplierTable.Count ? default : ProductsOf(pair.Multiplier),
            InputZeroPoint = _graph.Tensor(layer.Input).ZeroPoint,
            WeightZeroPoints = _graph.Tensor(layer.Weights).Quantization is { IsSymmetric: false } weightQuantization
                ? [.. Enumerable.Range(0, layer.OutChannels).Select(weightQuantization.ZeroPointOf)]
                : [],
            CentresActivations = isCentred,
            Padding = _graph.Semantics.Padding.ToReference(),
        };
    }

    private ReadOnlySpan<int> BiasOf(ProductNode layer) => layer.Bias < 0 ? [] : network.Parameters[layer.Bias].Int32;

    private Action<int, int>? PrefixObserver(ProductNode layer) => accumulatorObserver is { WantsPrefixes: true }
        ? (index, value) => accumulatorObserver.ObservePrefix(layer, index, value)
        : null;

    private void Finish(ProductNode layer, TensorValues values, ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, int[] accumulators)
    {
        sbyte[] output = Finish(layer, values, accumulators);
        accumulatorObserver?.ObserveLayer(layer, input, weights, accumulators, output);
    }

    /// <summary>Makes the result of a layer of its accumulators.</summary>
    /// <param name="layer">The layer, whose requantization counts.</param>
    /// <param name="values">Takes the result.</param>
    /// <param name="accumulators">Channels last.</param>
    /// <returns>Its codes; none where the accumulators are the result.</returns>
    public sbyte[] Finish(ProductNode layer, TensorValues values, int[] accumulators)
    {
        if (layer.Requantization.Kind == RequantizationKind.Accumulator)
        {
            values.Set(layer.Output, layer is FullyConnected or MatMul ? accumulators : InOrderOf(_graph.Tensor(layer.Output), accumulators));
            return [];
        }

        sbyte[] output = new sbyte[accumulators.Length];
        Requantization(layer).Requantize(accumulators, layer.OutChannels, output);
        values.Set(layer.Output, output);
        return output;
    }

    private int[] ProductsOf(Multiplier multiplier)
    {
        if (!_products.TryGetValue(multiplier, out int[]? products))
        {
            products = MultiplierTable.Of(multiplier);
            _products.Add(multiplier, products);
        }

        return products;
    }

    private ReferenceRequantization Requantization(ProductNode layer) => new(
        [.. Enumerable.Range(0, layer.Requantization.IsPerChannel ? layer.OutChannels : 1)
            .Select(channel => layer.Requantization.For(channel).ToReference())],
        _graph.Tensor(layer.Output).ZeroPoint,
        layer.Requantization.Clamp.Lower,
        layer.Requantization.Clamp.Upper);

    /// <summary>Accumulators of images leave the graph as the model has them: those of ONNX with their channels first.</summary>
    private static int[] InOrderOf(TensorInfo output, int[] accumulators)
    {
        if (output.Layout != TensorLayout.Nchw)
        {
            return accumulators;
        }

        EquatableArray<int> shape = output.Shape;
        byte[] moved = AxisOrder.Permute(
            MemoryMarshal.AsBytes<int>(accumulators), sizeof(int), [shape[0], shape[2], shape[3], shape[1]], [0, 3, 1, 2]);
        return MemoryMarshal.Cast<byte, int>(moved).ToArray();
    }

    private TensorDescription Describe(int tensor)
    {
        TensorInfo info = _graph.Tensor(tensor);
        return new TensorDescription(
            info.Name, info.ModelType.ToRuntime(), info.Shape.ToArray(), ScaleOf(tensor), info.ModelZeroPoint);
    }
}
