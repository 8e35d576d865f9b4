using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph.Validation;

/// <summary>A node's tensors, and the checks that operations share. A problem names the node.</summary>
public sealed partial class NodeChecks
{
    private readonly string _name;
    private readonly string _op;
    private readonly EquatableArray<int> _inputs;
    private readonly int _output;
    private readonly Func<int, TensorInfo?> _findTensor;
    private readonly FilePosition? _position;

    /// <param name="name">Name of the node.</param>
    /// <param name="op">Its operation.</param>
    /// <param name="inputs">Tensor indices.</param>
    /// <param name="output">Tensor index.</param>
    /// <param name="findTensor">The tensor with an index, or null.</param>
    /// <param name="position">Where the node stands; null when it comes from no file.</param>
    internal NodeChecks(
        string name, string op, EquatableArray<int> inputs, int output, Func<int, TensorInfo?> findTensor, FilePosition? position)
    {
        _name = name;
        _op = op;
        _inputs = inputs;
        _output = output;
        _findTensor = findTensor;
        _position = position;
    }

    /// <summary>The tensor that the node writes, unchecked.</summary>
    public TensorInfo Output => Tensor(_output);

    /// <summary>A tensor that the node reads, unchecked.</summary>
    public TensorInfo Input(int input) =>
        input < _inputs.Count ? Tensor(_inputs[input]) : throw GraphError(Invariant($"has no input {input}"));

    /// <summary>An int8 tensor that an earlier node or the caller computes.</summary>
    public TensorInfo Activation(int input)
    {
        TensorInfo tensor = Operand(input);
        return tensor.IsConstant ? throw GraphError($"reads constant {tensor.Key} as its activations") : tensor;
    }

    /// <summary>Accumulators of a layer, their channels last, or sums, with two float32 constants for each channel, or one of each.</summary>
    /// <param name="factors">Which input the first constants are.</param>
    /// <param name="offsets">Which input the second ones are.</param>
    /// <returns>The accumulators, and how many constants there are.</returns>
    public (TensorInfo Accumulators, int Channels) AccumulatorsWithReals(int factors, int offsets)
    {
        TensorInfo tensor = Input(0);
        if (tensor is not { Type: ElementType.Int32, IsConstant: false, Shape.Count: > 0 })
        {
            throw GraphError($"{tensor.Key} is {tensor.Signature}, expected accumulators");
        }

        int channels = Input(factors).ElementCount;
        RealTable(factors, channels);
        RealTable(offsets, channels);
        return channels == 1 || channels == tensor.Shape[tensor.Shape.Count - 1]
            ? (tensor, channels)
            : throw ShapeError(Invariant($"has {channels} factors for {tensor.Signature}, expected one, or one for each of its channels"));
    }

    /// <summary>Activations of four axes: an image.</summary>
    public TensorInfo Image(int input)
    {
        TensorInfo tensor = Activation(input);
        RequireRank(tensor, 4);
        return tensor;
    }

    /// <summary>The image and the weights of a convolution.</summary>
    /// <param name="channelAxis">The weights' axis of output channels.</param>
    public (TensorInfo Input, TensorInfo Weights) Convolution(int channelAxis)
    {
        TensorInfo input = Activation(0);
        TensorInfo weights = Weights(1, channelAxis);
        RequireRank(input, 4);
        RequireRank(weights, 4);
        return (input, weights);
    }

    /// <summary>Checks what all layers of products have: factors, bias, and a result of codes or accumulators.</summary>
    /// <returns>The result.</returns>
    public TensorInfo Layer(ProductNode layer, int outChannels)
    {
        ChannelRequantization requantization = layer.Requantization;
        if (requantization.Kind == RequantizationKind.OnnxFloat)
        {
            int factors = requantization.FactorBits.Count;
            if (factors != 1 && factors != outChannels)
            {
                throw QuantizationError(Invariant($"has {factors} factors, expected 1 or {outChannels}"));
            }

            RequireReal(RealRange.NotNegative, [.. requantization.FactorBits]);
        }
        else if (requantization.Kind != RequantizationKind.Accumulator)
        {
            RequireMultipliers(requantization.Multipliers.Count, requantization.Multipliers.Count, outChannels);
            RequireNormalized([.. requantization.Multipliers]);
        }

        RequireClamp(requantization.Clamp);

        if (layer.Bias >= 0)
        {
            RequireBias(Input(2), outChannels);
        }

        return requantization.Kind != RequantizationKind.Accumulator ? Result()
            : Output.Type == ElementType.Int32 ? Output
            : throw GraphError($"{Output.Key} is {Output.Signature}, expected int32 for accumulators");
    }

