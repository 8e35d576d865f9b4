namespace QMacVerify.Runtime;

/// <summary>Copies an image with a border around it, so that a kernel needs no test for padding.</summary>
public static class PaddedImage
{
    /// <summary>Copies NHWC images into larger ones.</summary>
    /// <param name="input">Images of <paramref name="height"/> x <paramref name="width"/> x <paramref name="channels"/> codes.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="padded">As many images of the padded extents; overwritten.</param>
    /// <param name="paddedHeight">Rows with padding. Rows of the image beyond it are dropped: no window reads them.</param>
    /// <param name="paddedWidth">Columns with padding; likewise.</param>
    /// <param name="top">Rows of padding above the image.</param>
    /// <param name="left">Columns of padding left of the image.</param>
    /// <param name="value">The code of padding: the zero point.</param>
    public static void Fill(
        ReadOnlySpan<sbyte> input,
        int height,
        int width,
        int channels,
        Span<sbyte> padded,
        int paddedHeight,
        int paddedWidth,
        int top,
        int left,
        sbyte value)
    {
        padded.Fill(value);
        int rowLength = Math.Clamp(paddedWidth - left, 0, width) * channels;
        int rows = rowLength == 0 ? 0 : Math.Min(height, paddedHeight - top);
        int images = padded.Length / (paddedHeight * paddedWidth * channels);
        for (int image = 0; image < images; image++)
        {
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<sbyte> source = input.Slice(((image * height) + row) * width * channels, rowLength);
                source.CopyTo(padded[(((((image * paddedHeight) + top + row) * paddedWidth) + left) * channels)..]);
            }
        }
    }
}
