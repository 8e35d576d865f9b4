using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>Two rows of an image as pairs of int16, for kernels that multiply and add pairs.</summary>
/// <remarks>Optimized at once, like the kernels: unoptimized, it would take longer than they do.</remarks>
public static class PairedRows
{
    /// <summary>Interleaves two rows, with padding: elements 2i and 2i + 1 of the result are elements i of the upper and the lower row.</summary>
    /// <param name="image">An NHWC image.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="upper">Number of the one row; one outside the image is padding.</param>
    /// <param name="lower">Number of the other; likewise.</param>
    /// <param name="pairs">2 * <paramref name="paddedWidth"/> * <paramref name="channels"/> elements; overwritten.</param>
    /// <param name="paddedWidth">Columns with padding. Columns of the image beyond it are dropped: no window reads them.</param>
    /// <param name="left">Columns of padding left of the image.</param>
    /// <param name="value">The code of padding: the zero point.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(
        ReadOnlySpan<sbyte> image, int width, int channels, int upper, int lower, Span<short> pairs, int paddedWidth, int left, sbyte value)
    {
        int rowLength = width * channels;
        int height = image.Length / rowLength;
        int start = 2 * Math.Min(left, paddedWidth) * channels;
        int count = Math.Clamp(paddedWidth - left, 0, width) * channels;
        bool hasUpper = (uint)upper < (uint)height;
        bool hasLower = (uint)lower < (uint)height;
        if (count == 0 || (!hasUpper && !hasLower))
        {
            pairs.Fill(value);
            return;
        }

        pairs[..start].Fill(value);
        Interleave(
            hasUpper ? image.Slice(upper * rowLength, count) : [], hasLower ? image.Slice(lower * rowLength, count) : [], pairs.Slice(start, 2 * count), value);
        pairs[(start + (2 * count))..].Fill(value);
    }

    /// <summary>Interleaves two rows; an empty one consists of the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interleave(ReadOnlySpan<sbyte> upper, ReadOnlySpan<sbyte> lower, Span<short> pairs, sbyte value)
    {
        ref sbyte first = ref MemoryMarshal.GetReference(upper);
        ref sbyte second = ref MemoryMarshal.GetReference(lower);
        ref short target = ref MemoryMarshal.GetReference(pairs);
        Vector128<sbyte> padding = Vector128.Create(value);
        int count = pairs.Length / 2;
        int i = 0;
        for (; i <= count - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            Vector128<sbyte> a = upper.IsEmpty ? padding : Vector128.LoadUnsafe(ref first, (nuint)i);
            Vector128<sbyte> b = lower.IsEmpty ? padding : Vector128.LoadUnsafe(ref second, (nuint)i);
            VectorMath.Widen(VectorMath.InterleaveLower(a, b)).StoreUnsafe(ref target, (nuint)(2 * i));
            VectorMath.Widen(VectorMath.InterleaveUpper(a, b)).StoreUnsafe(ref target, (nuint)((2 * i) + Vector256<short>.Count));
        }

        for (; i < count; i++)
        {
            pairs[2 * i] = upper.IsEmpty ? value : upper[i];
            pairs[(2 * i) + 1] = lower.IsEmpty ? value : lower[i];
        }
    }
}
