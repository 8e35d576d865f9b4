/// <summary>"conv_0": conv2d, int8 [1, 6, 5, 3] to int8 [1, 3, 3, 2], weights OHWI [2, 3, 3, 3].</summary>
/// <remarks>
/// Multiplier: truncated, the 2 low product bits read as zero. Adder: truncated, the low bit of both addends reads as zero.
/// Strategy loops: asked for.
/// Input zero point -128; output scale 0.0625, zero point -5.
/// </remarks>
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> weights = Conv0Weights;
    int outputIndex = 0;
    for (int outY = 0; outY < 3; outY++)
    {
        for (int outX = 0; outX < 3; outX++)
        {
            for (int outChannel = 0; outChannel < 2; outChannel++)
            {
                // |acc| <= 259,100, 19 bits: no overflow is possible.
                // Start value and extremes of each of 27 products for activations -128 to 127, in the worst channel after the worst tap.
                int acc = Conv0Start[outChannel];
                for (int filterY = 0; filterY < 3; filterY++)
                {
                    int inY = (outY * 2) + filterY;
                    for (int filterX = 0; filterX < 3; filterX++)
                    {
                        int inX = (outX * 2) + filterX - 1;
                        if ((uint)inY < 6 && (uint)inX < 5)
                        {
                            int inputIndex = ((inY * 5) + inX) * 3;
                            int weightIndex = ((((outChannel * 3) + filterY) * 3) + filterX) * 3;
                            for (int inChannel = 0; inChannel < 3; inChannel++)
                            {
                                acc = ((acc >> 1) + (((input[inputIndex + inChannel] * weights[weightIndex + inChannel]) & ~0x3) >> 1)) << 1;
                            }
                        }
                        else
                        {
                            // Padding carries the zero point and is multiplied like any other activation.
                            int weightIndex = ((((outChannel * 3) + filterY) * 3) + filterX) * 3;
                            for (int inChannel = 0; inChannel < 3; inChannel++)
                            {
                                acc = ((acc >> 1) + (((-128 * weights[weightIndex + inChannel]) & ~0x3) >> 1)) << 1;
                            }
                        }
                    }
                }

                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(0, outChannel, acc);
                #endif
                output[outputIndex++] = FixedPoint.Requantize(acc, Conv0QuantizedMultiplier[outChannel], Conv0Shift[outChannel], zeroPoint: -5, lower: -5, upper: 127);
            }
        }
    }
}
