namespace QMacVerify.Runtime.Arrays;

/// <summary>Arrays with their axes in another order, as numpy's transpose.</summary>
internal static class AxisOrder
{
    /// <summary>Moves elements so that axis i of the result is axis <c>permutation[i]</c>.</summary>
    /// <param name="data">Elements in C order.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="shape">Extents of the array.</param>
    /// <param name="permutation">Every axis once.</param>
    public static byte[] Permute(ReadOnlySpan<byte> data, int size, ReadOnlySpan<int> shape, ReadOnlySpan<int> permutation)
    {
        int rank = shape.Length;
        int[] strides = new int[rank];
        int stride = size;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        int[] index = new int[rank];
        byte[] result = new byte[data.Length];
        int source = 0;
        for (int position = 0; position < result.Length; position += size)
        {
            data.Slice(source, size).CopyTo(result.AsSpan(position));

            // Counts up like an odometer, the last axis of the result first.
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                source += strides[permutation[axis]];
                if (++index[axis] < shape[permutation[axis]])
                {
                    break;
                }

                source -= strides[permutation[axis]] * index[axis];
                index[axis] = 0;
            }
        }

        return result;
    }

    /// <summary>The extents of the permuted array.</summary>
    public static int[] Permute(ReadOnlySpan<int> shape, ReadOnlySpan<int> permutation)
    {
        int[] result = new int[permutation.Length];
        for (int axis = 0; axis < result.Length; axis++)
        {
            result[axis] = shape[permutation[axis]];
        }

        return result;
    }

    /// <summary>The permuted array.</summary>
    public static NpyArray Permute(NpyArray array, ReadOnlySpan<int> permutation) =>
        new(array.Type, Permute(array.Shape, permutation), Permute(array.Data, array.Type.Size(), array.Shape, permutation), array.Source);
}
