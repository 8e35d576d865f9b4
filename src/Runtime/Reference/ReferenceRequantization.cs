namespace QMacVerify.Runtime.Reference;

/// <summary>Turns the accumulators of a layer into int8 codes, with one factor per output channel or one for all.</summary>
/// <param name="Rescalers">One per output channel, or a single one.</param>
/// <param name="ZeroPoint">Of the output.</param>
/// <param name="Lower">Least code of the fused activation.</param>
/// <param name="Upper">Greatest code of the fused activation.</param>
internal sealed record ReferenceRequantization(
    IReadOnlyList<Rescaler> Rescalers,
    int ZeroPoint,
    int Lower = sbyte.MinValue,
    int Upper = sbyte.MaxValue)
{
    /// <summary>Requantizes accumulators whose last dimension is the channel.</summary>
    /// <param name="accumulators">[..., outChannels].</param>
    /// <param name="outChannels">Size of the last dimension.</param>
    /// <param name="output">As many codes.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Requantize(ReadOnlySpan<int> accumulators, int outChannels, Span<sbyte> output)
    {
        bool isPerChannel = Rescalers.Count != 1;
        Lengths.Expect(Rescalers.Count, isPerChannel ? outChannels : 1, nameof(Rescalers));
        Lengths.Expect(output.Length, accumulators.Length, nameof(output));

        for (int i = 0; i < accumulators.Length; i++)
        {
            output[i] = Rescalers[isPerChannel ? i % outChannels : 0].Requantize(accumulators[i], ZeroPoint, Lower, Upper);
        }
    }
}
