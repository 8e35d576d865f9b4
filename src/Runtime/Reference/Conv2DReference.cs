namespace QMacVerify.Runtime.Reference;

/// <summary>Convolution of NHWC activations with OHWI weights, in groups: int8 in, int32 accumulators out.</summary>
internal static class Conv2DReference
{
    /// <summary>Computes every accumulator, elements added in the order filterY, filterX, inChannel.</summary>
    /// <param name="window">Geometry; <see cref="ReferenceWindow.InputChannels"/> counts the channels of all groups.</param>
    /// <param name="outChannels">O, a multiple of <paramref name="groups"/>.</param>
    /// <param name="groups">G: output channel o reads the input channels of group o / (O / G).</param>
    /// <param name="arithmetic">Operators, zero points and padding rule.</param>
    /// <param name="input">[batches, inputHeight, inputWidth, inputChannels].</param>
    /// <param name="weights">[outChannels, filterHeight, filterWidth, inputChannels / groups].</param>
    /// <param name="bias">[outChannels], scale inputScale * weightScale[c]; empty is zero.</param>
    /// <param name="accumulators">[batches, outputHeight, outputWidth, outChannels].</param>
    /// <param name="observePrefix">Sees (index into accumulators, value) of every prefix, see <see cref="MacArithmetic"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape, or the channels do not divide.</exception>
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
        if (window.InputChannels % groups != 0 || outChannels % groups != 0)
        {
            throw new ArgumentException(
                $"{window.InputChannels} input and {outChannels} output channels do not divide into {groups} groups.", nameof(groups));
        }

        int groupInChannels = window.InputChannels / groups;
        int groupOutChannels = outChannels / groups;
        int filterCount = window.FilterHeight * window.FilterWidth * groupInChannels;
        Lengths.Expect(input.Length, window.InputCount, nameof(input));
        Lengths.Expect(weights.Length, outChannels * filterCount, nameof(weights));
        Lengths.ExpectBias(bias, outChannels);
        Lengths.Expect(accumulators.Length, window.OutputPositions * outChannels, nameof(accumulators));

        sbyte[] windowActivations = new sbyte[filterCount];
        sbyte[] windowWeights = new sbyte[filterCount];
        int[] windowElements = new int[filterCount];
        for (int batch = 0; batch < window.Batches; batch++)
        {
            for (int outY = 0; outY < window.OutputHeight; outY++)
            {
                for (int outX = 0; outX < window.OutputWidth; outX++)
                {
                    for (int group = 0; group < groups; group++)
                    {
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

                                for (int inChannel = 0; inChannel < groupInChannels; inChannel++)
                                {
                                    windowActivations[count] = isInside
                                        ? input[window.InputOffset(batch, inY, inX, (group * groupInChannels) + inChannel)]
                                        : (sbyte)arithmetic.InputZeroPoint;
                                    windowElements[count] = (((filterY * window.FilterWidth) + filterX) * groupInChannels) + inChannel;
                                    count++;
                                }
                            }
                        }

                        for (int outChannel = group * groupOutChannels; outChannel < (group + 1) * groupOutChannels; outChannel++)
                        {
                            ReadOnlySpan<sbyte> channelWeights = weights.Slice(outChannel * filterCount, filterCount);
                            if (count < filterCount)
                            {
                                for (int i = 0; i < count; i++)
                                {
                                    windowWeights[i] = channelWeights[windowElements[i]];
                                }

                                channelWeights = windowWeights.AsSpan(0, count);
                            }

                            int outputIndex = window.OutputOffset(batch, outY, outX, outChannel, outChannels);
                            accumulators[outputIndex] = arithmetic.Accumulate(
                                windowActivations.AsSpan(0, count),
                                channelWeights,
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
}
