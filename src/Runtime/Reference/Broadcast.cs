namespace QMacVerify.Runtime.Reference;

/// <summary>numpy broadcasting: shapes align at their last dimension, and size 1 stretches to any size.</summary>
internal static class Broadcast
{
    /// <summary>The most dimensions a shape may have.</summary>
    public const int MaximumRank = 6;

    /// <summary>The shape of an elementwise result.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or have more than six dimensions.</exception>
    public static int[] ResultShape(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int rank = Math.Max(a.Length, b.Length);
        if (rank > MaximumRank)
        {
            throw new ArgumentException($"A shape has {rank} dimensions, expected at most {MaximumRank}.");
        }

        int[] result = new int[rank];
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int sizeA = fromEnd <= a.Length ? a[^fromEnd] : 1;
            int sizeB = fromEnd <= b.Length ? b[^fromEnd] : 1;
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1)
            {
                throw new ArgumentException(
                    $"Shapes [{string.Join(", ", a.ToArray())}] and [{string.Join(", ", b.ToArray())}] do not broadcast.");
            }

            result[^fromEnd] = sizeA == 1 ? sizeB : sizeA;
        }

        return result;
    }

    /// <summary>Offset of the operand's element that a result element reads.</summary>
    /// <param name="operandShape">Broadcasts to <paramref name="resultShape"/>.</param>
    /// <param name="resultShape">From <see cref="ResultShape"/>.</param>
    /// <param name="resultOffset">C-order offset into the result.</param>
    public static int OperandOffset(ReadOnlySpan<int> operandShape, ReadOnlySpan<int> resultShape, int resultOffset)
    {
        int offset = 0;
        int stride = 1;
        for (int fromEnd = 1; fromEnd <= operandShape.Length; fromEnd++)
        {
            int coordinate = resultOffset % resultShape[^fromEnd];
            resultOffset /= resultShape[^fromEnd];
            if (operandShape[^fromEnd] != 1)
            {
                offset += coordinate * stride;
            }

            stride *= operandShape[^fromEnd];
        }

        return offset;
    }

    /// <summary>Number of elements of a shape.</summary>
    internal static int Count(ReadOnlySpan<int> shape)
    {
        int count = 1;
        foreach (int size in shape)
        {
            count = checked(count * size);
        }

        return count;
    }
}
