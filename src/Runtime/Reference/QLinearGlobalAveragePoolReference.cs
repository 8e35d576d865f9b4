namespace QMacVerify.Runtime.Reference;

/// <summary>Average of each channel of an image, the sum in integers (ONNX Runtime's QLinearGlobalAveragePool).</summary>
internal static class QLinearGlobalAveragePoolReference
{
    /// <summary>Computes every output code: <c>rne(f32((float)sum(x - zx) * factor)) + zy</c>.</summary>
    /// <param name="batches">Images.</param>
    /// <param name="positions">Elements of a channel.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="inputZeroPoint">-128..127.</param>
    /// <param name="rescaler">The factor f32(xs / (ys * positions)).</param>
    /// <param name="zeroPoint">Of the result.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    /// <param name="input">[batches, positions, channels].</param>
    /// <param name="output">[batches, channels].</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape.</exception>
    public static void Run(
        int batches,
        int positions,
        int channels,
        int inputZeroPoint,
        Rescaler rescaler,
        int zeroPoint,
        int lower,
        int upper,
        ReadOnlySpan<sbyte> input,
        Span<sbyte> output)
    {
        Lengths.Expect(input.Length, batches * positions * channels, nameof(input));
        Lengths.Expect(output.Length, batches * channels, nameof(output));
        for (int batch = 0; batch < batches; batch++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                int sum = 0;
                for (int position = 0; position < positions; position++)
                {
                    sum += input[(((batch * positions) + position) * channels) + channel] - inputZeroPoint;
                }

                output[(batch * channels) + channel] = rescaler.Requantize(sum, zeroPoint, lower, upper);
            }
        }
    }
}
