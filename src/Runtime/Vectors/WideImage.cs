using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>Copies an image into int16 with a border around it, for kernels that multiply pairs of int16.</summary>
/// <remarks>Optimized at once, like the kernels: unoptimized, it would take longer than they do.</remarks>
public static class WideImage
{
    /// <summary>Copies NHWC images into larger ones of int16.</summary>
    /// <param name="input">Images of <paramref name="height"/> x <paramref name="width"/> x <paramref name="channels"/> codes.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="padded">As many images of the padded extents, and whatever lies beyond them; overwritten.</param>
    /// <param name="paddedHeight">Rows with padding. Rows of the image beyond it are dropped: no window reads them.</param>
    /// <param name="paddedWidth">Columns with padding; likewise.</param>
    /// <param name="top">Rows of padding above the image.</param>
    /// <param name="left">Columns of padding left of the image.</param>
    /// <param name="value">The code of padding: the zero point.</param>
    public static void Fill(
        ReadOnlySpan<sbyte> input, int height, int width, int channels, Span<short> padded, int paddedHeight, int paddedWidth, int top, int left, sbyte value) =>
        Fill<short, WideCodes>(input, height, width, channels, padded, paddedHeight, paddedWidth, top, left, value, default);

    /// <summary>The same with a function of each code.</summary>
    /// <param name="input">Images of <paramref name="height"/> x <paramref name="width"/> x <paramref name="channels"/> codes.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="padded">As many images of the padded extents, and whatever lies beyond them; overwritten.</param>
    /// <param name="paddedHeight">Rows with padding; as above.</param>
    /// <param name="paddedWidth">Columns with padding.</param>
    /// <param name="top">Rows of padding above the image.</param>
    /// <param name="left">Columns of padding left of the image.</param>
    /// <param name="border">What padding carries, as it is.</param>
    /// <param name="map">The function.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<TElement, TMap>(
        ReadOnlySpan<sbyte> input, int height, int width, int channels, Span<TElement> padded, int paddedHeight, int paddedWidth, int top, int left, TElement border, TMap map)
        where TMap : struct, ICodeMap<TElement>
    {
        int rowLength = Math.Clamp(paddedWidth - left, 0, width) * channels;
        int rows = rowLength == 0 ? 0 : Math.Min(height, paddedHeight - top);
        int images = input.Length / (height * width * channels);
        int next = 0;
        for (int image = 0; image < images; image++)
        {
            for (int row = 0; row < rows; row++)
            {
                int start = ((((image * paddedHeight) + top + row) * paddedWidth) + left) * channels;
                padded[next..start].Fill(border);
                map.Apply(input.Slice(((image * height) + row) * width * channels, rowLength), padded.Slice(start, rowLength));
                next = start + rowLength;
            }
        }

        padded[next..].Fill(border);
    }

    /// <summary>Copies NHWC images, through a function of each code, into larger ones, pixels apart from each other.</summary>
    /// <param name="input">Images of <paramref name="height"/> x <paramref name="width"/> x <paramref name="channels"/> codes.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="padded">As many images of the padded extents, and whatever lies beyond them; overwritten.</param>
    /// <param name="paddedHeight">Rows of a larger image. Pixels that would lie outside are dropped: no window reads them.</param>
    /// <param name="paddedWidth">Columns; likewise.</param>
    /// <param name="top">Row of the first pixel; it may be negative.</param>
    /// <param name="left">Column of the first pixel; likewise.</param>
    /// <param name="stepY">Rows from a pixel to the one below.</param>
    /// <param name="stepX">Columns from a pixel to the next.</param>
    /// <param name="border">What lies elsewhere, as it is.</param>
    /// <param name="map">The function.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<TElement, TMap>(
        ReadOnlySpan<sbyte> input, int height, int width, int channels, Span<TElement> padded, int paddedHeight, int paddedWidth,
        int top, int left, int stepY, int stepX, TElement border, TMap map)
        where TMap : struct, ICodeMap<TElement>
    {
        padded.Fill(border);
        int images = input.Length / (height * width * channels);
        for (int pixel = 0; pixel < images * height * width; pixel++)
        {
            int y = top + (pixel / width % height * stepY);
            int x = left + (pixel % width * stepX);
            if (y < 0 || y >= paddedHeight || x < 0 || x >= paddedWidth)
            {
                continue;
            }

            map.Apply(input.Slice(pixel * channels, channels), padded.Slice(((((pixel / width / height * paddedHeight) + y) * paddedWidth) + x) * channels, channels));
        }
    }

    /// <summary>Codes to int16.</summary>
    /// <param name="codes">Codes.</param>
    /// <param name="wide">At least as long; its beginning is overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<sbyte> codes, Span<short> wide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wide.Length, codes.Length);
        ref sbyte source = ref MemoryMarshal.GetReference(codes);
        ref short target = ref MemoryMarshal.GetReference(wide);
        int i = 0;
        for (; i <= codes.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < codes.Length; i++)
        {
            wide[i] = codes[i];
        }
    }
}
