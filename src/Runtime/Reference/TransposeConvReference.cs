namespace QMacVerify.Runtime.Reference;

/// <summary>Transposed convolution of NHWC activations with OHWI weights: int8 in, int32 accumulators out.</summary>
internal static class TransposeConvReference
{
    /// <summary>Computes every accumulator from the elements that exist, added in the order filterY, filterX, inChannel.</summary>
    /// <param name="window">
    /// Geometry of the convolution that this one transposes: its stride is the distance of input pixels in the output, its
    /// padding is cut from the output.
    /// </param>
    /// <param name="outChannels">O, a multiple of <paramref name="groups"/>.</param>
    /// <param name="groups">G: output channel o reads the input channels of group o / (O / G).</param>
    /// <param name="arithmetic">Operators and zero points; the padding rule does not matter, as no element is padding.</param>
    /// <param name="input">[batches, inputHeight, inputWidth, inputChannels].</param>
    /// <param name="weights">[outChannels, filterHeight, filterWidth, inputChannels / groups].</param>
    /// <param name="bias">[outChannels], scale inputScale * weightScale[c]; empty is zero.</param>
    /// <param name="accumulators">[batches, outputHeight, outputWidth, outChannels].</param>
    /// <param name="observePrefix">Sees (index into accumulators, value) of every prefix, see <see cref="MacArithmetic"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape.</exception>
    public static void Accumulate(
        ReferenceWindow window,
        int outChannels,
        int groups,
        MacArithmetic arithmetic,
        ReadOnlySpan<sbyte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        Span<int> accumulators,
        Action<int, int>? observePrefix = null)
    {
        int channels = window.InputChannels / groups;
        int filterCount = window.FilterHeight * window.FilterWidth * channels;
        Lengths.Expect(input.Length, window.InputCount, nameof(input));
        Lengths.Expect(weights.Length, outChannels * filterCount, nameof(weights));
        Lengths.ExpectBias(bias, outChannels);
        Lengths.Expect(accumulators.Length, window.OutputPositions * outChannels, nameof(accumulators));

        sbyte[] windowActivations = new sbyte[filterCount];
        sbyte[] windowWeights = new sbyte[filterCount];
        for (int outputIndex = 0; outputIndex < accumulators.Length; outputIndex++)
        {
            int outChannel = outputIndex % outChannels;
            int outX = outputIndex / outChannels % window.OutputWidth;
            int outY = outputIndex / outChannels / window.OutputWidth % window.OutputHeight;
            int batch = outputIndex / outChannels / window.OutputWidth / window.OutputHeight;
            int firstChannel = outChannel / (outChannels / groups) * channels;
            int count = 0;
            for (int filterY = 0; filterY < window.FilterHeight; filterY++)
            {
                for (int filterX = 0; filterX < window.FilterWidth; filterX++)
                {
                    // Positions in the output, as multiples of which the input's rows and columns lie.
                    int spreadY = outY + window.PadTop - (filterY * window.DilationY);
                    int spreadX = outX + window.PadLeft - (filterX * window.DilationX);
                    if (spreadY % window.StrideY != 0
                        || spreadX % window.StrideX != 0
                        || !window.Contains(spreadY / window.StrideY, spreadX / window.StrideX))
                    {
                        continue;
                    }

                    for (int inChannel = 0; inChannel < channels; inChannel++)
                    {
                        windowActivations[count] = input[window.InputOffset(batch, spreadY / window.StrideY, spreadX / window.StrideX, firstChannel + inChannel)];
                        windowWeights[count] = weights[
                            (((((outChannel * window.FilterHeight) + filterY) * window.FilterWidth) + filterX) * channels) + inChannel];
                        count++;
                    }
                }
            }

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
