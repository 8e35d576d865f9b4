using Microsoft.CodeAnalysis;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Json;

/// <summary>What an operation reads itself from: its node in both files, its tensors, and the checks that operations share.</summary>
public sealed class NodeReader
{
    private readonly Func<int, TensorInfo?> _findTensor;
    private readonly int[] _inputs;
    private readonly int _output;

    internal NodeReader(string name, JsonValue graph, JsonValue quantSpec, Func<int, TensorInfo?> findTensor)
    {
        Name = name;
        Graph = graph;
        QuantSpec = quantSpec;
        _findTensor = findTensor;
        _inputs = graph.Integers("inputs", -1, int.MaxValue);
        int[] outputs = graph.Integers("outputs", 0, int.MaxValue);
        _output = outputs.Length == 1 ? outputs[0] : throw Error(Descriptors.GraphInvalid, "needs one output");
    }

    /// <summary>Node name.</summary>
    public string Name { get; }

    /// <summary>The node's object in graph.json.</summary>
    public JsonValue Graph { get; }

    /// <summary>The node's object in quant_spec.json.</summary>
    public JsonValue QuantSpec { get; }

    public TensorInfo Output => Tensor(_output);

    /// <summary>An int8 tensor that an earlier node or the caller computes.</summary>
    public TensorInfo Activation(int input)
    {
        TensorInfo tensor = Operand(input);
        return tensor.IsConstant ? throw Error(Descriptors.GraphInvalid, $"reads constant {tensor.Key} as its activations") : tensor;
    }

    /// <summary>A constant vector of codes without a quantization of its own.</summary>
    public TensorInfo Codes(int input, int length)
    {
        TensorInfo tensor = Input(input);
        return tensor is { IsConstant: true, Type: ElementType.Int8 } && tensor.Shape == EquatableArray.Of(length)
            ? tensor
            : throw Error(Descriptors.GraphInvalid, Invariant($"{tensor.Key} is {tensor.Signature}, expected {length} constant int8 codes"));
    }

    /// <summary>What the model file calls the operation: a plain word, as it goes into generated code.</summary>
    public string Function()
    {
        JsonValue value = Graph.Get("function");
        string text = value.AsText();
        return text.Length is > 0 and <= 40 && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')
            ? text
            : throw value.Error($"{Quote(text)} is no name of an operation in lower case");
    }

    /// <summary>The node's tensors, computed or constant, unchecked.</summary>
    /// <param name="min">At least so many.</param>
    /// <param name="max">At most so many.</param>
    public EquatableArray<TensorInfo> Operands(int min, int max) => _inputs.Length >= min && _inputs.Length <= max
        ? _inputs.Select(Tensor).ToEquatableArray()
        : throw Error(Descriptors.GraphInvalid, Invariant($"has {_inputs.Length} inputs, expected {(min == max ? $"{min}" : $"{min} to {max}")}"));

    /// <summary>Checks that a tensor holds real numbers that somebody computes.</summary>
    public TensorInfo Real(TensorInfo tensor) => tensor is { Type: ElementType.Float32, IsConstant: false }
        ? tensor
        : throw Error(Descriptors.GraphInvalid, $"{tensor.Key} is {tensor.Signature}, expected computed float32");

    /// <summary>The result of a layer of products: codes, or accumulators where they are not requantized.</summary>
    public TensorInfo MacOutput(ChannelRequantization requantization)
    {
        if (requantization.Kind != RequantizationKind.Accumulator)
        {
            return Activation(Output);
        }

        return Output.Type == ElementType.Int32
            ? Output
            : throw Error(Descriptors.GraphInvalid, $"{Output.Key} is {Output.Signature}, expected int32 for accumulators");
    }

    /// <summary>Checks the shape of a convolution's result. Accumulators leave the graph, so they may have their channels first.</summary>
    public void RequireImages(TensorInfo output, WindowGeometry window, int channels, ChannelRequantization requantization)
    {
        bool channelsFirst = output.Layout == TensorLayout.Nchw && requantization.Kind == RequantizationKind.Accumulator;
        RequireShape(output, channelsFirst
            ? EquatableArray.Of(window.Batches, channels, window.OutHeight, window.OutWidth)
            : window.OutputShape(channels));
    }

