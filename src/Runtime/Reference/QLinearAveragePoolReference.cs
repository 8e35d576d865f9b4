namespace QMacVerify.Runtime.Reference;

/// <summary>Quantization of an average in float32 (ONNX Runtime's QLinearAveragePool).</summary>
/// <param name="InputScale">Positive.</param>
/// <param name="InputZeroPoint">-128..127.</param>
/// <param name="Scale">Of the result, positive.</param>
/// <param name="ZeroPoint">Of the result, -128..127.</param>
/// <param name="CountsPadding">Whether padding counts as elements of 0, so that the count is that of the filter.</param>
/// <param name="CodeOffset">128 where the model stores uint8, else 0.</param>
/// <param name="Lower">Least code.</param>
/// <param name="Upper">Greatest code.</param>
internal readonly record struct QLinearAverage(
    float InputScale,
    int InputZeroPoint,
    float Scale,
    int ZeroPoint,
    bool CountsPadding = false,
    int CodeOffset = 0,
    int Lower = sbyte.MinValue,
    int Upper = sbyte.MaxValue);

/// <summary>Average in float32 of the window elements inside the image.</summary>
internal static class QLinearAveragePoolReference
{
    /// <summary>Computes every output code by <see cref="RealArithmetic.Average"/>.</summary>
    /// <param name="window">Geometry, without dilation; every window must hold at least one element of the image.</param>
    /// <param name="average">Quantization and clamp.</param>
    /// <param name="input">[batches, inputHeight, inputWidth, channels].</param>
    /// <param name="output">[batches, outputHeight, outputWidth, channels].</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape.</exception>
    public static void Run(ReferenceWindow window, QLinearAverage average, ReadOnlySpan<sbyte> input, Span<sbyte> output)
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
                        float sum = 0;
                        int count = 0;
                        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
                        {
                            for (int filterX = 0; filterX < window.FilterWidth; filterX++)
                            {
                                int inY = window.InputY(outY, filterY);
                                int inX = window.InputX(outX, filterX);
                                if (window.Contains(inY, inX))
                                {
                                    int code = input[window.InputOffset(batch, inY, inX, channel)];
                                    sum += (code - average.InputZeroPoint) * average.InputScale;
                                    count++;
                                }
                            }
                        }

                        output[window.OutputOffset(batch, outY, outX, channel, channels)] = RealArithmetic.Average(
                            sum, average.CountsPadding ? window.FilterHeight * window.FilterWidth : count,
                            average.Scale, average.ZeroPoint, average.CodeOffset, average.Lower, average.Upper);
                    }
                }
            }
        }
    }
}
