namespace QMacVerify.Runtime.Reference;

/// <summary>Average of the window elements inside the image, rounded half away from zero; no rescaling.</summary>
/// <remarks>
/// Padding counts neither in the sum nor in the divisor. Input and output share scale and zero point, which the caller
/// has checked. TensorFlow Lite: <c>reference_integer_ops::AveragePool</c>.
/// </remarks>
internal static class AveragePool2DReference
{
    /// <summary>Computes every output code.</summary>
    /// <param name="window">Geometry; every window must hold at least one element of the image.</param>
    /// <param name="lower">Least code of the fused activation.</param>
    /// <param name="upper">Greatest code of the fused activation.</param>
    /// <param name="input">[batches, inputHeight, inputWidth, channels].</param>
    /// <param name="output">[batches, outputHeight, outputWidth, channels].</param>
    /// <param name="tiesUp">Averages code + 128, as of uint8 codes, so that ties go up.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape, or a window holds padding only.</exception>
    public static void Run(ReferenceWindow window, int lower, int upper, ReadOnlySpan<sbyte> input, Span<sbyte> output, bool tiesUp = false)
    {
        int channels = window.InputChannels;
        Lengths.Expect(input.Length, window.InputCount, nameof(input));
        Lengths.Expect(output.Length, window.OutputPositions * channels, nameof(output));

        for (int batch = 0; batch < window.Batches; batch++)
        {
            for (int outY = 0; outY < window.OutputHeight; outY++)
            {
                for (int outX = 0; outX < window.OutputWidth; outX++)
                {
                    for (int channel = 0; channel < channels; channel++)
                    {
                        int acc = 0;
                        int count = 0;
                        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
                        {
                            for (int filterX = 0; filterX < window.FilterWidth; filterX++)
                            {
                                int inY = window.InputY(outY, filterY);
                                int inX = window.InputX(outX, filterX);
                                if (window.Contains(inY, inX))
                                {
                                    acc += input[window.InputOffset(batch, inY, inX, channel)];
                                    count++;
                                }
                            }
                        }

                        if (count == 0)
                        {
                            throw new ArgumentException($"The window of output ({outY}, {outX}) holds padding only.", nameof(window));
                        }

                        output[window.OutputOffset(batch, outY, outX, channel, channels)] = Average(acc, count, lower, upper, tiesUp);
                    }
                }
            }
        }
    }

    /// <summary>The code of the average of some codes.</summary>
    /// <param name="sum">Of the codes.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    /// <param name="tiesUp">As of <see cref="Run"/>.</param>
    public static sbyte Average(int sum, int count, int lower, int upper, bool tiesUp)
    {
        int average = tiesUp ? ((sum + (128 * count) + (count / 2)) / count) - 128
            : sum > 0 ? (sum + (count / 2)) / count : (sum - (count / 2)) / count;
        return (sbyte)Math.Clamp(average, lower, upper);
    }
}
