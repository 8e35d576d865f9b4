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
    public static void Fill(
        ReadOnlySpan<sbyte> image, int width, int channels, int upper, int lower, Span<short> pairs, int paddedWidth, int left, sbyte value) =>
        Fill<WideCodes>(image, width, channels, upper, lower, pairs, paddedWidth, left, value, default);

    /// <summary>The same with a function of each code.</summary>
    /// <param name="image">An NHWC image.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="upper">Number of the one row; as above.</param>
    /// <param name="lower">Number of the other.</param>
    /// <param name="pairs">2 * <paramref name="paddedWidth"/> * <paramref name="channels"/> elements; overwritten.</param>
    /// <param name="paddedWidth">Columns with padding; as above.</param>
    /// <param name="left">Columns of padding left of the image.</param>
    /// <param name="border">What padding carries, as it is.</param>
    /// <param name="map">The function.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<TMap>(
        ReadOnlySpan<sbyte> image, int width, int channels, int upper, int lower, Span<short> pairs, int paddedWidth, int left, short border, TMap map)
        where TMap : struct, IWideMap
    {
        int rowLength = width * channels;
        int height = image.Length / rowLength;
        int start = 2 * Math.Min(left, paddedWidth) * channels;
        int count = Math.Clamp(paddedWidth - left, 0, width) * channels;
        bool hasUpper = (uint)upper < (uint)height;
        bool hasLower = (uint)lower < (uint)height;
        if (count == 0 || (!hasUpper && !hasLower))
        {
            pairs.Fill(border);
            return;
        }

        pairs[..start].Fill(border);
        Interleave(
            hasUpper ? image.Slice(upper * rowLength, count) : [], hasLower ? image.Slice(lower * rowLength, count) : [], pairs.Slice(start, 2 * count), border, map);
        pairs[(start + (2 * count))..].Fill(border);
    }

    /// <summary>Interleaves two rows; an empty one consists of the border.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interleave<TMap>(ReadOnlySpan<sbyte> upper, ReadOnlySpan<sbyte> lower, Span<short> pairs, short border, TMap map)
        where TMap : struct, IWideMap
    {
        // Where a row is missing, the other takes its place before the border does.
        ref sbyte first = ref MemoryMarshal.GetReference(upper.IsEmpty ? lower : upper);
        ref sbyte second = ref MemoryMarshal.GetReference(lower.IsEmpty ? upper : lower);
        ref short target = ref MemoryMarshal.GetReference(pairs);
        Vector256<short> isPresent = Vector256.Create((upper.IsEmpty ? 0 : 0xffff) | (lower.IsEmpty ? 0 : ~0xffff)).AsInt16();
        Vector256<short> borders = Vector256.AndNot(Vector256.Create(border), isPresent);
        int count = pairs.Length / 2;
        int i = 0;
        // Most rows have both: no masks.
        if (!upper.IsEmpty && !lower.IsEmpty)
        {
            for (; i <= count - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
            {
                Vector128<sbyte> a = Vector128.LoadUnsafe(ref first, (nuint)i);
                Vector128<sbyte> b = Vector128.LoadUnsafe(ref second, (nuint)i);
                map.Apply(VectorMath.InterleaveLower(a, b)).StoreUnsafe(ref target, (nuint)(2 * i));
                map.Apply(VectorMath.InterleaveUpper(a, b)).StoreUnsafe(ref target, (nuint)((2 * i) + Vector256<short>.Count));
            }
        }

        for (; i <= count - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            Vector128<sbyte> a = Vector128.LoadUnsafe(ref first, (nuint)i);
            Vector128<sbyte> b = Vector128.LoadUnsafe(ref second, (nuint)i);
            ((map.Apply(VectorMath.InterleaveLower(a, b)) & isPresent) | borders).StoreUnsafe(ref target, (nuint)(2 * i));
            ((map.Apply(VectorMath.InterleaveUpper(a, b)) & isPresent) | borders).StoreUnsafe(ref target, (nuint)((2 * i) + Vector256<short>.Count));
        }

        for (; i < count; i++)
        {
            pairs[2 * i] = upper.IsEmpty ? border : map.Apply(upper[i]);
            pairs[(2 * i) + 1] = lower.IsEmpty ? border : map.Apply(lower[i]);
        }
    }
}
