using System.Globalization;
using System.Runtime.InteropServices;
using QMacVerify.Compiler.Import.Tflite.Folding;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>The tensors of a graph under construction: those that some node uses, each judged when it is first used.</summary>
internal sealed partial class TfliteTensors(TfliteModel model)
{
    /// <summary>Axes, shapes and paddings of all ranks have far fewer.</summary>
    private const int MaxIntegers = 4096;

    /// <summary>As the file has them, or as they were computed at import.</summary>
    private readonly TfliteTensor[] _entries = [.. model.Tensors];
    private readonly HashSet<int> _outputs = [.. model.Outputs];
    private readonly SortedDictionary<int, TensorInfo> _tensors = [];
    private readonly Dictionary<int, ParameterArray> _parameters = [];
    private long _constantBytes;

    public EquatableArray<TensorInfo> Tensors => _tensors.Values.ToEquatableArray();

    public ParameterSet Parameters => new(_parameters);

    /// <summary>What keeps its value from run to run.</summary>
    public TfliteVariables Variables { get; } = new();

    /// <summary>Real numbers inside the graph that are functions of codes, by their tensor of the file.</summary>
    public Dictionary<int, TfliteCurve> Curves { get; } = [];

    /// <summary>Whether a tensor of the file is codes.</summary>
    public bool IsOfCodes(int index) => (uint)index < (uint)_entries.Length && _entries[index].Type is TensorType.Int8 or TensorType.UInt8;

    /// <summary>Whether a tensor is an output of the model.</summary>
    public bool IsModelOutput(int index) => _outputs.Contains(index);

    /// <summary>A subgraph of the file; null where there is none of that number.</summary>
    public TfliteModel? Subgraph(int index) => (uint)index < (uint)model.Subgraphs.Count ? model.Subgraphs[index].Value : null;

    /// <summary>A tensor of the graph that some node uses.</summary>
    public TensorInfo Known(int index) => _tensors[index];

    /// <summary>Element type of a tensor of the file.</summary>
    public TensorType TypeOf(int index, string user) => Entry(index, user).Type;

    /// <summary>A tensor of real numbers, at the boundary of the model.</summary>
    public TensorInfo Real(int index, string user) => Use(index, user, ElementType.Float32, LayoutOf);

    /// <summary>A tensor of int32 indices, an output of the model.</summary>
    public TensorInfo Indices(int index, string user) => Use(index, user, ElementType.Int32, LayoutOf);

    /// <summary>A tensor of codes with one scale, computed or constant; uint8 becomes int8.</summary>
    public TensorInfo Activation(int index, string user)
    {
        TensorInfo tensor = Use(index, user, ElementType.Int8, LayoutOf);
        return tensor.Quantization is { IsPerChannel: false }
            ? tensor
            : throw Error(Descriptors.QuantizationInvalid, index, user, "needs one scale and one zero point");
    }

    /// <summary>Weights with one scale, or one per element of an axis. Only those of old uint8 models have a zero point.</summary>
    public TensorInfo Weights(int index, string user, TensorLayout layout, int channelAxis)
    {
        TensorInfo tensor = Use(index, user, ElementType.Int8, _ => layout);
        TensorQuantization quantization = tensor.Quantization
            ?? throw Error(Descriptors.QuantizationInvalid, index, user, "has no scale");
        if (quantization.IsPerChannel && quantization.Axis != channelAxis)
        {
            throw Error(Descriptors.QuantizationInvalid, index, user, Invariant(
                $"has its scales along axis {quantization.Axis}, expected axis {channelAxis}"));
        }

        return quantization.ZeroPoint == 0 || tensor.IsUnsigned
            ? tensor
            : throw Error(Descriptors.QuantizationInvalid, index, user, Invariant(
                $"has zero point {quantization.ZeroPoint}; weights must be symmetric, with zero point 0"));
    }

    /// <summary>An int32 bias as a vector. Its scale is that of the accumulator by definition and is not read.</summary>
    public TensorInfo Bias(int index, string user) => Use(index, user, ElementType.Int32, _ => TensorLayout.O);

    /// <summary>Shape of a tensor of the file, whose extents are known.</summary>
    public int[] ShapeOf(int index, string user) => CheckedShape(index, user, Entry(index, user));

