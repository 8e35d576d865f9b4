/// <summary>"depthwise_0": depthwise_conv2d, int8 [2, 4, 4, 1] to int8 [2, 4, 4, 2], weights 1HWC [1, 3, 3, 2].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy loops: asked for.
/// Input zero point 0; output scale 0.0625, zero point -5.
/// </remarks>
private static void Depthwise0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> weights = Depthwise0Weights;
    int outputIndex = 0;
    for (int batch = 0; batch < 2; batch++)
    {
        for (int outY = 0; outY < 4; outY++)
        {
            for (int outX = 0; outX < 4; outX++)
            {
                for (int outChannel = 0; outChannel < 2; outChannel++)
                {
                    // |acc| <= 86,440, 18 bits: no overflow is possible.
                    // Start value and extremes of each of 9 products for activations -128 to 127, in the worst channel after the worst tap.
                    int acc = Depthwise0Start[outChannel];
                    for (int filterY = 0; filterY < 3; filterY++)
                    {
                        int inY = outY + filterY - 1;
                        for (int filterX = 0; filterX < 3; filterX++)
                        {
                            int inX = outX + filterX - 1;
                            if ((uint)inY < 4 && (uint)inX < 4)
                            {
                                int inputIndex = (((batch * 4) + inY) * 4) + inX;
                                acc += input[inputIndex] * weights[(((filterY * 3) + filterX) * 2) + outChannel];
                            }
                            else
                            {
                                // Padding carries the zero point and is multiplied like any other activation.
                                acc += 0 * weights[(((filterY * 3) + filterX) * 2) + outChannel];
                            }
                        }
                    }

                    #if QMAC_CHECKED
                    AccumulatorBounds?.Verify(0, outChannel, acc);
                    #endif
                    output[outputIndex++] = FixedPoint.Requantize(acc, Depthwise0QuantizedMultiplier[outChannel], Depthwise0Shift[outChannel], zeroPoint: -5, lower: -5, upper: 127);
                }
            }
        }
    }
}
