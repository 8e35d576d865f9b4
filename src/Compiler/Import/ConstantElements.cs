namespace QMacVerify.Compiler.Import;

/// <summary>Elements of constants, in any format.</summary>
internal static class ConstantElements
{
    /// <summary>Elements of a shape, which may be hostile: -1 where an extent is negative.</summary>
    public static Int128 Count(IEnumerable<int> shape)
    {
        Int128 count = 1;
        foreach (int extent in shape)
        {
            // Stepwise, because the product of hostile extents overflows even 128 bits.
            count = extent < 0 ? -1 : count < 0 || count > long.MaxValue ? count : count * extent;
        }

        return count;
    }

    /// <summary>Some elements, in any order.</summary>
    /// <param name="data">The bytes of all.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="sources">Which elements.</param>
    public static byte[] Take(ReadOnlyMemory<byte> data, int size, int[] sources)
    {
        byte[] taken = new byte[sources.Length * size];
        for (int i = 0; i < sources.Length; i++)
        {
            data.Span.Slice(sources[i] * size, size).CopyTo(taken.AsSpan(i * size));
        }

        return taken;
    }
}
