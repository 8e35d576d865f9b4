namespace QMacVerify.Runtime.Running;

/// <summary>Name, type, shape and quantization of an input or output.</summary>
/// <param name="Name">As in the model file.</param>
/// <param name="Type">Of the elements.</param>
/// <param name="Shape">Sizes, NHWC for images.</param>
/// <param name="Scale">real = Scale * (code - ZeroPoint).</param>
/// <param name="ZeroPoint">The code of real zero.</param>
public sealed record TensorDescription(string Name, ElementType Type, IReadOnlyList<int> Shape, float Scale, int ZeroPoint)
{
    /// <summary>Number of elements: the product of the sizes, 1 for rank 0.</summary>
    public int ElementCount => Shape.Aggregate(1, (count, size) => checked(count * size));

    /// <summary>Bytes of the whole tensor.</summary>
    public int ByteCount => checked(ElementCount * Type.Size());

    /// <summary>For messages, for example <c>int8 [1, 32, 32, 3]</c>.</summary>
    public override string ToString() => $"{Type.Name()} [{string.Join(", ", Shape)}]";
}
