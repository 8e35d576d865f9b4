namespace QMacVerify.Runtime.Reference;

/// <summary>Greatest raw code among the window elements inside the image; no rescaling.</summary>
/// <remarks>
/// Input and output share scale and zero point, which the caller has checked. TensorFlow Lite:
/// <c>reference_integer_ops::MaxPool</c>.
/// </remarks>
internal static class MaxPool2DReference
{
    /// <summary>Computes every output code.</summary>
    /// <param name="window">Geometry; every window must hold at least one element of the image.</param>
    /// <param name="lower">Least code of the fused activation.</param>
    /// <param name="upper">Greatest code of the fused activation.</param>
    /// <param name="input">[batches, inputHeight, inputWidth, channels].</param>
    /// <param name="output">[batches, outputHeight, outputWidth, channels].</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape, or a window holds padding only.</exception>
    public static void Run(ReferenceWindow window, int lower, int upper, ReadOnlySpan<sbyte> input, Span<sbyte> output)
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
                        int? maximum = null;
                        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
                        {
                            for (int filterX = 0; filterX < window.FilterWidth; filterX++)
                            {
                                int inY = window.InputY(outY, filterY);
                                int inX = window.InputX(outX, filterX);
                                if (window.Contains(inY, inX))
                                {
                                    int code = input[window.InputOffset(batch, inY, inX, channel)];
                                    maximum = Math.Max(maximum ?? code, code);
                                }
                            }
                        }

                        if (maximum is null)
                        {
                            throw new ArgumentException($"The window of output ({outY}, {outX}) holds padding only.", nameof(window));
                        }

                        output[window.OutputOffset(batch, outY, outX, channel, channels)] = (sbyte)Math.Clamp(maximum.Value, lower, upper);
                    }
                }
            }
        }
    }
}
