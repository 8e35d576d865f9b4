using System.Runtime.InteropServices;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Tests.Shared;

/// <summary>Parameters of a layer that a test wants to choose; what is left out is drawn at random.</summary>
public sealed record TinyParameters
{
    /// <summary>In the layer's own layout.</summary>
    public sbyte[]? Weights { get; init; }

    /// <summary>Bits that random weights are moved to the right: 0 for all of int8.</summary>
    public int WeightShift { get; init; }

    /// <summary>One per output channel.</summary>
    public int[]? Bias { get; init; }

    /// <summary>One, or one per output channel.</summary>
    public QuantizedMultiplier[]? Multipliers { get; init; }

    public ClampRange? Clamp { get; init; }

    public RequantizationKind Kind { get; init; } = RequantizationKind.TfliteDouble;

    /// <summary>Makes the weights asymmetric: the zero point of an output channel.</summary>
    public Func<int, int>? WeightZeroPoint { get; init; }

    /// <summary>Of the output tensor.</summary>
    public int? ZeroPoint { get; init; }
}

/// <summary>Size and movement of a window.</summary>
public sealed record TinyWindow(int FilterHeight, int FilterWidth)
{
    public int StrideY { get; init; } = 1;

    public int StrideX { get; init; } = 1;

    public int DilationY { get; init; } = 1;

    public int DilationX { get; init; } = 1;

    public Padding Padding { get; init; } = Padding.Same;
}

/// <summary>Builds small models node by node. Methods return the index of the tensor that they add.</summary>
/// <remarks>The same calls with a generator of the same seed give the same model.</remarks>
public sealed partial class TinyGraphBuilder(string name, SplitMix64 random)
{
    private readonly SortedDictionary<int, TensorInfo> _tensors = [];
    private readonly Dictionary<int, ParameterArray> _parameters = [];
    private readonly List<int> _inputs = [];
    private readonly List<GraphNode> _nodes = [];
    private readonly List<StateVariable> _states = [];

    /// <summary>Channels of an image added before.</summary>
    public int ChannelsOf(int tensor) => _tensors[tensor].Shape[^1];

    /// <summary>Extents of a tensor added before.</summary>
    public int[] ShapeOf(int tensor) => [.. _tensors[tensor].Shape];

    /// <summary>Elements of a tensor added before.</summary>
    public int ElementCount(int tensor) => _tensors[tensor].ElementCount;

    public int Input(int[] shape, int? zeroPoint = null)
    {
        int input = AddActivation(shape, zeroPoint ?? random.NextSByte());
        _inputs.Add(input);
        return input;
    }

    /// <summary>A state that begins with random codes and stays as it is unless <see cref="Becomes"/> says otherwise.</summary>
    public int State(int[] shape, int zeroPoint)
    {
        int state = AddActivation(shape, zeroPoint);
        sbyte[] codes = new sbyte[_tensors[state].ElementCount];
        random.FillInt8(codes);
        int initial = AddConstant(ElementType.Int8, shape, _tensors[state].Layout, MemoryMarshal.AsBytes<sbyte>(codes), _tensors[state].Quantization);
        _states.Add(new StateVariable(NextName("state"), state, state, initial));
        return state;
    }

    /// <summary>Says what a state is in the next run.</summary>
    public void Becomes(int state, int next)
    {
        int index = _states.FindIndex(other => other.Current == state);
        _states[index] = _states[index] with { Next = next };
    }

    /// <summary>A float32 input, and its codes.</summary>
    public int QuantizedInput(int[] shape, QuantizeRounding rounding)
    {
        int input = AddReal(shape);
        _inputs.Add(input);
        int output = AddActivation(shape, random.NextSByte());
        _nodes.Add(new Quantize(NextName("quantize"), input, output, rounding));
        return output;
    }

    /// <summary>Codes as a float32 tensor, which must be an output.</summary>
    public int Dequantize(int input)
    {
        int output = AddReal([.. _tensors[input].Shape]);
        _nodes.Add(new Dequantize(NextName("dequantize"), input, output));
        return output;
    }

