namespace QMacVerify.Runtime.Reference;

/// <summary>Depthwise convolution of NHWC activations with 1HWC weights: int8 in, int32 accumulators out.</summary>
internal static class DepthwiseConv2DReference
{
    /// <summary>Computes every accumulator, elements added in the order filterY, filterX.</summary>
    /// <param name="window">Geometry.</param>
    /// <param name="channelMultiplier">Output channels per input channel: channel c * channelMultiplier + j reads c.</param>
    /// <param name="arithmetic">Operators, zero points and padding rule.</param>
    /// <param name="input">[batches, inputHeight, inputWidth, inputChannels].</param>
    /// <param name="weights">[1, filterHeight, filterWidth, outChannels].</param>
    /// <param name="bias">[outChannels], scale inputScale * weightScale[c]; empty is zero.</param>
    /// <param name="accumulators">[batches, outputHeight, outputWidth, outChannels].</param>
    /// <param name="observePrefix">Sees (index into accumulators, value) of every prefix, see <see cref="MacArithmetic"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape.</exception>
    public static void Accumulate(
        ReferenceWindow window,
        int channelMultiplier,
        MacArithmetic arithmetic,
        ReadOnlySpan<sbyte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        Span<int> accumulators,
        Action<int, int>? observePrefix = null)
    {
        int outChannels = window.InputChannels * channelMultiplier;
        int filterCount = window.FilterHeight * window.FilterWidth;
        Lengths.Expect(input.Length, window.InputCount, nameof(input));
        Lengths.Expect(weights.Length, filterCount * outChannels, nameof(weights));
        Lengths.ExpectBias(bias, outChannels);
        Lengths.Expect(accumulators.Length, window.OutputPositions * outChannels, nameof(accumulators));

        sbyte[] windowActivations = new sbyte[filterCount];
        sbyte[] windowWeights = new sbyte[filterCount];
        for (int batch = 0; batch < window.Batches; batch++)
        {
            for (int outY = 0; outY < window.OutputHeight; outY++)
            {
                for (int outX = 0; outX < window.OutputWidth; outX++)
                {
                    for (int outChannel = 0; outChannel < outChannels; outChannel++)
                    {
                        int inChannel = outChannel / channelMultiplier;
                        int count = 0;
                        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
                        {
                            for (int filterX = 0; filterX < window.FilterWidth; filterX++)
                            {
                                int inY = window.InputY(outY, filterY);
                                int inX = window.InputX(outX, filterX);
                                bool isInside = window.Contains(inY, inX);
                                if (!isInside && arithmetic.Padding == ReferencePadding.Skip)
                                {
                                    continue;
                                }

                                windowActivations[count] = isInside
                                    ? input[window.InputOffset(batch, inY, inX, inChannel)]
                                    : (sbyte)arithmetic.InputZeroPoint;
                                windowWeights[count] = weights[(((filterY * window.FilterWidth) + filterX) * outChannels) + outChannel];
                                count++;
                            }
                        }

                        int outputIndex = window.OutputOffset(batch, outY, outX, outChannel, outChannels);
                        accumulators[outputIndex] = arithmetic.Accumulate(
                            windowActivations.AsSpan(0, count),
                            windowWeights.AsSpan(0, count),
                            bias.IsEmpty ? 0 : bias[outChannel],
                            arithmetic.WeightZeroPoint(outChannel),
                            outputIndex,
                            observePrefix);
                    }
                }
            }
        }
    }
}
