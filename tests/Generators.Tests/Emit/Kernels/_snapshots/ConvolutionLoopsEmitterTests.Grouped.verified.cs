/// <summary>"conv_0": conv2d, int8 [1, 6, 5, 4] to int8 [1, 4, 3, 6], weights OHWI [6, 2, 3, 2].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy loops: asked for.
/// Input zero point 3; output scale 0.0625, zero point -48.
/// </remarks>
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> weights = Conv0Weights;
    int outputIndex = 0;
    for (int outY = 0; outY < 4; outY++)
    {
        for (int outX = 0; outX < 3; outX++)
        {
            for (int outChannel = 0; outChannel < 6; outChannel++)
            {
                // |acc| <= 133,279, 19 bits: no overflow is possible.
                // Start value and extremes of each of 12 products for activations -128 to 127, in the worst channel after the worst tap.
                int acc = Conv0Start[outChannel];
                for (int filterY = 0; filterY < 2; filterY++)
                {
                    int inY = outY + (filterY * 2);
                    for (int filterX = 0; filterX < 3; filterX++)
                    {
                        int inX = outX + filterX;
                        int inputIndex = (((inY * 5) + inX) * 4) + ((outChannel / 3) * 2);
                        int weightIndex = ((((outChannel * 2) + filterY) * 3) + filterX) * 2;
                        for (int inChannel = 0; inChannel < 2; inChannel++)
                        {
                            acc += input[inputIndex + inChannel] * weights[weightIndex + inChannel];
                        }
                    }
                }

                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(0, outChannel, acc);
                #endif
                output[outputIndex++] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -48, lower: -17, upper: 44);
            }
        }
    }
}
