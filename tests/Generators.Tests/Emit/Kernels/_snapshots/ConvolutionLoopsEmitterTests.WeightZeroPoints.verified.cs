/// <summary>"conv_0": conv2d, int8 [1, 5, 5, 2] to int8 [1, 5, 5, 2], weights OHWI [2, 3, 3, 2].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy loops: asked for.
/// Input zero point -7; output scale 0.0625, zero point -5.
/// </remarks>
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> weights = Conv0Weights;
    int outputIndex = 0;
    for (int outY = 0; outY < 5; outY++)
    {
        for (int outX = 0; outX < 5; outX++)
        {
            for (int outChannel = 0; outChannel < 2; outChannel++)
            {
                // |acc| <= 199,042, 19 bits: no overflow is possible.
                // Start value and extremes of each of 18 products for activations -128 to 127, in the worst channel after the worst tap.
                int acc = Conv0Start[outChannel];
                int activationSum = 0;
                for (int filterY = 0; filterY < 3; filterY++)
                {
                    int inY = outY + filterY - 1;
                    for (int filterX = 0; filterX < 3; filterX++)
                    {
                        int inX = outX + filterX - 1;
                        if ((uint)inY < 5 && (uint)inX < 5)
                        {
                            int inputIndex = ((inY * 5) + inX) * 2;
                            int weightIndex = ((((outChannel * 3) + filterY) * 3) + filterX) * 2;
                            for (int inChannel = 0; inChannel < 2; inChannel++)
                            {
                                acc += input[inputIndex + inChannel] * weights[weightIndex + inChannel];
                                activationSum += input[inputIndex + inChannel];
                            }
                        }
                        else
                        {
                            // Padding carries the zero point and is multiplied like any other activation.
                            int weightIndex = ((((outChannel * 3) + filterY) * 3) + filterX) * 2;
                            for (int inChannel = 0; inChannel < 2; inChannel++)
                            {
                                acc += -7 * weights[weightIndex + inChannel];
                                activationSum += -7;
                            }
                        }
                    }
                }

                // The weight's zero point: exactly, after the last addition of a product.
                acc -= Conv0WeightZeroPoints[outChannel] * activationSum;
                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(0, outChannel, acc);
                #endif
                output[outputIndex++] = FixedPoint.RequantizeFloat(acc, BitConverter.Int32BitsToSingle(Conv0Factor[outChannel]), zeroPoint: -5, lower: -5, upper: 127);
            }
        }
    }
}