    /// <summary>Checks that a tensor can hold activations.</summary>
    public TensorInfo Activation(TensorInfo tensor)
    {
        if (tensor.Type != ElementType.Int8)
        {
            throw Error(Descriptors.GraphInvalid, $"{tensor.Key} is {tensor.Signature}, expected int8");
        }

        if (tensor.Quantization is not { IsPerChannel: false } quantization)
        {
            throw Error(Descriptors.QuantizationInvalid, $"{tensor.Key} needs one scale and one zero point");
        }

        return quantization.ZeroPoint is >= sbyte.MinValue and <= sbyte.MaxValue
            ? tensor
            : throw Error(Descriptors.QuantizationInvalid, Invariant($"{tensor.Key} has zero point {quantization.ZeroPoint}, outside int8"));
    }

    /// <summary>An int8 tensor, computed or constant.</summary>
    public TensorInfo Operand(int input) => Activation(Input(input));

    /// <summary>A constant int8 tensor whose zero points, where they differ, belong to the axis of its output channels.</summary>
    public TensorInfo Weights(int input, int channelAxis)
    {
        TensorInfo tensor = Input(input);
        if (!tensor.IsConstant || tensor.Type != ElementType.Int8)
        {
            throw Error(Descriptors.GraphInvalid, $"its weights {tensor.Key} are {tensor.Signature}, expected constant int8");
        }

        if (tensor.ZeroPoint is < sbyte.MinValue or > sbyte.MaxValue)
        {
            throw Error(Descriptors.QuantizationInvalid, Invariant($"its weights {tensor.Key} have zero point {tensor.ZeroPoint}, outside int8"));
        }

        return tensor.Quantization is not { ZeroPoints.Count: > 0 } quantization
            || (quantization.Axis == channelAxis && channelAxis < tensor.Shape.Count && quantization.ZeroPoints.Count == tensor.Shape[channelAxis])
            ? tensor
            : throw Error(Descriptors.QuantizationInvalid, Invariant(
                $"its weights {tensor.Key} are {tensor.Signature} with {quantization.ZeroPoints.Count} zero points along axis {quantization.Axis}, expected one, or one for each element of axis {channelAxis}"));
    }

    /// <summary>Tensor index of a constant int32 bias, or -1 when the input is absent.</summary>
    public int Bias(int input, int channels)
    {
        if (input >= _inputs.Length || _inputs[input] < 0)
        {
            return -1;
        }

        TensorInfo tensor = Input(input);
        if (!tensor.IsConstant || tensor.Type != ElementType.Int32)
        {
            throw Error(Descriptors.GraphInvalid, $"its bias {tensor.Key} is {tensor.Signature}, expected constant int32");
        }

        RequireShape(tensor, EquatableArray.Of(channels));
        return tensor.Index;
    }

    /// <summary>The moving window, with an output of at least one element.</summary>
    public WindowGeometry Window(TensorInfo input, int filterHeight, int filterWidth)
    {
        (int strideY, int strideX) = Graph.Pair("stride", 1);
        (int dilationY, int dilationX) = Graph.Pair("dilation", 1);
        WindowGeometry window = new(
            input.Shape[0], input.Shape[1], input.Shape[2], input.Shape[3],
            filterHeight, filterWidth, strideY, strideX, dilationY, dilationX, Padding());
        long reach = Math.Max((filterHeight - 1L) * dilationY, (filterWidth - 1L) * dilationX);
        return Math.Max(reach, Math.Max(strideX, strideY)) <= TensorInfo.MaxElements && window.OutHeight > 0 && window.OutWidth > 0
            ? window
            : throw ShapeError(Invariant($"a window of {filterHeight} x {filterWidth} does not fit into the input {input.Signature}"));
    }

