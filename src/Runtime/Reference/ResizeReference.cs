namespace QMacVerify.Runtime.Reference;

/// <summary>Images of another size.</summary>
internal static class ResizeReference
{
    /// <summary>Nearest neighbours: every output pixel is an input pixel.</summary>
    /// <param name="batches">Images.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="channels">Codes of a pixel.</param>
    /// <param name="rows">Input row of each output row.</param>
    /// <param name="columns">Input column of each output column.</param>
    /// <param name="input">[batches, height, width, channels].</param>
    /// <param name="output">[batches, rows, columns, channels].</param>
    public static void Nearest(
        int batches, int height, int width, int channels, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<sbyte> input, Span<sbyte> output)
    {
        Lengths.Expect(input.Length, batches * height * width * channels, nameof(input));
        Lengths.Expect(output.Length, batches * rows.Length * columns.Length * channels, nameof(output));
        int outputIndex = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            foreach (int row in rows)
            {
                foreach (int column in columns)
                {
                    for (int channel = 0; channel < channels; channel++)
                    {
                        output[outputIndex++] = input[(((((batch * height) + row) * width) + column) * channels) + channel];
                    }
                }
            }
        }
    }

    /// <summary>Bilinear: weighted mean of four pixels, in 64-bit integers.</summary>
    /// <param name="batches">Images.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="channels">Codes of a pixel.</param>
    /// <param name="rows">Input rows around each output row, and their weights in 1/2^<paramref name="fractionBits"/>.</param>
    /// <param name="columns">Input columns around each output column, likewise.</param>
    /// <param name="fractionBits">Of the weights along one axis, at most 15.</param>
    /// <param name="halfUp">Half up instead of half away from zero.</param>
    /// <param name="input">[batches, height, width, channels].</param>
    /// <param name="output">[batches, rows, columns, channels].</param>
    public static void Bilinear(
        int batches,
        int height,
        int width,
        int channels,
        IReadOnlyList<(int First, int Second, int FirstWeight, int SecondWeight)> rows,
        IReadOnlyList<(int First, int Second, int FirstWeight, int SecondWeight)> columns,
        int fractionBits,
        bool halfUp,
        ReadOnlySpan<sbyte> input,
        Span<sbyte> output)
    {
        Lengths.Expect(input.Length, batches * height * width * channels, nameof(input));
        Lengths.Expect(output.Length, batches * rows.Count * columns.Count * channels, nameof(output));
        long half = 1L << ((2 * fractionBits) - 1);
        int outputIndex = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            foreach ((int top, int bottom, int topWeight, int bottomWeight) in rows)
            {
                foreach ((int left, int right, int leftWeight, int rightWeight) in columns)
                {
                    for (int channel = 0; channel < channels; channel++)
                    {
                        long sum = ((long)Pixel(input, batch, top, left, channel) * topWeight * leftWeight)
                            + ((long)Pixel(input, batch, top, right, channel) * topWeight * rightWeight)
                            + ((long)Pixel(input, batch, bottom, left, channel) * bottomWeight * leftWeight)
                            + ((long)Pixel(input, batch, bottom, right, channel) * bottomWeight * rightWeight);
                        output[outputIndex++] = (sbyte)(halfUp
                            ? (sum + half) >> (2 * fractionBits)
                            : (sum > 0 ? sum + half : sum - half) / (2 * half));
                    }
                }
            }
        }

        int Pixel(ReadOnlySpan<sbyte> image, int batch, int row, int column, int channel) =>
            image[(((((batch * height) + row) * width) + column) * channels) + channel];
    }

    /// <summary>Bilinear in float32 on uint8 codes, which are 128 more than those here: each operation rounded, from left to right.</summary>
    /// <param name="batches">Images.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="channels">Codes of a pixel.</param>
    /// <param name="rows">Input rows around each output row, and the weight of the second.</param>
    /// <param name="columns">Input columns around each output column, likewise.</param>
    /// <param name="input">[batches, height, width, channels].</param>
    /// <param name="output">[batches, rows, columns, channels].</param>
    public static void BilinearReal(
        int batches,
        int height,
        int width,
        int channels,
        IReadOnlyList<(int First, int Second, float Weight)> rows,
        IReadOnlyList<(int First, int Second, float Weight)> columns,
        ReadOnlySpan<sbyte> input,
        Span<sbyte> output)
    {
        Lengths.Expect(input.Length, batches * height * width * channels, nameof(input));
        Lengths.Expect(output.Length, batches * rows.Count * columns.Count * channels, nameof(output));
        int outputIndex = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            foreach ((int top, int bottom, float down) in rows)
            {
                foreach ((int left, int right, float across) in columns)
                {
                    for (int channel = 0; channel < channels; channel++)
                    {
                        float sum = Pixel(input, batch, top, left, channel) * (1 - down) * (1 - across);
                        sum += Pixel(input, batch, bottom, left, channel) * down * (1 - across);
                        sum += Pixel(input, batch, top, right, channel) * (1 - down) * across;
                        sum += Pixel(input, batch, bottom, right, channel) * down * across;
                        output[outputIndex++] = (sbyte)((int)(sum + 0.5f) - 128);
                    }
                }
            }
        }

        float Pixel(ReadOnlySpan<sbyte> image, int batch, int row, int column, int channel) =>
            image[(((((batch * height) + row) * width) + column) * channels) + channel] + 128;
    }
}
