using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>A tensor of the graph.</summary>
/// <param name="Index">Its index in the model file.</param>
/// <param name="Name">Its name in the model file: any text; never used as a path or an identifier.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Extents, each at least 1.</param>
/// <param name="Layout">Meaning of the axes.</param>
/// <param name="IsConstant">Whether its values are parameters of the package.</param>
/// <param name="Quantization">Null for a tensor without one, such as a bias.</param>
public sealed record TensorInfo(
    int Index,
    string Name,
    ElementType Type,
    EquatableArray<int> Shape,
    TensorLayout Layout,
    bool IsConstant,
    TensorQuantization? Quantization)
{
    /// <summary>The most elements a tensor may have: 2^28, so that no index or byte count overflows.</summary>
    public const long MaxElements = 1L << 28;

    /// <summary>What an int8 code lacks to the uint8 code that the model file has for it.</summary>
    public const int UnsignedOffset = 128;

    /// <summary>Whether the model file has uint8 codes here: those of the package are <c>code ^ 0x80</c>, and the zero point is 128 less.</summary>
    public bool IsUnsigned { get; init; }

    /// <summary>Element type in the model file, and at the model's boundary.</summary>
    public ElementType ModelType => IsUnsigned ? ElementType.UInt8 : Type;

    /// <summary>Zero point in the model file.</summary>
    public int ModelZeroPoint => ZeroPoint + (IsUnsigned ? UnsignedOffset : 0);

    /// <summary>Bits of the only scale; those of 1 for real numbers and accumulators.</summary>
    public uint ScaleBits => Quantization is null ? 0x3f800000 : Quantization.ScaleBits[0];

    /// <summary>Its key in npz files, for example <c>t022</c>.</summary>
    public string Key => KeyOf(Index);

    public int ElementCount => Shape.Aggregate(1, (product, extent) => product * extent);

    /// <summary>Zero point of a tensor that is quantized as a whole; 0 where there is none.</summary>
    public int ZeroPoint => Quantization?.ZeroPoint ?? 0;

    /// <summary>For comments and messages, for example <c>int8 [1, 32, 32, 16]</c>.</summary>
    public string Signature => $"{Type.Name()} {Shape}";

    public static string KeyOf(int index) => Invariant($"t{index:000}");

    /// <summary>Whether codes as the model stores them can be greater by that: 128 for uint8, else 0.</summary>
    public static bool IsCodeOffset(int offset) => offset is 0 or UnsignedOffset;
}

/// <summary>How codes map to real numbers: <c>real = scale * (code - zeroPoint)</c>.</summary>
/// <param name="ScaleBits">The float32 scales as their bit patterns: one, or one per element of <paramref name="Axis"/>.</param>
/// <param name="ScaleText">The only scale in decimal, for readers of generated code; empty when there are several.</param>
/// <param name="ZeroPoint">The code of real zero.</param>
/// <param name="Axis">The axis that several scales belong to.</param>
public sealed record TensorQuantization(EquatableArray<uint> ScaleBits, string ScaleText, int ZeroPoint, int Axis)
{
    /// <summary>The last axis that scales may belong to.</summary>
    public const int MaxAxis = 7;

    /// <summary>The greatest zero point in magnitude. Activations and weights have less: those of int8.</summary>
    public const int MaxZeroPoint = 255;

    public bool IsPerChannel => ScaleBits.Count > 1;

    /// <summary>Zero points of weights that have one per element of <see cref="Axis"/>; empty where <see cref="ZeroPoint"/> serves all.</summary>
    public EquatableArray<int> ZeroPoints { get; init; }

    /// <summary>The zero point of an element of <see cref="Axis"/>.</summary>
    public int ZeroPointOf(int channel) => ZeroPoints.Count == 0 ? ZeroPoint : ZeroPoints[channel];

    /// <summary>Whether so many zero points may stand beside so many scales.</summary>
    public static bool MayHave(int zeroPoints, int scales) => scales > 1 && zeroPoints == scales;

    /// <summary>Whether <see cref="ZeroPoints"/> is empty, or has one code for each of several scales.</summary>
    public bool HasZeroPointsOfScales =>
        ZeroPoints.Count == 0 || (MayHave(ZeroPoints.Count, ScaleBits.Count) && ZeroPoints.All(ElementTypes.IsCode));

    /// <summary>Whether every code is its distance from real zero.</summary>
    public bool IsSymmetric => ZeroPoint == 0 && ZeroPoints.All(zeroPoint => zeroPoint == 0);

    /// <summary>Whether a text is a number in decimal. It is only printed, into generated code, so nothing else may pass.</summary>
    public static bool IsDecimal(string text) =>
        text.Length is > 0 and <= 40 && text.All(c => c is (>= '0' and <= '9') or '.' or '-' or '+' or 'e' or 'E');
}