    /// <summary>The window of a transposed convolution: padding and stride are those of the convolution that it transposes, from output to input.</summary>
    public WindowGeometry TransposedWindow(TensorInfo input, int filterHeight, int filterWidth, TensorInfo output)
    {
        (int strideY, int strideX) = Graph.Pair("stride", 1);
        (int dilationY, int dilationX) = Graph.Pair("dilation", 1);
        WindowGeometry window = new(
            input.Shape[0], input.Shape[1], input.Shape[2], input.Shape[3],
            filterHeight, filterWidth, strideY, strideX, dilationY, dilationX, Padding())
        {
            Transposed = new ImageExtent(output.Shape[1], output.Shape[2]),
        };
        return dilationY == 1 && dilationX == 1 && Math.Max(strideY, strideX) <= TensorInfo.MaxElements
            ? window
            : throw ShapeError(Invariant($"has stride {strideY} x {strideX} and dilation {dilationY} x {dilationX}, expected no dilation"));
    }

    /// <summary>How accumulators become codes.</summary>
    public ChannelRequantization ChannelRequantization(int channels)
    {
        RequantizationKind kind = Requantization();
        switch (kind)
        {
            case RequantizationKind.Accumulator:
                return Generators.Graph.ChannelRequantization.Accumulator;
            case RequantizationKind.OnnxFloat:
                uint[] factors = [.. QuantSpec.List("factor").Select(Factor)];
                return factors.Length == 1 || factors.Length == channels
                    ? Generators.Graph.ChannelRequantization.OnnxFloat(new EquatableArray<uint>(factors), Clamp())
                    : throw Error(Descriptors.QuantizationInvalid, Invariant($"has {factors.Length} factors, expected 1 or {channels}"));
        }

        IReadOnlyList<JsonValue> multipliers = QuantSpec.List("multiplier");
        IReadOnlyList<JsonValue> shifts = QuantSpec.List("shift");
        if (multipliers.Count != shifts.Count || (multipliers.Count != 1 && multipliers.Count != channels))
        {
            throw Error(Descriptors.QuantizationInvalid, Invariant(
                $"has {multipliers.Count} multipliers and {shifts.Count} shifts, expected 1 or {channels} of each"));
        }

        return new ChannelRequantization(
            kind,
            multipliers.Zip(shifts, Multiplier).ToEquatableArray(),
            Clamp());
    }

    /// <summary>The rounding of an operation that TensorFlow Lite defines, in one of its two kinds.</summary>
    public RequantizationKind TfliteRounding()
    {
        RequantizationKind kind = Requantization();
        return kind is RequantizationKind.TfliteDouble or RequantizationKind.TfliteSingle
            ? kind
            : throw QuantSpec.Get("requantization").Error($"requantization {kind.Name()} does not define this operation");
    }

    /// <summary>A member with a quantized multiplier.</summary>
    public QuantizedMultiplier Multiplier(string name)
    {
        JsonValue value = QuantSpec.Get(name);
        return Multiplier(value.Get("multiplier"), value.Get("shift"));
    }

    /// <summary>The same for a factor that an integer has divided, so that its leading bit may be lower.</summary>
    public QuantizedMultiplier AnyMultiplier(string name)
    {
        JsonValue value = QuantSpec.Get(name);
        return new QuantizedMultiplier(value.Integer("multiplier", 0, int.MaxValue), value.Integer("shift", -31, 30));
    }

    /// <summary>A member with a float32 number, finite and small enough that sums of its products with codes stay finite.</summary>
    public uint RealNumber(string name) => RealBits(name, RealFactors.IsUsable, "of less than 2^111 in magnitude");

    /// <summary>The same, not negative.</summary>
    public uint RealFactor(string name) => RealBits(name, RealFactors.IsFactor, "from 0 to less than 2^111");

    /// <summary>A member with a positive float32 scale, limited likewise.</summary>
    public uint RealScale(string name) => RealBits(name, RealFactors.IsScale, "above 0 and less than 2^64");

    /// <summary>What a code lacks to the code as the model stores it: 128 for uint8, else 0.</summary>
    public int CodeOffset() => QuantSpec.Integer("code_offset", 0, 128) is var offset and (0 or 128)
        ? offset
        : throw QuantSpec.Get("code_offset").Error("expected 0, or 128 for a model of uint8 codes");

