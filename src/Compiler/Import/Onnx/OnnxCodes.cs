using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>In which order the graph holds the elements of a value.</summary>
internal enum OnnxOrder
{
    /// <summary>As in the model: batch, channel, height, width where the axes mean that.</summary>
    Model,

    /// <summary>Batch, height, width, channel: what the kernels compute.</summary>
    ChannelsLast,
}

/// <summary>Codes of 8 bits, computed or constant, in either order or both.</summary>
/// <param name="Name">Any text; empty for codes that the model itself never stores, because it moves their real numbers.</param>
/// <param name="Shape">Extents, in the order of the model.</param>
/// <param name="Scale">What the codes stand for, shared by all tensors that hold them.</param>
internal sealed record OnnxCodes(string Name, int[] Shape, OnnxScale Scale) : OnnxValue(Name, Shape)
{
    private readonly int[] _tensors = [NoTensor, NoTensor];

    /// <summary>Where a tensor has not been made yet.</summary>
    public const int NoTensor = -1;

    /// <summary>The order of the tensor that was made first.</summary>
    public OnnxOrder Native { get; private init; }

    /// <summary>Codes that a tensor of the graph holds.</summary>
    public OnnxCodes(string name, int[] shape, OnnxScale scale, OnnxOrder order, int tensor)
        : this(name, shape, scale)
    {
        Native = order;
        _tensors[(int)order] = tensor;
    }

    /// <summary>The tensor of an order, or <see cref="NoTensor"/>.</summary>
    public int Tensor(OnnxOrder order) => _tensors[(int)order];

    public void SetTensor(OnnxOrder order, int tensor) => _tensors[(int)order] = tensor;
}

/// <summary>What the codes of a value stand for. Operators that only move codes do not know it; who computes or reads them does.</summary>
/// <param name="isUnsigned">Whether the model stores the codes as uint8.</param>
internal sealed class OnnxScale(bool isUnsigned)
{
    private float? _scale;
    private int? _zeroPoint;

    public bool IsUnsigned => isUnsigned;

    /// <summary>Scale and zero point; 1 and the code of 0 where nobody said anything.</summary>
    public OnnxQuantization Quantization => new([_scale ?? 1], [_zeroPoint ?? (isUnsigned ? -128 : 0)], isUnsigned);

    /// <summary>Takes note of what a node says, which all must agree on.</summary>
    /// <param name="quantization">One scale and zero point.</param>
    /// <param name="node">Who says so.</param>
    /// <param name="value">Name of the value, for messages.</param>
    public void Require(OnnxQuantization quantization, OnnxNode node, string value)
    {
        RequireZeroPoint(quantization.ZeroPoint, quantization.IsUnsigned, node, value);
        if (_scale is float scale && scale != quantization.Scale)
        {
            throw node.QuantizationError(Invariant($"takes {Quote(value)} to have scale {quantization.Scale}, but it has {scale}"));
        }

        _scale = quantization.Scale;
    }

    /// <summary>The same for a zero point alone.</summary>
    public void RequireZeroPoint(int zeroPoint, bool storedUnsigned, OnnxNode node, string value)
    {
        if (storedUnsigned != isUnsigned)
        {
            throw node.QuantizationError($"takes {Quote(value)} to be {TypeName(storedUnsigned)}, but it is {TypeName(isUnsigned)}");
        }

        if (_zeroPoint is int known && known != zeroPoint)
        {
            int offset = isUnsigned ? 128 : 0;
            throw node.QuantizationError(Invariant(
                $"takes {Quote(value)} to have zero point {zeroPoint + offset}, but it has {known + offset}"));
        }

        _zeroPoint = zeroPoint;
    }

    public static string TypeName(bool isUnsigned) => (isUnsigned ? ElementType.UInt8 : ElementType.Int8).Name();
}