    /// <summary>Makes a tensor one that the model file has as uint8.</summary>
    public int Unsigned(int tensor)
    {
        _tensors[tensor] = _tensors[tensor] with { IsUnsigned = true };
        return tensor;
    }

    /// <summary>Weights OHWI.</summary>
    public int Conv2D(int input, int outChannels, TinyWindow window, TinyParameters? parameters = null, int groups = 1)
    {
        WindowGeometry geometry = Window(input, window);
        return AddMacNode(
            [outChannels, window.FilterHeight, window.FilterWidth, geometry.InChannels / groups], parameters,
            new MacGeometry(geometry, outChannels, groups, TensorLayout.Ohwi), [.. geometry.OutputShape(outChannels)],
            (node, weights, bias, output, mac, requantization) => new Conv2D(node, input, weights, bias, output, mac, requantization));
    }

    /// <summary>Weights 1HWC.</summary>
    public int DepthwiseConv2D(int input, int channelMultiplier, TinyWindow window, TinyParameters? parameters = null)
    {
        WindowGeometry geometry = Window(input, window);
        int outChannels = geometry.InChannels * channelMultiplier;
        return AddMacNode(
            [1, window.FilterHeight, window.FilterWidth, outChannels], parameters,
            new MacGeometry(geometry, outChannels, geometry.InChannels, TensorLayout.OneHwc), [.. geometry.OutputShape(outChannels)],
            (node, weights, bias, output, mac, requantization) => new DepthwiseConv2D(node, input, weights, bias, output, mac, requantization));
    }

    /// <summary>Weights OHWI.</summary>
    public int TransposeConv(int input, int outChannels, int height, int width, TinyWindow window, TinyParameters? parameters = null, int groups = 1)
    {
        WindowGeometry geometry = Window(input, window) with { Transposed = new ImageExtent(height, width) };
        return AddMacNode(
            [outChannels, window.FilterHeight, window.FilterWidth, geometry.InChannels / groups], parameters,
            new MacGeometry(geometry, outChannels, groups, TensorLayout.Ohwi), [.. geometry.OutputShape(outChannels)],
            (node, weights, bias, output, mac, requantization) => new TransposeConv(node, input, weights, bias, output, mac, requantization));
    }

    /// <summary>Weights OI; the first axis of the input counts rows.</summary>
    public int FullyConnected(int input, int outChannels, TinyParameters? parameters = null)
    {
        TensorInfo tensor = _tensors[input];
        int rows = tensor.Shape[0];
        int inChannels = tensor.ElementCount / rows;
        return AddMacNode(
            [outChannels, inChannels], parameters,
            new MacGeometry(WindowGeometry.Vector(rows, inChannels), outChannels, 1, TensorLayout.Oi), [rows, outChannels],
            (node, weights, bias, output, mac, requantization) => new FullyConnected(node, input, weights, bias, output, mac, requantization));
    }

    public int AveragePool2D(int input, TinyWindow window, bool tiesUp = false) =>
        AddPool(input, window, "average_pool", (node, output, geometry, clamp) => new AveragePool2D(node, input, output, geometry, clamp, tiesUp));

    public int MaxPool2D(int input, TinyWindow window, ClampRange? clamp = null) =>
        AddPool(input, window, "max_pool", (node, output, geometry, random) => new MaxPool2D(node, input, output, geometry, clamp ?? random));

    public int Reshape(int input, params int[] shape)
    {
        int output = AddActivation(shape, _tensors[input].ZeroPoint);
        _nodes.Add(new Reshape(NextName("reshape"), input, output));
        return output;
    }

    /// <summary>A random function of one code, or one for each channel.</summary>
    public int Lookup(int input, bool perChannel = false)
    {
        const int entries = Generators.Graph.Ops.Lookup.Entries;
        int[] shape = perChannel ? [ChannelsOf(input), entries] : [entries];
        sbyte[] table = new sbyte[shape.Aggregate(1, (product, extent) => product * extent)];
        random.FillInt8(table);
        int tableTensor = AddConstant(ElementType.Int8, shape, TensorLayout.Any, MemoryMarshal.AsBytes<sbyte>(table), null);
        int output = AddActivation([.. _tensors[input].Shape], random.NextSByte());
        _nodes.Add(new Lookup(NextName("lookup"), input, tableTensor, output, "scramble"));
        return output;
    }

