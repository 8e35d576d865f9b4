/// <summary>"conv_0": conv2d, int8 [2, 4, 4, 2] to int8 [2, 4, 3, 1], weights OHWI [1, 1, 2, 2].</summary>
/// <remarks>
/// Multiplier: exact. Adder: truncated, the 2 low bits of both addends read as zero.
/// Strategy unrolled: asked for.
/// Input zero point 7; output scale 0.0625, zero point 0.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int batch = 0; batch < 2; batch++)
    {
        for (int outY = 0; outY < 4; outY++)
        {
            for (int outX = 0; outX < 3; outX++)
            {
                ReadOnlySpan<sbyte> x = input.Slice((batch * 32) + (outY * 8) + (outX * 2), 4);

                // acc starts as bias - zeroPoint * sum of the channel's weights.
                // |acc| <= 528, 11 bits: no overflow is possible.
                // Start value and extremes of each of 4 products for activations -128 to 127, in the worst channel after the worst tap.
                int acc;

                acc = -14; // 0 - 7 * 2
                acc = ((acc >> 2) + ((x[0] * 3) >> 2)) << 2;
                acc = ((acc >> 2) + ((x[1] * 0) >> 2)) << 2;
                acc = ((acc >> 2) + ((x[2] * 0) >> 2)) << 2;
                acc = ((acc >> 2) + ((x[3] * -1) >> 2)) << 2;
                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(0, 0, acc);
                #endif
                output[outputIndex] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: 0);

                outputIndex += 1;
            }
        }
    }
}
