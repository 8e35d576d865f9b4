namespace QMacVerify.Runtime.Arrays;

/// <summary>Sizes of shapes that come from files, computed without overflow.</summary>
internal static class ArrayShape
{
    /// <summary>numpy's own limit.</summary>
    public const int MaximumRank = 32;

    /// <summary>Bytes of an array.</summary>
    /// <exception cref="ArrayFormatException">A size is negative, the rank too high, or the limit exceeded.</exception>
    public static long ByteCount(ReadOnlySpan<int> shape, ElementType type, long limit, string source)
    {
        if (shape.Length > MaximumRank)
        {
            throw new ArrayFormatException($"{source} has {shape.Length} dimensions, expected at most {MaximumRank}.");
        }

        long bytes = type.Size();
        foreach (int size in shape)
        {
            if (size < 0)
            {
                throw new ArrayFormatException($"{source} has a dimension of size {size}, expected none below 0.");
            }

            if (size == 0)
            {
                return 0;
            }
        }

        foreach (int size in shape)
        {
            // Neither factor reaches 2^32, so the product cannot overflow before it is seen to be too large.
            bytes *= size;
            if (bytes > limit)
            {
                throw new ArrayFormatException(
                    $"{source} has shape [{string.Join(", ", shape.ToArray())}] of {type.Name()}, expected at most {limit} bytes.");
            }
        }

        return bytes;
    }
}
