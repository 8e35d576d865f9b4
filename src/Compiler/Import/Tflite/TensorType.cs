using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Element types as the TensorFlow Lite schema numbers them.</summary>
internal enum TensorType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    String = 5,
    Bool = 6,
    Int16 = 7,
    Complex64 = 8,
    Int8 = 9,
    Float64 = 10,
    Complex128 = 11,
    UInt64 = 12,
    Resource = 13,
    Variant = 14,
    UInt32 = 15,
    UInt16 = 16,
    Int4 = 17,
}

/// <summary>Names of element types in messages.</summary>
internal static class TensorTypes
{
    public static string Name(this TensorType type) =>
        Enum.IsDefined(type) ? type.ToString().ToLowerInvariant() : Invariant($"of unknown type {(int)type}");
}
