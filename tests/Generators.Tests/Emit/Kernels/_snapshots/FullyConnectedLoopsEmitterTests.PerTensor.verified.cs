/// <summary>"dense_0": fully_connected, int8 [2, 64] to int8 [2, 4], weights OI [4, 64].</summary>
/// <remarks>
/// Multiplier: exact. Adder: truncated, the 2 low bits of both addends read as zero.
/// Strategy loops: asked for.
/// Input zero point 5; output scale 0.0625, zero point 9.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int row = 0; row < 2; row++)
    {
        for (int outChannel = 0; outChannel < 4; outChannel++)
        {
            // |acc| <= 572,268, 21 bits: no overflow is possible.
            // Start value and extremes of each of 64 products for activations -128 to 127, in the worst channel after the worst tap.
            int acc = Dense0Start[outChannel];
            ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(outChannel * 64, 64);
            for (int inChannel = 0; inChannel < 64; inChannel++)
            {
                acc = ((acc >> 2) + ((input[(row * 64) + inChannel] * weights[inChannel]) >> 2)) << 2;
            }

            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc);
            #endif
            output[(row * 4) + outChannel] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: 9, lower: 9, upper: 100);
        }
    }
}
