namespace QMacVerify.Runtime;

/// <summary>Name, type and shape of an input or output.</summary>
/// <param name="Name">As in the model file.</param>
/// <param name="Type">Of the elements.</param>
/// <param name="Shape">Sizes, NHWC for images.</param>
public sealed record TensorDescription(string Name, ElementType Type, IReadOnlyList<int> Shape)
{
    /// <summary>Number of elements: the product of the sizes, 1 for rank 0.</summary>
    public int ElementCount => Shape.Aggregate(1, (count, size) => checked(count * size));

    /// <summary>Bytes of the whole tensor.</summary>
    public int ByteCount => checked(ElementCount * Type.Size());
}