    /// <summary>Quantization of a tensor of the file; null where it has none.</summary>
    public TensorQuantization? QuantizationOf(int index, string user) => ReadQuantization(index, user, Entry(index, user));

    /// <summary>Whether a tensor of the file is a constant of numbers that are no codes.</summary>
    public bool AreNumbers(int index) => (uint)index < (uint)_entries.Length && Numbers.AreNumbers(_entries[index]);

    /// <summary>Puts what was computed at import in the place of a tensor of the file.</summary>
    public void SetConstant(int index, TfliteTensor constant)
    {
        TfliteTensor entry = Entry(index, "an operator");
        _entries[index] = constant with { Name = entry.Name, Quantization = entry.Quantization };
    }

    /// <summary>The codes of a constant; empty when it is none.</summary>
    public ReadOnlySpan<sbyte> Constant(TensorInfo tensor) => tensor.IsConstant ? _parameters[tensor.Index].Int8 : [];

    /// <summary>A constant of int32 or int64 numbers that operators take as attributes. It does not become a tensor of the graph.</summary>
    public int[] Integers(int index, string user)
    {
        TfliteTensor tensor = Entry(index, user);
        int size = tensor.Type switch
        {
            TensorType.Int32 => sizeof(int),
            TensorType.Int64 => sizeof(long),
            _ => throw Error(Descriptors.GraphInvalid, index, user, $"is {tensor.Type.Name()}, expected int32 or int64"),
        };
        if (!tensor.IsConstant || tensor.IsSparse || tensor.Data.Length % size != 0 || tensor.Data.Length > MaxIntegers * size)
        {
            throw Error(Descriptors.GraphInvalid, index, user, "must be a short list of constants; convert the model with fixed shapes");
        }

        ReadOnlySpan<byte> data = tensor.Data.Span;
        return size == sizeof(int)
            ? MemoryMarshal.Cast<byte, int>(data).ToArray()
            : [.. MemoryMarshal.Cast<byte, long>(data).ToArray().Select(value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))];
    }

    private TensorInfo Use(int index, string user, ElementType type, Func<int[], TensorLayout> layout)
    {
        TfliteTensor tensor = Entry(index, user);
        bool isUnsigned = type == ElementType.Int8 && tensor.Type == TensorType.UInt8;
        TensorType expected = type switch
        {
            ElementType.Int8 => TensorType.Int8,
            ElementType.Float32 => TensorType.Float32,
            _ => TensorType.Int32,
        };
        if (tensor.Type != expected && !isUnsigned)
        {
            throw Error(Descriptors.GraphInvalid, index, user, $"is {tensor.Type.Name()}, expected {type.Name()}; export the model quantized to int8 throughout");
        }

        if (_tensors.TryGetValue(index, out TensorInfo? known))
        {
            return known;
        }

        int[] shape = CheckedShape(index, user, tensor);
        if (layout(shape) == TensorLayout.O)
        {
            shape = [shape.Aggregate(1, (product, extent) => product * extent)];
        }

        TensorInfo info = new(
            index, tensor.Name, type, new EquatableArray<int>(shape), layout(shape), tensor.IsConstant,
            type == ElementType.Int8 ? ReadQuantization(index, user, tensor) : null) { IsUnsigned = isUnsigned };
        if (tensor.IsConstant)
        {
            _parameters.Add(index, ReadConstant(info, user, tensor));
        }

        _tensors.Add(index, info);
        return info;
    }

    /// <summary>A tensor of the file, or what was computed at import in its place.</summary>
    public TfliteTensor Entry(int index, string user) => (uint)index < (uint)_entries.Length
        ? _entries[index]
        : throw new DiagnosticException(new DiagnosticInfo(Descriptors.GraphInvalid, null, Invariant(
            $"{user} refers to tensor {index}, but the model has {model.Tensors.Count}")));

    private static TensorLayout LayoutOf(int[] shape) => shape.Length == 4 ? TensorLayout.Nhwc : TensorLayout.Any;

    private int[] CheckedShape(int index, string user, TfliteTensor tensor)
    {
        long count = 1;
        foreach (int extent in tensor.Shape)
        {
            // Stepwise, because the product of hostile extents overflows even 64 bits.
            count *= extent;
            if (extent < 1 || count > TensorInfo.MaxElements)
            {
                throw Error(Descriptors.ShapeMismatch, index, user, Invariant(
                    $"has shape [{string.Join(", ", tensor.Shape)}]; every extent must be at least 1, and the product at most {TensorInfo.MaxElements}{(extent < 0 ? "; convert the model with fixed shapes" : "")}"));
            }
        }

        return tensor.Shape;
    }

    private TensorQuantization? ReadQuantization(int index, string user, TfliteTensor tensor)
    {
        if (tensor.Quantization is not TfliteTensorQuantization quantization)
        {
            return null;
        }

        float[] scales = quantization.Scales;
        if (quantization.IsCustom || quantization.ZeroPoints.Length != scales.Length)
        {
            throw Error(Descriptors.QuantizationInvalid, index, user, quantization.IsCustom
                ? "has a custom quantization scheme, expected scales and zero points"
                : Invariant($"has {scales.Length} scales and {quantization.ZeroPoints.Length} zero points"));
        }

        int axis = scales.Length == 1 ? 0 : quantization.Axis;
        if (scales.Length > 1 && ((uint)axis >= (uint)tensor.Shape.Length || tensor.Shape[axis] != scales.Length))
        {
            throw Error(Descriptors.QuantizationInvalid, index, user, Invariant(
                $"has {scales.Length} scales along axis {axis} of shape [{string.Join(", ", tensor.Shape)}]"));
        }

        foreach (float scale in scales)
        {
            if (!float.IsFinite(scale) || scale <= 0)
            {
                throw Error(Descriptors.QuantizationInvalid, index, user, Invariant($"has scale {scale}, expected a positive, finite number"));
            }
        }

        int offset = tensor.Type == TensorType.UInt8 ? 128 : 0;
        foreach (long zeroPoint in quantization.ZeroPoints)
        {
            if (zeroPoint - offset is < sbyte.MinValue or > sbyte.MaxValue || (scales.Length > 1 && zeroPoint != 0))
            {
                throw Error(Descriptors.QuantizationInvalid, index, user, Invariant(
                    $"has zero point {zeroPoint}, expected {(scales.Length > 1 ? "0 beside several scales" : $"{offset - 128} to {offset + 127}")}"));
            }
        }

        return new TensorQuantization(
            scales.Select(BitConverter.SingleToUInt32Bits).ToEquatableArray(),
            scales.Length == 1 ? scales[0].ToString("R", CultureInfo.InvariantCulture) : "",
            (int)quantization.ZeroPoints[0] - offset,
            axis);
    }

    private ParameterArray ReadConstant(TensorInfo info, string user, TfliteTensor tensor)
    {
        long expected = (long)info.ElementCount * info.Type.Size();
        if (tensor.IsSparse || tensor.Data.Length != expected)
        {
            throw Error(Descriptors.ShapeMismatch, info.Index, user, tensor.IsSparse
                ? "is stored sparse; convert the model without sparsity"
                : Invariant($"has {tensor.Data.Length} bytes of values, expected {expected} for {info.Signature}"));
        }

        // Tensors may share a buffer. Without a limit a small file could ask for any amount of memory.
        _constantBytes += expected;
        return _constantBytes <= model.FileLength
            ? new ParameterArray(info.Type, info.Shape, Values(info, tensor))
            : throw Error(Descriptors.GraphInvalid, info.Index, user, Invariant(
                $"shares its values with others so that the constants exceed the {model.FileLength} bytes of the file"));
    }

    /// <summary>A copy of the values; uint8 codes become int8 codes.</summary>
    private static byte[] Values(TensorInfo info, TfliteTensor tensor)
    {
        byte[] values = tensor.Data.ToArray();
        if (info.IsUnsigned)
        {
            UnsignedCodes.ToSigned(tensor.Data.Span, MemoryMarshal.Cast<byte, sbyte>(values.AsSpan()));
        }

        return values;
    }

    private DiagnosticException Error(ProblemDescriptor descriptor, int index, string user, string problem) =>
        new(new DiagnosticInfo(descriptor, null, $"tensor {index} {Quote(model.Tensors[index].Name)} of {user} {problem}"));
}
