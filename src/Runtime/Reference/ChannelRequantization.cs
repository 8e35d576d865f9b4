namespace QMacVerify.Runtime.Reference;

/// <summary>Turns the accumulators of a layer into int8 codes, with one multiplier per output channel or one for all.</summary>
/// <param name="QuantizedMultipliers">Q0.31, one per output channel, or a single one.</param>
/// <param name="Shifts">As many, positive is left.</param>
/// <param name="ZeroPoint">Of the output.</param>
/// <param name="Lower">Least code of the fused activation.</param>
/// <param name="Upper">Greatest code of the fused activation.</param>
public sealed record ChannelRequantization(
    IReadOnlyList<int> QuantizedMultipliers,
    IReadOnlyList<int> Shifts,
    int ZeroPoint,
    int Lower = sbyte.MinValue,
    int Upper = sbyte.MaxValue)
{
    /// <summary>Requantizes accumulators whose last dimension is the channel (two roundings, <c>tflite_double</c>).</summary>
    /// <param name="accumulators">[..., outChannels].</param>
    /// <param name="outChannels">Size of the last dimension.</param>
    /// <param name="output">As many codes.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Requantize(ReadOnlySpan<int> accumulators, int outChannels, Span<sbyte> output)
    {
        bool isPerChannel = QuantizedMultipliers.Count != 1;
        Lengths.Expect(QuantizedMultipliers.Count, isPerChannel ? outChannels : 1, nameof(QuantizedMultipliers));
        Lengths.Expect(Shifts.Count, QuantizedMultipliers.Count, nameof(Shifts));
        Lengths.Expect(output.Length, accumulators.Length, nameof(output));

        for (int i = 0; i < accumulators.Length; i++)
        {
            int channel = isPerChannel ? i % outChannels : 0;
            output[i] = FixedPoint.Requantize(
                accumulators[i], QuantizedMultipliers[channel], Shifts[channel], ZeroPoint, Lower, Upper);
        }
    }
}
