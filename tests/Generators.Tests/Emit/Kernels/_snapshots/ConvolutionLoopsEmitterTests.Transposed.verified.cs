/// <summary>"conv_0": transpose_conv, int8 [1, 3, 2, 3] to int8 [1, 6, 5, 2], weights OHWI [2, 3, 3, 3].</summary>
/// <remarks>
/// Multiplier: truncated, the 2 low product bits read as zero. Adder: exact.
/// Strategy loops: asked for.
/// Input zero point -7; output scale 0.0625, zero point -5.
/// </remarks>
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> weights = Conv0Weights;
    int outputIndex = 0;
    for (int outY = 0; outY < 6; outY++)
    {
        for (int outX = 0; outX < 5; outX++)
        {
            for (int outChannel = 0; outChannel < 2; outChannel++)
            {
                // |acc| <= 63,925, 17 bits: no overflow is possible.
                // Start value and extremes of each of 27 products for activations -128 to 127, in the worst channel after the worst tap.
                int acc = Conv0Start[outChannel];

                // Only weights whose activation is present share in the zero point correction.
                for (int filterY = 0; filterY < 3; filterY++)
                {
                    int spreadY = outY - filterY;
                    int inY = spreadY / 2;
                    for (int filterX = 0; filterX < 3; filterX++)
                    {
                        int spreadX = outX - filterX;
                        int inX = spreadX / 3;
                        if (inY * 2 == spreadY && inX * 3 == spreadX && (uint)inY < 3 && (uint)inX < 2)
                        {
                            int inputIndex = ((inY * 2) + inX) * 3;
                            int weightIndex = ((((outChannel * 3) + filterY) * 3) + filterX) * 3;
                            for (int inChannel = 0; inChannel < 3; inChannel++)
                            {
                                acc -= -7 * weights[weightIndex + inChannel];
                            }
                        }
                    }
                }

                for (int filterY = 0; filterY < 3; filterY++)
                {
                    int spreadY = outY - filterY;
                    int inY = spreadY / 2;
                    for (int filterX = 0; filterX < 3; filterX++)
                    {
                        int spreadX = outX - filterX;
                        int inX = spreadX / 3;
                        if (inY * 2 == spreadY && inX * 3 == spreadX && (uint)inY < 3 && (uint)inX < 2)
                        {
                            int inputIndex = ((inY * 2) + inX) * 3;
                            int weightIndex = ((((outChannel * 3) + filterY) * 3) + filterX) * 3;
                            for (int inChannel = 0; inChannel < 3; inChannel++)
                            {
                                acc += (input[inputIndex + inChannel] * weights[weightIndex + inChannel]) & ~0x3;
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