    /// <summary>Checks that a layer's loops are those that its tensors make.</summary>
    public void RequireGeometry(MacGeometry geometry, MacGeometry expected)
    {
        if (geometry != expected)
        {
            throw ShapeError($"its loops are not those of the input {Input(0).Signature} and the weights {Input(1).Signature}");
        }
    }

    /// <summary>Checks the shape of a convolution's result. Accumulators leave the graph, so they may have their channels first.</summary>
    public void RequireImages(TensorInfo output, WindowGeometry window, int channels, ChannelRequantization requantization)
    {
        bool channelsFirst = output.Layout == TensorLayout.Nchw && requantization.Kind == RequantizationKind.Accumulator;
        RequireShape(output, channelsFirst
            ? EquatableArray.Of(window.Batches, channels, window.OutHeight, window.OutWidth)
            : window.OutputShape(channels));
    }

    /// <summary>Checks the padding of a window: the first step, on which its extents rely.</summary>
    public void RequirePadding(Padding padding)
    {
        if (!padding.IsInRange)
        {
            throw ShapeError(Invariant($"has padding {padding.Amounts}, expected top, left, bottom, right from 0 to {Padding.MaxAmount}"));
        }
    }

    /// <summary>Checks that a window fits the input and gives at least one element.</summary>
    public void RequireFit(WindowGeometry window, TensorInfo input)
    {
        RequirePadding(window.Padding);
        long reach = Math.Max((window.FilterHeight - 1L) * window.DilationY, (window.FilterWidth - 1L) * window.DilationX);
        if (Math.Min(window.FilterHeight, window.FilterWidth) < 1
            || Math.Min(window.StrideY, window.StrideX) < 1 || Math.Min(window.DilationY, window.DilationX) < 1
            || Math.Max(reach, Math.Max(window.StrideX, window.StrideY)) > TensorInfo.MaxElements
            || window.OutHeight <= 0 || window.OutWidth <= 0)
        {
            throw ShapeError(Invariant($"a window of {window.FilterHeight} x {window.FilterWidth} does not fit into the input {input.Signature}"));
        }
    }

    /// <summary>Checks the number of inputs.</summary>
    public void RequireInputs(int min, int max)
    {
        if (_inputs.Count < min || _inputs.Count > max)
        {
            throw GraphError(Invariant($"has {_inputs.Count} inputs, expected {(min == max ? $"{min}" : $"{min} to {max}")}"));
        }
    }

    /// <summary>Checks that a tensor holds real numbers that somebody computes.</summary>
    public TensorInfo Real(TensorInfo tensor) => tensor is { Type: ElementType.Float32, IsConstant: false }
        ? tensor
        : throw GraphError($"{tensor.Key} is {tensor.Signature}, expected computed float32");

    /// <summary>The int8 tensor that the node writes.</summary>
    public TensorInfo Result() => Quantized(Output);

    /// <summary>An int8 tensor, computed or constant.</summary>
    public TensorInfo Operand(int input) => Quantized(Input(input));

    /// <summary>A constant int8 tensor whose zero points, where they differ, belong to the axis of its output channels.</summary>
    public TensorInfo Weights(int input, int channelAxis)
    {
        TensorInfo tensor = Input(input);
        if (!tensor.IsConstant || tensor.Type != ElementType.Int8)
        {
            throw GraphError($"its weights {tensor.Key} are {tensor.Signature}, expected constant int8");
        }

        if (!ElementTypes.IsCode(tensor.ZeroPoint))
        {
            throw QuantizationError(Invariant($"its weights {tensor.Key} have zero point {tensor.ZeroPoint}, outside int8"));
        }

        return tensor.Quantization is not { ZeroPoints.Count: > 0 } quantization
            || (quantization.Axis == channelAxis && channelAxis < tensor.Shape.Count && quantization.ZeroPoints.Count == tensor.Shape[channelAxis])
            ? tensor
            : throw QuantizationError(Invariant(
                $"its weights {tensor.Key} are {tensor.Signature} with {quantization.ZeroPoints.Count} zero points along axis {quantization.Axis}, expected one, or one for each element of axis {channelAxis}"));
    }

