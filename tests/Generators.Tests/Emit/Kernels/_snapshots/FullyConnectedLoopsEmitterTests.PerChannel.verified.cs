/// <summary>"dense_0": fully_connected, int8 [1, 64] to int8 [1, 2], weights OI [2, 64].</summary>
/// <remarks>
/// Multiplier: truncated, the 3 low product bits read as zero. Adder: exact.
/// Strategy loops: asked for.
/// Input zero point -128; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int outChannel = 0; outChannel < 2; outChannel++)
    {
        // |acc| <= 654,549, 21 bits: no overflow is possible.
        // Start value and extremes of each of 64 products for activations -128 to 127, in the worst channel after the worst tap.
        int acc = Dense0Start[outChannel];
        ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(outChannel * 64, 64);
        for (int inChannel = 0; inChannel < 64; inChannel++)
        {
            acc += (input[inChannel] * weights[inChannel]) & ~0x7;
        }

        #if QMAC_CHECKED
        AccumulatorBounds?.Verify(0, outChannel, acc);
        #endif
        output[outChannel] = FixedPoint.Requantize(acc, Dense0QuantizedMultiplier[outChannel], Dense0Shift[outChannel], zeroPoint: -4);
    }
}
