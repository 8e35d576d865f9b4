namespace QMacVerify.Runtime.Reference;

/// <summary>Strided copies: what transposing, slicing, padding and joining are made of. Codes stay as they are.</summary>
internal static class CopyReference
{
    /// <summary>Copies a block.</summary>
    /// <param name="extents">Elements along each axis.</param>
    /// <param name="sourceStrides">Step in the source along each axis; may be negative.</param>
    /// <param name="targetStrides">Step in the target along each axis.</param>
    /// <param name="source">From where on the block begins.</param>
    /// <param name="sourceOffset">Of its first element.</param>
    /// <param name="target">Elements outside the block stay.</param>
    /// <param name="targetOffset">Of its first element.</param>
    public static void Run(
        ReadOnlySpan<int> extents,
        ReadOnlySpan<int> sourceStrides,
        ReadOnlySpan<int> targetStrides,
        ReadOnlySpan<sbyte> source,
        int sourceOffset,
        Span<sbyte> target,
        int targetOffset)
    {
        if (extents.IsEmpty)
        {
            target[targetOffset] = source[sourceOffset];
            return;
        }

        if (extents.Length == 1 && sourceStrides[0] == 1 && targetStrides[0] == 1)
        {
            source.Slice(sourceOffset, extents[0]).CopyTo(target[targetOffset..]);
            return;
        }

        for (int i = 0; i < extents[0]; i++)
        {
            Run(
                extents[1..], sourceStrides[1..], targetStrides[1..],
                source, sourceOffset + (i * sourceStrides[0]), target, targetOffset + (i * targetStrides[0]));
        }
    }
}
