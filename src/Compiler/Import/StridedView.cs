namespace QMacVerify.Compiler.Import;

/// <summary>Elements of an array in steps: what transposing, slicing and repeating take of it.</summary>
/// <param name="Shape">Extents of the result.</param>
/// <param name="Offset">Where the first element stands.</param>
/// <param name="Strides">Step in the array along each axis of the result; may be negative or 0.</param>
internal sealed record StridedView(int[] Shape, int Offset, int[] Strides)
{
    /// <summary>Steps of the axes of an array in C order.</summary>
    public static int[] StridesOf(IReadOnlyList<int> shape)
    {
        int[] strides = new int[shape.Count];
        int stride = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>Where the element at a position stands in an array of some strides.</summary>
    public static int OffsetOf(int[] position, int[] strides) => position.Zip(strides, (index, stride) => index * stride).Sum();

    /// <summary>Where each element of the result stands in the array.</summary>
    public int[] Sources()
    {
        int[] sources = [Offset];
        for (int axis = 0; axis < Shape.Length; axis++)
        {
            int[] inner = new int[sources.Length * Shape[axis]];
            for (int i = 0; i < inner.Length; i++)
            {
                inner[i] = sources[i / Shape[axis]] + (i % Shape[axis] * Strides[axis]);
            }

            sources = inner;
        }

        return sources;
    }
}
