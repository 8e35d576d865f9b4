using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;
using Rescaler = QMacVerify.Runtime.Reference.Rescaler;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>One operator on its way into the graph: its tensors, its options, and the checks and derivations that operators share.</summary>
/// <param name="entry">The operator of the file.</param>
/// <param name="names">Names of the nodes to make, one for each output.</param>
/// <param name="tensors">Takes in what the operator uses.</param>
/// <param name="furtherName">Names nodes beside those.</param>
/// <param name="runtime">Whose arithmetic it gets.</param>
internal sealed partial class TfliteNode(
    TfliteOperator entry,
    IReadOnlyList<string> names,
    TfliteTensors tensors,
    Func<string> furtherName,
    TfliteRuntime runtime = TfliteRuntime.TfliteDouble)
{
    private const double ScaleTolerance = 1e-6;

    /// <summary>Name of the node, or of the first of several.</summary>
    public string Name => names[0];

    /// <summary>What messages call an operator: <c>node 3 (CONV_2D)</c>.</summary>
    public static string LabelOf(TfliteOperator entry) => Invariant($"node {entry.Index} ({BuiltinOperators.Name(entry)})");

    public int InputCount => entry.Inputs.Length;

    public int OutputCount => entry.Outputs.Length;

    /// <summary>How results are rescaled in integers: one of TensorFlow Lite's two kinds.</summary>
    public RequantizationKind Rounding => runtime.Rounding();

    /// <summary>Whether the operator is XNNPACK's unless that refuses it.</summary>
    public bool IsXnnpack => runtime == TfliteRuntime.TfliteXnnpack;

    /// <summary>Refuses a form whose arithmetic in LiteRT is not known, where that is asked for.</summary>
    /// <param name="isSuch">Whether the operator has it.</param>
    /// <param name="what">The form.</param>
    public void RefuseXnnpack(bool isSuch, string what)
    {
        if (IsXnnpack && isSuch)
        {
            throw Unsupported($"has {what}, whose arithmetic in LiteRT is not known");
        }
    }

    /// <summary>The rounding of a layer of products.</summary>
    /// <param name="weights">Its weights, which XNNPACK takes without zero points.</param>
    /// <param name="isTaken">Whether XNNPACK takes the layer otherwise.</param>
    /// <param name="builtin">What LiteRT does where it does not.</param>
    public RequantizationKind KindOf(TensorInfo weights, bool isTaken, RequantizationKind builtin) => !IsXnnpack ? Rounding
        : isTaken && (weights.IsUnsigned || weights.Quantization!.IsSymmetric) ? RequantizationKind.OnnxFloat
        : builtin;

    /// <summary>For messages.</summary>
    public string Label => LabelOf(entry);

    /// <summary>Name of the operator in the schema.</summary>
    public string Operator => BuiltinOperators.Name(entry);

    /// <summary>The same as the <c>function</c> of a node.</summary>
    public string Function => Operator.ToLowerInvariant();

    /// <summary>Name of a node beside those of the outputs.</summary>
    public string FurtherName() => furtherName();

    /// <summary>A tensor of codes that the file does not have.</summary>
    /// <param name="shape">Extents.</param>
    /// <param name="like">Has its quantization.</param>
    public TensorInfo Intermediate(int[] shape, TensorInfo like) => tensors.AddIntermediate(shape, like);

    /// <summary>Checks the extents of a tensor that is not in the file.</summary>
    public void RequireExtents(IReadOnlyList<int> shape)
    {
        if (shape.Any(extent => extent < 1) || ConstantElements.Count(shape) > TensorInfo.MaxElements)
        {
            throw ShapeError(Invariant(
                $"makes the shape [{string.Join(", ", shape)}]; every extent must be at least 1, and the product at most {TensorInfo.MaxElements}"));
        }
    }

    /// <summary>The options table; fields read as their defaults where the file has none.</summary>
    /// <param name="type">The operator's table of options.</param>
    public FlatBufferTable Options(BuiltinOptions type) => entry.OptionsType == type ? entry.Options
        : entry.OptionsType == BuiltinOptions.None ? default
        : throw Error(Descriptors.GraphInvalid, Invariant($"has options of kind {(int)entry.OptionsType}, expected {(int)type}"));

    public TensorInfo Activation(int input) => tensors.Activation(InputIndex(input), Label);

    /// <summary>Element type of an input in the file.</summary>
    public TensorType TypeOfInput(int input) => tensors.TypeOf(InputIndex(input), Label);

    /// <summary>Activations of an operator that defines no uint8 arithmetic.</summary>
    public TensorInfo Int8Activation(int input)
    {
        TensorInfo tensor = Activation(input);
        return tensor.IsUnsigned ? throw Unsupported("has uint8 operands") : tensor;
    }

    /// <summary>Integers that are constants of the file and no tensor of the graph: axes, shapes, bounds.</summary>
    /// <param name="input">Position among the inputs.</param>
    /// <param name="count">How many there must be.</param>
    public int[] Integers(int input, int count)
    {
        int[] values = tensors.Integers(InputIndex(input), Label);
        return values.Length == count
            ? values
            : throw Error(Descriptors.ShapeMismatch, Invariant($"has {values.Length} values in input {input}, expected {count}"));
    }

    /// <summary>Integers of any number.</summary>
    public int[] Integers(int input) => tensors.Integers(InputIndex(input), Label);

    /// <summary>A single constant code with the quantization of another tensor.</summary>
    public int ConstantCode(int input, TensorInfo like)
    {
        TensorInfo tensor = Activation(input);
        RequireEqualQuantization(tensor, like);
        return tensors.Constant(tensor) is [sbyte code]
            ? code
            : throw Error(Descriptors.ShapeMismatch, Invariant($"has {tensor.Signature} as input {input}, expected one constant code"));
    }

    /// <summary>An axis, counted from the end where it is negative.</summary>
    public int Axis(int axis, int rank)
    {
        int position = axis < 0 ? axis + rank : axis;
        return (uint)position < (uint)rank
            ? position
            : throw Error(Descriptors.ShapeMismatch, Invariant($"has axis {axis}, but there are {rank}"));
    }

    /// <summary>Name of the node that makes an output.</summary>
    public string NameOf(int output) => names[output];

    /// <summary>One of several outputs.</summary>
    public TensorInfo Output(int output) => tensors.Activation(entry.Outputs[output], Label);

    /// <summary>Checks that the file gives the output the shape that the operator has.</summary>
    public void RequireOutputShape(TensorInfo output, IEnumerable<int> shape)
    {
        int[] expected = [.. shape];
        if (!output.Shape.SequenceEqual(expected))
        {
            throw Error(Descriptors.ShapeMismatch, $"has output {output.Signature}, expected [{string.Join(", ", expected)}]");
        }
    }

    /// <summary>A function of one code as a table, evaluated here and nowhere else.</summary>
    /// <param name="function">What the file calls it, in lower case.</param>
    /// <param name="input">Tensor of the codes.</param>
    /// <param name="output">Tensor of the results.</param>
    /// <param name="code">The result for a code, to be clamped.</param>
    /// <param name="name">Of the node, where it is not the one of the result.</param>
    public Lookup Lookup(string function, TensorInfo input, TensorInfo output, Func<int, long> code, string? name = null)
    {
        sbyte[] table = new sbyte[Generators.Graph.Ops.Lookup.Entries];
        for (int x = sbyte.MinValue; x <= sbyte.MaxValue; x++)
        {
            table[x - sbyte.MinValue] = (sbyte)Math.Clamp(code(x), sbyte.MinValue, sbyte.MaxValue);
        }

        return new Lookup(name ?? Name, input.Index, tensors.AddTable((name ?? Name) + " table", table, table.Length).Index, output.Index, function);
    }

    /// <summary>A real function of one code as an output of the model.</summary>
    public LookupReal LookupReal(string name, string function, TensorInfo input, float[] values) =>
        new(name, input.Index, tensors.AddTable(name + " table", values, 1, values.Length).Index, RealOutput().Index, 0, function);

    /// <summary>A real factor as what multiplies by it.</summary>
    public Rescaler Rescaler(double factor) => Multiplier(factor).ToReference(Rounding);

    public TensorInfo RealInput(int input) => tensors.Real(InputIndex(input), Label);

    /// <summary>The only output.</summary>
    public TensorInfo Output() => tensors.Activation(OutputIndex(), Label);

    public TensorInfo IndexOutput() => tensors.Indices(OutputIndex(), Label);

    public TensorInfo RealOutput() => tensors.Real(OutputIndex(), Label);

    /// <summary>The codes that the fused activation among an operator's options leaves.</summary>
    /// <param name="options">The operator's.</param>
    /// <param name="activation">Its field.</param>
    /// <param name="output">What is clamped.</param>
    /// <param name="isDelegated">Whether XNNPACK computes the operator.</param>
    public ClampRange Clamp(FlatBufferTable options, Field activation, TensorInfo output, bool isDelegated = false) =>
        Clamp((ActivationFunctionType)options.Byte(activation), output, isDelegated);

    /// <summary>The codes that an activation leaves.</summary>
    /// <param name="activation">Perhaps one that no schema knows.</param>
    /// <param name="output">What is clamped.</param>
    /// <param name="isDelegated">Whether XNNPACK computes the operator.</param>
    public ClampRange Clamp(ActivationFunctionType activation, TensorInfo output, bool isDelegated = false)
    {
        (float? lower, float? upper) = ActivationRange(activation);
        if (IsXnnpack && !isDelegated && Math.Max(Math.Abs(lower ?? 0), upper ?? 0) / Scale(output) > int.MaxValue)
        {
            throw QuantizationError(Invariant($"has output scale {Scale(output)}, too small for its fused activation: LiteRT refuses to load it"));
        }

        return isDelegated ? Xnnpack.Clamp(lower, upper, output) : QuantizedMultipliers.Clamp(lower, upper, Scale(output), output.ZeroPoint);
    }

    /// <summary>The real numbers that an activation leaves; null for no bound.</summary>
    public (float? Lower, float? Upper) ActivationRange(ActivationFunctionType activation) => activation switch
    {
        ActivationFunctionType.None => (null, null),
        ActivationFunctionType.Relu => (0, null),
        ActivationFunctionType.ReluN1To1 => (-1, 1),
        ActivationFunctionType.Relu6 => (0, 6),
        ActivationFunctionType.Tanh => throw Unsupported("has the fused activation TANH"),
        ActivationFunctionType.SignBit => throw Unsupported("has the fused activation SIGN_BIT"),
        _ => throw Error(Descriptors.GraphInvalid, Invariant($"has fused activation {(int)activation}, which the schema does not know")),
    };

    /// <summary>A real factor as a quantized multiplier.</summary>
    public QuantizedMultiplier Multiplier(double factor) => Multiplier(factor, Rounding);

    private QuantizedMultiplier Multiplier(double factor, RequantizationKind kind)
    {
        QuantizedMultiplier? multiplier = double.IsFinite(factor) ? QuantizedMultipliers.From(factor, kind) : null;
        return multiplier is { Shift: <= QuantizedMultiplier.MaxShift } ? multiplier : throw Error(
            Descriptors.QuantizationInvalid,
            Invariant($"scales its result by {factor}, at most 2^{QuantizedMultiplier.MaxShift} is possible: the output scale is too small"));
    }

    /// <summary>The only scale of a tensor.</summary>
    public static float Scale(TensorInfo tensor) => Scales(tensor).Single();

    /// <summary>Checks that codes may be copied from one tensor to the other.</summary>
    public void RequireEqualQuantization(TensorInfo input, TensorInfo output)
    {
        if (input.ZeroPoint != output.ZeroPoint || Math.Abs((double)Scale(input) - Scale(output)) > ScaleTolerance)
        {
            throw Error(Descriptors.QuantizationInvalid, Invariant(
                $"copies codes, but input and output have scales {Scale(input)} and {Scale(output)}, zero points {input.ModelZeroPoint} and {output.ModelZeroPoint}"));
        }
    }

    public DiagnosticException GraphError(string problem) => Error(Descriptors.GraphInvalid, problem);

    public DiagnosticException ShapeError(string problem) => Error(Descriptors.ShapeMismatch, problem);

    public DiagnosticException QuantizationError(string problem) => Error(Descriptors.QuantizationInvalid, problem);

    /// <summary>A form of the operator that exists but is not imported.</summary>
    public DiagnosticException Unsupported(string problem) => Error(Descriptors.OperatorUnsupported, problem + ", which is not supported");

    private static IEnumerable<float> Scales(TensorInfo tensor) => tensor.Quantization!.ScaleBits.Select(BitConverter.UInt32BitsToSingle);

    public int OutputIndex() => entry.Outputs.Length == 1
        ? entry.Outputs[0]
        : throw Error(Descriptors.GraphInvalid, Invariant($"has {entry.Outputs.Length} outputs, expected 1"));

    public int InputIndex(int input) => input < entry.Inputs.Length
        ? entry.Inputs[input]
        : throw Error(Descriptors.GraphInvalid, Invariant($"has {entry.Inputs.Length} inputs, input {input} is missing"));

    public void RequireRank(TensorInfo tensor, int rank)
    {
        if (tensor.Shape.Count != rank)
        {
            throw ShapeError(Invariant($"uses {tensor.Key}, {tensor.Signature}, expected {rank} axes"));
        }
    }

    private DiagnosticException Error(ProblemDescriptor descriptor, string problem) =>
        new(new DiagnosticInfo(descriptor, null, $"{Label} {problem}"));
}
