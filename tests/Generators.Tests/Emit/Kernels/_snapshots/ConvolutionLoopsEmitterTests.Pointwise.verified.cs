/// <summary>"conv_0": conv2d, int8 [1, 4, 4, 8] to int8 [1, 4, 4, 2], weights OHWI [2, 1, 1, 8].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy loops: asked for.
/// Input zero point 0; output scale 0.0625, zero point -5.
/// </remarks>
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> weights = Conv0Weights;
    int outputIndex = 0;
    for (int outY = 0; outY < 4; outY++)
    {
        for (int outX = 0; outX < 4; outX++)
        {
            for (int outChannel = 0; outChannel < 2; outChannel++)
            {
                // |acc| <= 65,279, 17 bits: no overflow is possible.
                // Start value and extremes of each of 8 products for activations -128 to 127, in the worst channel after the worst tap.
                int acc = Conv0Start[outChannel];
                int inY = outY;
                int inX = outX;
                int inputIndex = ((inY * 4) + inX) * 8;
                int weightIndex = outChannel * 8;
                for (int inChannel = 0; inChannel < 8; inChannel++)
                {
                    acc += input[inputIndex + inChannel] * weights[weightIndex + inChannel];
                }

                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(0, outChannel, acc);
                #endif
                output[outputIndex++] = FixedPoint.Requantize(acc, Conv0QuantizedMultiplier[outChannel], Conv0Shift[outChannel], zeroPoint: -5, lower: -5, upper: 127);
            }
        }
    }
}
