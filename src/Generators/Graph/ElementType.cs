namespace QMacVerify.Generators.Graph;

/// <summary>Element type of a tensor. Inside the graph activations are int8; others occur as biases and at boundaries.</summary>
public enum ElementType
{
    Int8,
    UInt8,
    Int32,
    Float32,
}

/// <summary>Names and sizes of element types.</summary>
public static class ElementTypes
{
    private static readonly string[] Names = ["int8", "uint8", "int32", "float32"];

    /// <summary>The name in package files, as in numpy.</summary>
    public static string Name(this ElementType type) => Names[(int)type];

    /// <summary>Bytes of an element.</summary>
    public static int Size(this ElementType type) => type is ElementType.Int8 or ElementType.UInt8 ? 1 : 4;

    /// <summary>Whether a number is an int8 code.</summary>
    public static bool IsCode(int value) => value is >= sbyte.MinValue and <= sbyte.MaxValue;

    public static bool TryParse(string name, out ElementType type)
    {
        int index = Array.IndexOf(Names, name);
        type = (ElementType)Math.Max(index, 0);
        return index >= 0;
    }
}