    /// <summary>A constant list of float32 numbers.</summary>
    public TensorInfo RealTable(int input, int length)
    {
        TensorInfo tensor = Input(input);
        if (!tensor.IsConstant || tensor.Type != ElementType.Float32)
        {
            throw Error(Descriptors.GraphInvalid, $"its table {tensor.Key} is {tensor.Signature}, expected constant float32");
        }

        RequireShape(tensor, EquatableArray.Of(length));
        return tensor;
    }

    public ClampRange Clamp()
    {
        int[] ends = QuantSpec.Integers("clamp", sbyte.MinValue, sbyte.MaxValue);
        return ends.Length == 2 && ends[0] <= ends[1]
            ? new ClampRange(ends[0], ends[1])
            : throw QuantSpec.Get("clamp").Error("expected a lower and an upper code");
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
            throw Error(Descriptors.QuantizationInvalid, Invariant(
                $"copies codes, but the zero points are {input.ZeroPoint} and {output.ZeroPoint}"));
        }
    }

    public void RequireZeroPoint(TensorInfo tensor, int zeroPoint)
    {
        if (tensor.ZeroPoint != zeroPoint)
        {
            throw Error(Descriptors.QuantizationInvalid, Invariant(
                $"{tensor.Key} has zero point {tensor.ZeroPoint}, expected {zeroPoint}"));
        }
    }

    public DiagnosticException GraphError(string message) => Error(Descriptors.GraphInvalid, message);

    public DiagnosticException ShapeError(string message) => Error(Descriptors.ShapeMismatch, message);

    private RequantizationKind Requantization()
    {
        JsonValue kind = QuantSpec.Get("requantization");
        return SemanticsNames.TryParse(kind.AsText(), out RequantizationKind requantization)
            ? requantization
            : throw kind.Error($"requantization {Quote(kind.AsText())} is unknown");
    }

    /// <summary>Bits of a finite float32 that is not negative: below those of infinity.</summary>
    private static uint Factor(JsonValue value) => JsonNumbers.Float32Bits(value) is uint bits and < 0x7f800000
        ? bits
        : throw value.Error($"{Quote(value.AsText())} is not the bit pattern of a finite float32 that is not negative, such as \"0x3f800000\"");

    private uint RealBits(string name, Func<uint, bool> isAllowed, string expected)
    {
        JsonValue value = QuantSpec.Get(name);
        return JsonNumbers.Float32Bits(value) is uint bits && isAllowed(bits)
            ? bits
            : throw value.Error($"{Quote(value.AsText())} is not the bit pattern of a float32 {expected}");
    }

    private static QuantizedMultiplier Multiplier(JsonValue multiplier, JsonValue shift)
    {
        int m = multiplier.AsInteger(0, int.MaxValue);
        return m == 0 || m >= 1 << 30
            ? new QuantizedMultiplier(m, shift.AsInteger(-31, 30))
            : throw multiplier.Error("a quantized multiplier is 0 or at least 2^30");
    }

    private Padding Padding()
    {
        JsonValue value = Graph.Get("padding");
        if (value.Kind == JsonKind.Array)
        {
            int[] amounts = Graph.Integers("padding", 0, 1 << 20);
            return amounts.Length == 4
                ? new Padding(PaddingMode.Explicit, new EquatableArray<int>(amounts))
                : throw value.Error("expected top, left, bottom, right");
        }

        return value.AsText() switch
        {
            "same" => Generators.Graph.Padding.Same,
            "valid" => Generators.Graph.Padding.Valid,
            _ => throw value.Error($"padding {Quote(value.String)} is unknown, expected same, valid or four integers"),
        };
    }

    private TensorInfo Input(int input) =>
        input < _inputs.Length ? Tensor(_inputs[input]) : throw Error(Descriptors.GraphInvalid, Invariant($"has no input {input}"));

    private TensorInfo Tensor(int index) =>
        _findTensor(index) ?? throw Error(Descriptors.GraphInvalid, Invariant($"refers to tensor {index}, which is not listed"));

    private DiagnosticException Error(DiagnosticDescriptor descriptor, string message) =>
        new(new DiagnosticInfo(descriptor, Graph.Position, $"{Quote(Name)} ({Graph.Text("op")}): {message}"));
}