    /// <summary>A constant list of float32 numbers.</summary>
    public TensorInfo RealTable(int input, int length)
    {
        TensorInfo tensor = Input(input);
        if (!tensor.IsConstant || tensor.Type != ElementType.Float32)
        {
            throw GraphError($"its table {tensor.Key} is {tensor.Signature}, expected constant float32");
        }

        RequireShape(tensor, EquatableArray.Of(length));
        return tensor;
    }

    public void RequireRank(TensorInfo tensor, int rank)
    {
        if (tensor.Shape.Count != rank)
        {
            throw ShapeError(Invariant($"{tensor.Key} is {tensor.Signature}, expected {rank} axes"));
        }
    }

    public void RequireShape(TensorInfo tensor, EquatableArray<int> shape)
    {
        if (tensor.Shape != shape)
        {
            throw ShapeError($"{tensor.Key} is {tensor.Signature}, expected {shape}");
        }
    }

    /// <summary>Checks that the output has the shape that numpy broadcasting gives the operands.</summary>
    public void RequireBroadcast(TensorInfo first, TensorInfo second, TensorInfo output)
    {
        int rank = output.Shape.Count;
        bool fits = Math.Max(first.Shape.Count, second.Shape.Count) == rank && rank <= 6;
        for (int axis = 1; fits && axis <= rank; axis++)
        {
            int a = axis <= first.Shape.Count ? first.Shape[first.Shape.Count - axis] : 1;
            int b = axis <= second.Shape.Count ? second.Shape[second.Shape.Count - axis] : 1;
            fits = (a == b || a == 1 || b == 1) && output.Shape[rank - axis] == Math.Max(a, b);
        }

        if (!fits)
        {
            throw ShapeError($"{first.Signature} and {second.Signature} do not give {output.Signature}");
        }
    }

    public void RequireEqualZeroPoints(TensorInfo input, TensorInfo output)
    {
        if (input.ZeroPoint != output.ZeroPoint)
        {
            throw QuantizationError(Invariant(
                $"copies codes, but the zero points are {input.ZeroPoint} and {output.ZeroPoint}"));
        }
    }

    public void RequireZeroPoint(TensorInfo tensor, int zeroPoint)
    {
        if (tensor.ZeroPoint != zeroPoint)
        {
            throw QuantizationError(Invariant(
                $"{tensor.Key} has zero point {tensor.ZeroPoint}, expected {zeroPoint}"));
        }
    }

    public DiagnosticException GraphError(string message) => Error(Descriptors.GraphInvalid, message);

    public DiagnosticException ShapeError(string message) => Error(Descriptors.ShapeMismatch, message);

    public DiagnosticException QuantizationError(string message) => Error(Descriptors.QuantizationInvalid, message);

    /// <summary>Checks that a tensor can hold activations.</summary>
    private TensorInfo Quantized(TensorInfo tensor)
    {
        if (tensor.Type != ElementType.Int8)
        {
            throw GraphError($"{tensor.Key} is {tensor.Signature}, expected int8");
        }

        if (tensor.Quantization is not { IsPerChannel: false } quantization)
        {
            throw QuantizationError($"{tensor.Key} needs one scale and one zero point");
        }

        return ElementTypes.IsCode(quantization.ZeroPoint)
            ? tensor
            : throw QuantizationError(Invariant($"{tensor.Key} has zero point {quantization.ZeroPoint}, outside int8"));
    }

    private void RequireBias(TensorInfo tensor, int channels)
    {
        if (!tensor.IsConstant || tensor.Type != ElementType.Int32)
        {
            throw GraphError($"its bias {tensor.Key} is {tensor.Signature}, expected constant int32");
        }

        RequireShape(tensor, EquatableArray.Of(channels));
    }

    private TensorInfo Tensor(int index) =>
        _findTensor(index) ?? throw GraphError(Invariant($"refers to tensor {index}, which is not listed"));

    private DiagnosticException Error(ProblemDescriptor descriptor, string message) =>
        new(new DiagnosticInfo(descriptor, _position, $"{Quote(_name)} ({_op}): {message}"));
}
