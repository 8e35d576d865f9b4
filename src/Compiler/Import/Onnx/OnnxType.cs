using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Element types as the format numbers them.</summary>
internal enum OnnxType
{
    Undefined = 0,
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Float64 = 11,
    UInt32 = 12,
    UInt64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    BFloat16 = 16,
    Float8E4M3FN = 17,
    Float8E4M3FNUZ = 18,
    Float8E5M2 = 19,
    Float8E5M2FNUZ = 20,
    UInt4 = 21,
    Int4 = 22,
    Float4E2M1 = 23,
}

/// <summary>Names and sizes of element types.</summary>
internal static class OnnxTypes
{
    public static string Name(this OnnxType type) =>
        Enum.IsDefined(type) ? type.ToString().ToLowerInvariant() : Invariant($"of unknown type {(int)type}");

    /// <summary>Bytes of an element; 0 for types that no constant may have here.</summary>
    public static int Size(this OnnxType type) => type switch
    {
        OnnxType.UInt8 or OnnxType.Int8 or OnnxType.Bool => 1,
        OnnxType.Float32 or OnnxType.Int32 => 4,
        OnnxType.Int64 => 8,
        _ => 0,
    };

    /// <summary>Whether the elements are codes of 8 bits.</summary>
    public static bool IsCode(this OnnxType type) => type is OnnxType.UInt8 or OnnxType.Int8;
}
