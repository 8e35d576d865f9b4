namespace QMacVerify.Runtime.Reference;

/// <summary>Fully connected layer with OI weights: int8 in, int32 accumulators out.</summary>
internal static class FullyConnectedReference
{
    /// <summary>Computes every accumulator, elements added in the order inChannel.</summary>
    /// <param name="batches">Rows of the input.</param>
    /// <param name="inChannels">Elements of a row, in NHWC order where the row was an image.</param>
    /// <param name="outChannels">Elements of an output row.</param>
    /// <param name="arithmetic">Operators and zero points; there is no padding.</param>
    /// <param name="input">[batches, inChannels].</param>
    /// <param name="weights">[outChannels, inChannels].</param>
    /// <param name="bias">[outChannels], scale inputScale * weightScale[c]; empty is zero.</param>
    /// <param name="accumulators">[batches, outChannels].</param>
    /// <param name="observePrefix">Sees (index into accumulators, value) of every prefix, see <see cref="MacArithmetic"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape.</exception>
    public static void Accumulate(
        int batches,
        int inChannels,
        int outChannels,
        MacArithmetic arithmetic,
        ReadOnlySpan<sbyte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        Span<int> accumulators,
        Action<int, int>? observePrefix = null)
    {
        Lengths.Expect(input.Length, batches * inChannels, nameof(input));
        Lengths.Expect(weights.Length, outChannels * inChannels, nameof(weights));
        Lengths.ExpectBias(bias, outChannels);
        Lengths.Expect(accumulators.Length, batches * outChannels, nameof(accumulators));

        for (int batch = 0; batch < batches; batch++)
        {
            for (int outChannel = 0; outChannel < outChannels; outChannel++)
            {
                int outputIndex = (batch * outChannels) + outChannel;
                accumulators[outputIndex] = arithmetic.Accumulate(
                    input.Slice(batch * inChannels, inChannels),
                    weights.Slice(outChannel * inChannels, inChannels),
                    bias.IsEmpty ? 0 : bias[outChannel],
                    arithmetic.WeightZeroPoint(outChannel),
                    outputIndex,
                    observePrefix);
            }
        }
    }
}