    /// <summary>A block of the input, read forwards or backwards along each axis, axes in any order.</summary>
    public int View(int input)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        int[] order = [.. Enumerable.Range(0, shape.Count).OrderBy(_ => random.NextUInt64())];
        int[] extents = new int[order.Length];
        int[] strides = new int[order.Length];
        int offset = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int extent = shape[order[i]];
            int stride = shape.Skip(order[i] + 1).Aggregate(1, (product, next) => product * next);
            int first = random.NextBelow(extent);
            int step = random.NextBelow(3) - 1;
            int room = step > 0 ? extent - first : step < 0 ? first + 1 : 3;
            extents[i] = 1 + random.NextBelow(room);
            strides[i] = step * stride;
            offset += first * stride;
        }

        int output = AddActivation(extents, _tensors[input].ZeroPoint);
        _nodes.Add(new View(NextName("view"), input, output, "slice", offset, strides.ToEquatableArray()));
        return output;
    }

    /// <summary>The input with its axes in another order.</summary>
    public int Transpose(int input, params int[] order)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        int output = AddActivation([.. order.Select(axis => shape[axis])], _tensors[input].ZeroPoint);
        _nodes.Add(new View(
            NextName("transpose"), input, output, "transpose", 0,
            order.Select(axis => shape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent)).ToEquatableArray()));
        return output;
    }

    /// <summary>A slice of one element along two axes.</summary>
    public int View(int input, int firstAxis, int secondAxis)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        int[] extents = [.. shape.Select((extent, axis) => axis == firstAxis || axis == secondAxis ? 1 : extent)];
        int[] strides = [.. shape.Select((_, axis) => shape.Skip(axis + 1).Aggregate(1, (product, next) => product * next))];
        int output = AddActivation(extents, _tensors[input].ZeroPoint);
        _nodes.Add(new View(NextName("view"), input, output, "slice", 0, strides.ToEquatableArray()));
        return output;
    }

    /// <summary>Up to two elements on either side of each axis.</summary>
    public int Pad(int input)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        int[] before = [.. shape.Select(_ => Math.Max(0, random.NextBelow(4) - 1))];
        int output = AddActivation([.. shape.Select((extent, axis) => before[axis] + extent + Math.Max(0, random.NextBelow(4) - 1))], _tensors[input].ZeroPoint);
        _nodes.Add(new Pad(NextName("pad"), input, output, before.ToEquatableArray(), random.NextSByte()));
        return output;
    }

    /// <summary>Parts that differ along one axis only; a constant one is added.</summary>
    public int Concat(int axis, params int[] parts)
    {
        EquatableArray<int> first = _tensors[parts[0]].Shape;
        int zeroPoint = _tensors[parts[0]].ZeroPoint;
        sbyte[] codes = new sbyte[first.Aggregate((product, extent) => product * extent)];
        random.FillInt8(codes);
        int constant = AddConstant(
            ElementType.Int8, [.. first], TensorLayout.Any, MemoryMarshal.AsBytes<sbyte>(codes),
            new TensorQuantization(EquatableArray.Of(0x3d800000u), "0.0625", zeroPoint, 0));
        int[] all = [.. parts, constant];
        int output = AddActivation(
            [.. first.Select((extent, i) => i == axis ? all.Sum(part => _tensors[part].Shape[axis]) : extent)], zeroPoint);
        _nodes.Add(new Concat(
            NextName("concat"), all.ToEquatableArray(), output, "concatenation", first.Take(axis).Aggregate(1, (product, extent) => product * extent)));
        return output;
    }

    /// <summary>Over the last axis; a code of the input is worth 1/64 to 1/4.</summary>
    public int Softmax(int input)
    {
        int output = AddActivation([.. _tensors[input].Shape], sbyte.MinValue);
        int shift = 21 + random.NextBelow(4);
        int minDifference = -(int)((31L << 26) >> shift);
        _nodes.Add(new Softmax(NextName("softmax"), input, output, RequantizationKind.TfliteDouble, new QuantizedMultiplier(NextMultiplier(), shift), minDifference));
        return output;
    }

    /// <summary>The model, read back from its own package: so it is valid, and its hashes are real.</summary>
    /// <param name="outputs">Tensor indices; the last tensor when empty.</param>
    /// <param name="padding">What padding elements do.</param>
    public Network Build(int[]? outputs = null, PaddingRule padding = PaddingRule.Multiply)
    {
        ParameterSet parameters = new(_parameters);
        QuantizedGraph graph = new(
            name,
            new ModelSource("tiny", new string('0', 64)),
            _tensors.Values.ToEquatableArray(),
            _inputs.ToEquatableArray(),
            (outputs ?? [_nodes[^1].Output]).ToEquatableArray(),
            _nodes.ToEquatableArray(),
            new GraphSemantics(padding),
            OperatorAssignment.Exact)
        {
            States = _states.ToEquatableArray(),
        };
        return new Network(graph, parameters).Reread();
    }

    private WindowGeometry Window(int input, TinyWindow window)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        return new WindowGeometry(
            shape[0], shape[1], shape[2], shape[3], window.FilterHeight, window.FilterWidth,
            window.StrideY, window.StrideX, window.DilationY, window.DilationX, window.Padding);
    }

    private int AddPool(int input, TinyWindow window, string kind, Func<string, int, WindowGeometry, ClampRange, GraphNode> create)
    {
        WindowGeometry geometry = Window(input, window);
        int output = AddActivation([.. geometry.OutputShape(geometry.InChannels)], _tensors[input].ZeroPoint);
        _nodes.Add(create(NextName(kind), output, geometry, NextClamp()));
        return output;
    }

    private int AddMacNode(
        int[] weightShape,
        TinyParameters? parameters,
        MacGeometry geometry,
        int[] outputShape,
        Func<string, int, int, int, MacGeometry, ChannelRequantization, MacNode> create)
    {
        parameters ??= new TinyParameters();
        int outChannels = geometry.OutChannels;
        sbyte[] weights = parameters.Weights ?? [.. NextWeights(weightShape.Aggregate((product, extent) => product * extent)).Select(weight => (sbyte)(weight >> parameters.WeightShift))];
        int weightTensor = AddConstant(
            ElementType.Int8, weightShape, geometry.Layout, MemoryMarshal.AsBytes<sbyte>(weights), WeightQuantization(parameters, geometry));
        bool hasBias = parameters.Bias is not null || random.NextBelow(8) > 0;
        int biasTensor = hasBias
            ? AddConstant(ElementType.Int32, [outChannels], TensorLayout.O, MemoryMarshal.AsBytes<int>(parameters.Bias ?? NextBias(outChannels)), null)
            : -1;
        QuantizedMultiplier[] multipliers = parameters.Multipliers
            ?? [.. Enumerable.Range(0, random.NextBelow(2) == 0 ? 1 : outChannels).Select(_ => NextRequantization(geometry.Taps))];
        int output = parameters.Kind == RequantizationKind.Accumulator
            ? AddTensor(ElementType.Int32, outputShape, null)
            : AddActivation(outputShape, parameters.ZeroPoint ?? random.NextSByte());
        _nodes.Add(create(
            NextName(geometry.Layout switch { TensorLayout.Ohwi => "conv", TensorLayout.OneHwc => "depthwise", _ => "dense" }), weightTensor, biasTensor, output, geometry,
            Requantization(parameters.Kind, multipliers, parameters.Clamp ?? NextClamp())));
        return output;
    }

    private static TensorQuantization WeightQuantization(TinyParameters parameters, MacGeometry geometry)
    {
        const uint scale = 0x3c000000;
        int channels = geometry.OutChannels;
        int axis = geometry.Layout == TensorLayout.OneHwc ? 3 : 0;
        return parameters.WeightZeroPoint is not Func<int, int> zeroPoint ? new TensorQuantization(EquatableArray.Of(scale), "0.0078125", 0, 0)
            : channels == 1 ? new TensorQuantization(EquatableArray.Of(scale), "0.0078125", zeroPoint(0), 0)
            : new TensorQuantization(Enumerable.Repeat(scale, channels).ToEquatableArray(), "", 0, axis)
            {
                ZeroPoints = Enumerable.Range(0, channels).Select(zeroPoint).ToEquatableArray(),
            };
    }

    private static ChannelRequantization Requantization(RequantizationKind kind, QuantizedMultiplier[] multipliers, ClampRange clamp) =>
        kind == RequantizationKind.Accumulator ? ChannelRequantization.Accumulator
            : kind == RequantizationKind.OnnxFloat
            ? ChannelRequantization.OnnxFloat(
                multipliers.Select(m => BitConverter.SingleToUInt32Bits(MathF.ScaleB(m.Multiplier, m.Shift - 31))).ToEquatableArray(), clamp)
            : new ChannelRequantization(kind, multipliers.ToEquatableArray(), clamp);

    private int AddActivation(int[] shape, int zeroPoint)
    {
        return AddTensor(ElementType.Int8, shape, new TensorQuantization(EquatableArray.Of(0x3d800000u), "0.0625", zeroPoint, 0));
    }

    private int AddReal(int[] shape) => AddTensor(ElementType.Float32, shape, null);

    private int AddTensor(ElementType type, int[] shape, TensorQuantization? quantization)
    {
        int index = _tensors.Count;
        TensorLayout layout = shape.Length == 4 ? TensorLayout.Nhwc : TensorLayout.Any;
        _tensors.Add(index, new TensorInfo(index, NextTensorName(index), type, new EquatableArray<int>(shape), layout, false, quantization));
        return index;
    }

    private int AddConstant(ElementType type, int[] shape, TensorLayout layout, ReadOnlySpan<byte> data, TensorQuantization? quantization)
    {
        int index = _tensors.Count;
        EquatableArray<int> extents = new(shape);
        _tensors.Add(index, new TensorInfo(index, NextTensorName(index), type, extents, layout, true, quantization));
        _parameters.Add(index, new ParameterArray(type, extents, data.ToArray()));
        return index;
    }

    private string NextName(string stem) => $"{stem}_{_nodes.Count}";

    private static string NextTensorName(int index) => $"tensor_{index}";

    private int NextMultiplier() => (1 << 30) + random.NextBelow(1 << 30);

    /// <summary>Mostly uniform; else few distinct values, extremes among them; else negative only.</summary>
    private sbyte[] NextWeights(int count)
    {
        sbyte[] few = [-128, -127, -1, 0, 0, 1, 64, 127];
        int style = random.NextBelow(4);
        return [.. Enumerable.Range(0, count).Select(_ => style switch
        {
            0 => few[random.NextBelow(few.Length)],
            1 => (sbyte)(-1 - random.NextBelow(128)),
            _ => random.NextSByte(),
        })];
    }

    private int[] NextBias(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextBelow(40_001) - 20_000)];

    /// <summary>Such that accumulators of random operands spread over the codes; now and then much less or more.</summary>
    private QuantizedMultiplier NextRequantization(int taps)
    {
        int spread = (int)Math.Round(Math.Log2(Math.Sqrt(taps) * 74 * 74 / 60));
        return random.NextBelow(16) switch
        {
            0 => new QuantizedMultiplier(NextMultiplier(), -random.NextBelow(32)),
            1 => new QuantizedMultiplier(0, 0),
            _ => new QuantizedMultiplier(NextMultiplier(), 1 - spread - random.NextBelow(3)),
        };
    }

    /// <summary>Mostly none; else one that leaves some codes on both sides of zero; now and then a narrow one.</summary>
    private ClampRange NextClamp()
    {
        int lower = random.NextSByte();
        return random.NextBelow(12) switch
        {
            0 => new ClampRange(lower, lower + random.NextBelow(128 - lower)),
            < 5 => new ClampRange(-8 - random.NextBelow(121), 8 + random.NextBelow(120)),
            _ => ClampRange.Full,
        };
    }
}
