namespace QMacVerify.Runtime.Reference;

/// <summary>Two rows or columns that another one lies between, with their weights.</summary>
internal readonly record struct WeightedPair(int First, int Second, float FirstWeight, float SecondWeight);

/// <summary>Images resized by weighted means of four pixels in float32 (ONNX Runtime's Resize in mode linear).</summary>
internal static class QLinearResizeReference
{
    /// <summary>Computes every output code.</summary>
    /// <param name="shape">[batches, height, width, channels] of the input.</param>
    /// <param name="rows">Input rows of each output row.</param>
    /// <param name="columns">Input columns of each output column.</param>
    /// <param name="real">The real number of a code.</param>
    /// <param name="code">The code of a real number.</param>
    /// <param name="input">Codes.</param>
    /// <param name="output">[batches, rows, columns, channels].</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Run(
        ReadOnlySpan<int> shape,
        IReadOnlyList<WeightedPair> rows,
        IReadOnlyList<WeightedPair> columns,
        Func<sbyte, float> real,
        Func<float, sbyte> code,
        ReadOnlySpan<sbyte> input,
        Span<sbyte> output)
    {
        (int height, int width, int channels) = (shape[1], shape[2], shape[3]);
        Lengths.Expect(input.Length, Broadcast.Count(shape), nameof(input));
        Lengths.Expect(output.Length, shape[0] * rows.Count * columns.Count * channels, nameof(output));
        for (int i = 0; i < output.Length; i++)
        {
            int channel = i % channels;
            WeightedPair column = columns[i / channels % columns.Count];
            WeightedPair row = rows[i / channels / columns.Count % rows.Count];
            int batch = i / channels / columns.Count / rows.Count;
            float value = 0;
            foreach ((int y, float rowWeight) in (ReadOnlySpan<(int, float)>)[(row.First, row.FirstWeight), (row.Second, row.SecondWeight)])
            {
                foreach ((int x, float columnWeight) in (ReadOnlySpan<(int, float)>)[(column.First, column.FirstWeight), (column.Second, column.SecondWeight)])
                {
                    float weight = columnWeight * rowWeight;
                    float term = weight * real(input[(((((batch * height) + y) * width) + x) * channels) + channel]);
                    value += term;
                }
            }

            output[i] = code(value);
        }
    }
}
