namespace QMacVerify.Runtime;

/// <summary>The type of an array's or a tensor's elements.</summary>
public enum ElementType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>8 bits, signed: codes.</summary>
    Int8,

    /// <summary>8 bits, unsigned.</summary>
    UInt8,

    /// <summary>16 bits, signed.</summary>
    Int16,

    /// <summary>16 bits, unsigned.</summary>
    UInt16,

    /// <summary>32 bits, signed: accumulators and biases.</summary>
    Int32,

    /// <summary>32 bits, unsigned.</summary>
    UInt32,

    /// <summary>64 bits, signed.</summary>
    Int64,

    /// <summary>64 bits, unsigned.</summary>
    UInt64,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,
}

/// <summary>Size and name of each <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes per element: 1, 2, 4 or 8.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.Int8 or ElementType.UInt8 => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>numpy's name: <c>int8</c>, <c>float32</c>, <c>bool</c> ...</summary>
    public static string Name(this ElementType type) => type switch
    {
        ElementType.Bool => "bool",
        ElementType.Int8 => "int8",
        ElementType.UInt8 => "uint8",
        ElementType.Int16 => "int16",
        ElementType.UInt16 => "uint16",
        ElementType.Int32 => "int32",
        ElementType.UInt32 => "uint32",
        ElementType.Int64 => "int64",
        ElementType.UInt64 => "uint64",
        ElementType.Float16 => "float16",
        ElementType.Float32 => "float32",
        ElementType.Float64 => "float64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };
}
