using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Import.Tflite.Folding;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;
using Rescaler = QMacVerify.Runtime.Reference.Rescaler;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>One operator on its way into the graph: its tensors, its options, and the checks and derivations that operators share.</summary>
/// <param name="entry">The operator of the file.</param>
/// <param name="names">Names of the nodes to make, one for each output.</param>
/// <param name="tensors">Takes in what the operator uses.</param>
/// <param name="furtherName">Names nodes beside those.</param>
/// <param name="rounding">How results are rescaled.</param>
internal sealed class TfliteNode(
    TfliteOperator entry,
    IReadOnlyList<string> names,
    TfliteTensors tensors,
    Func<string> furtherName,
    RequantizationKind rounding = RequantizationKind.TfliteDouble)
{
    /// <summary>VALID in the options of windows.</summary>
    public const int ValidPadding = 1;

    private const double ScaleTolerance = 1e-6;

    /// <summary>Name of the node, or of the first of several.</summary>
    public string Name => names[0];

    /// <summary>What messages call an operator: <c>node 3 (CONV_2D)</c>.</summary>
    public static string LabelOf(TfliteOperator entry) => Invariant($"node {entry.Index} ({BuiltinOperators.Name(entry)})");

    public int InputCount => entry.Inputs.Length;

    public int OutputCount => entry.Outputs.Length;

    /// <summary>How results are rescaled: one of TensorFlow Lite's two kinds.</summary>
    public RequantizationKind Rounding => rounding;

    /// <summary>For messages.</summary>
    public string Label => LabelOf(entry);

    /// <summary>Name of the operator in the schema.</summary>
    public string Operator => BuiltinOperators.Name(entry);

    /// <summary>The same as the <c>function</c> of a node.</summary>
    public string Function => Operator.ToLowerInvariant();

    /// <summary>Whether an input is codes that somebody computes.</summary>
    public bool IsOfCodes(int input) => FileInput(input) is { IsConstant: false, Type: TensorType.Int8 or TensorType.UInt8 };

    /// <summary>Whether the only output is one of the model.</summary>
    public bool IsModelOutput() => tensors.IsModelOutput(OutputIndex());

    /// <summary>Shape of the only output in the file.</summary>
    public int[] ShapeOfOutput() => tensors.ShapeOf(OutputIndex(), Label);

    /// <summary>The real numbers of an input as a function of a code; null where they are none.</summary>
    public TfliteCurve? CurveOf(int input) => tensors.Curves.GetValueOrDefault(InputIndex(input));

    /// <summary>Says what real numbers the only output has.</summary>
    public void SetCurve(TfliteCurve curve) => tensors.Curves[OutputIndex()] = curve;

    /// <summary>The variables of the model.</summary>
    public TfliteVariables Variables => tensors.Variables;

    /// <summary>A subgraph of the file.</summary>
    public TfliteModel Subgraph(int subgraph) => tensors.Subgraph(subgraph)
        ?? throw GraphError(Invariant($"calls subgraph {subgraph}, which the file does not have"));

    /// <summary>Adds a constant of codes from another subgraph.</summary>
    /// <param name="constant">The constant.</param>
    /// <param name="like">Has its type, shape and quantization.</param>
    public TensorInfo AddConstant(TfliteTensor constant, TensorInfo like) => tensors.AddConstant(constant, like, Label);

    /// <summary>Name of a node beside those of the outputs.</summary>
    public string FurtherName() => furtherName();

    /// <summary>A tensor of codes that the file does not have.</summary>
    /// <param name="shape">Extents.</param>
    /// <param name="like">Has its quantization.</param>
    public TensorInfo Intermediate(int[] shape, TensorInfo like) => tensors.AddIntermediate(shape, like);

    /// <summary>Shape of an input in the file.</summary>
    public int[] ShapeOfInput(int input) => tensors.ShapeOf(InputIndex(input), Label);

    /// <summary>An input as the file has it, or as it was computed at import.</summary>
    public TfliteTensor FileInput(int input) => tensors.Entry(InputIndex(input), Label);

    /// <summary>The only output as the file has it.</summary>
    public TfliteTensor FileOutput() => tensors.Entry(OutputIndex(), Label);

    /// <summary>Whether all inputs are constant numbers that are no codes.</summary>
    public bool HasConstantNumbers() => entry.Inputs.All(tensors.AreNumbers);

    /// <summary>Takes note of elements that are computed at import.</summary>
    public void CountFolded(Int128 elements)
    {
        if (!tensors.CountFolded(elements))
        {
            throw ShapeError(Invariant($"computes {elements} elements at import, after those of the nodes before it: at most {TfliteTensors.MostFolded} are"));
        }
    }

    /// <summary>Checks the extents of a tensor that is not in the file.</summary>
    public void RequireExtents(IReadOnlyList<int> shape)
    {
        if (shape.Any(extent => extent < 1) || Numbers.Count(shape) > TensorInfo.MaxElements)
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

        return new Lookup(name ?? Name, input.Index, tensors.AddTable((name ?? Name) + " table", table).Index, output.Index, function);
    }

    /// <summary>A real factor as what multiplies by it.</summary>
    public Rescaler Rescaler(double factor) => Multiplier(factor).ToReference(Rounding);

    public TensorInfo RealInput(int input) => tensors.Real(InputIndex(input), Label);

    /// <summary>The weights of a layer; uint8 where its activations are, int8 where they are not.</summary>
    public TensorInfo Weights(int input, TensorInfo activations, TensorLayout layout, int rank, int channelAxis)
    {
        if (!FileInput(input).IsConstant)
        {
            throw Unsupported("multiplies two computed tensors");
        }

        TensorInfo weights = tensors.Weights(InputIndex(input), Label, layout, channelAxis);
        RequireRank(weights, rank);
        if (weights.IsUnsigned != activations.IsUnsigned)
        {
            throw Unsupported($"has {weights.ModelType.Name()} weights for {activations.ModelType.Name()} activations");
        }

        return weights;
    }

    /// <summary>Tensor index of a bias, or -1 when it is left out.</summary>
    public int Bias(int input) =>
        input < entry.Inputs.Length && entry.Inputs[input] >= 0 ? tensors.Bias(entry.Inputs[input], Label).Index : -1;

    /// <summary>The only output.</summary>
    public TensorInfo Output() => tensors.Activation(OutputIndex(), Label);

    public TensorInfo RealOutput() => tensors.Real(OutputIndex(), Label);

    /// <summary>
    /// The image under the window of a convolution. Where SPACE_TO_BATCH_ND around it pads by another code than real zero, a node pads it.
    /// </summary>
    /// <param name="input">Position among the inputs.</param>
    /// <param name="before">Takes that node.</param>
    public TensorInfo Image(int input, List<GraphNode> before)
    {
        TensorInfo image = Activation(input);
        if (entry.Dilation is not { Padding: [int top, int left, int bottom, int right] } || (top | left | bottom | right) == 0 || PhasePadding(image) == image.ZeroPoint)
        {
            return image;
        }

        RequireRank(image, 4);
        int[] shape = [image.Shape[0], image.Shape[1] + top + bottom, image.Shape[2] + left + right, image.Shape[3]];
        RequireExtents(shape);
        TensorInfo padded = Intermediate(shape, image);
        before.Add(new Pad(FurtherName(), image.Index, padded.Index, EquatableArray.Of(0, top, left, 0), PhasePadding(image)));
        return padded;
    }

    /// <summary>What SPACE_TO_BATCH_ND pads by: TensorFlow Lite Micro by code 0, whatever the zero point, and uint8, which it lacks, by real zero.</summary>
    public static int PhasePadding(TensorInfo image) => image.IsUnsigned ? image.ZeroPoint : 0;

    /// <summary>The window of a convolution or pooling.</summary>
    public WindowGeometry Window(
        TensorInfo input, (int Height, int Width) filter, int padding, (int Y, int X) stride, (int Y, int X) dilation)
    {
        RequireRank(input, 4);
        if (Math.Min(Math.Min(filter.Height, filter.Width), Math.Min(Math.Min(stride.Y, stride.X), Math.Min(dilation.Y, dilation.X))) < 1)
        {
            throw Error(Descriptors.ShapeMismatch, Invariant(
                $"has filter {filter}, stride {stride} and dilation {dilation}; each must be at least 1"));
        }

        if (entry.Dilation is { } between)
        {
            return new WindowGeometry(
                input.Shape[0], input.Shape[1], input.Shape[2], input.Shape[3], filter.Height, filter.Width, stride.Y, stride.X,
                between.Y, between.X,
                input.Index == InputIndex(0) ? new Padding(PaddingMode.Explicit, new EquatableArray<int>(between.Padding)) : Padding.Valid);
        }

        return new WindowGeometry(
            input.Shape[0], input.Shape[1], input.Shape[2], input.Shape[3],
            filter.Height, filter.Width, stride.Y, stride.X, dilation.Y, dilation.X,
            padding switch
            {
                0 => Padding.Same,
                ValidPadding => Padding.Valid,
                _ => throw Error(Descriptors.GraphInvalid, Invariant($"has padding {padding}, expected SAME (0) or VALID (1)")),
            });
    }

    /// <summary>The codes that the fused activation among an operator's options leaves.</summary>
    public ClampRange Clamp(FlatBufferTable options, Field activation, TensorInfo output) =>
        Clamp((ActivationFunctionType)options.Byte(activation), output);

    /// <summary>The codes that an activation leaves.</summary>
    /// <param name="activation">Perhaps one that no schema knows.</param>
    /// <param name="output">What is clamped.</param>
    public ClampRange Clamp(ActivationFunctionType activation, TensorInfo output)
    {
        (float? lower, float? upper) = ActivationRange(activation);
        return QuantizedMultipliers.Clamp(lower, upper, Scale(output), output.ZeroPoint);
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

    /// <summary>Requantization of a convolution: <c>inputScale * weightScale[c] / outputScale</c>, in double but for old uint8 models.</summary>
    public ChannelRequantization ChannelRequantization(TensorInfo input, TensorInfo weights, TensorInfo output, ClampRange clamp)
    {
        if (input.IsUnsigned)
        {
            return SingleProductRequantization(input, weights, output, clamp);
        }

        double inputScale = Scale(input);
        double outputScale = Scale(output);
        return Requantization(Scales(weights).Select(scale => inputScale * scale / outputScale), clamp);
    }

    /// <summary>The same with the product of the scales rounded to float32: what a fully connected layer with one scale does.</summary>
    public ChannelRequantization SingleProductRequantization(TensorInfo input, TensorInfo weights, TensorInfo output, ClampRange clamp)
    {
        float product = Scale(input) * Scale(weights);
        return Requantization([product / (double)Scale(output)], clamp);
    }

    /// <summary>A real factor as a quantized multiplier.</summary>
    public QuantizedMultiplier Multiplier(double factor)
    {
        QuantizedMultiplier? multiplier = double.IsFinite(factor) ? QuantizedMultipliers.From(factor, Rounding) : null;
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

    private ChannelRequantization Requantization(IEnumerable<double> factors, ClampRange clamp) =>
        new(Rounding, factors.Select(Multiplier).ToEquatableArray(), clamp);

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
