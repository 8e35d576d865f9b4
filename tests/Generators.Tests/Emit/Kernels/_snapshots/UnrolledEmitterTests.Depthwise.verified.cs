/// <summary>"depthwise_0": depthwise_conv2d, int8 [1, 5, 5, 2] to int8 [1, 5, 5, 2], weights 1HWC [1, 3, 3, 2].</summary>
/// <remarks>
/// Multiplier: truncated, the 2 low product bits read as zero. Adder: exact.
/// Strategy unrolled: asked for.
/// Input zero point -128; output scale 0.0625, zero point -4.
/// </remarks>
private static void Depthwise0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<sbyte> padded)
{
    // Padding carries the zero point and is multiplied like any other activation.
    PaddedImage.Fill(input, height: 5, width: 5, channels: 2, padded, paddedHeight: 7, paddedWidth: 7, top: 1, left: 1, value: -128);
    Depthwise0_From0(padded, output);
}

/// <summary>Output channels 0 to 1 of <see cref="Depthwise0"/>, from the image with its padding.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Depthwise0_From0(ReadOnlySpan<sbyte> padded, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 5; outY++)
    {
        for (int outX = 0; outX < 5; outX++)
        {
            // The window and what lies between its rows; a row of the image has 14 codes.
            ReadOnlySpan<sbyte> x = padded.Slice((outY * 14) + (outX * 2), 34);

            // acc starts as bias - zeroPoint * sum of the channel's weights.
            // |acc| <= 33,816, 17 bits: no overflow is possible.
            // Start value and extremes of each of 9 products for activations -128 to 127, in the worst channel after the worst tap.
            int acc;

            acc = -6044; // 100 - (-128) * (-48)
            acc += (x[0] * -128) & ~0x3;
            acc += (x[2] * 7) & ~0x3;
            acc += (x[14] * 64) & ~0x3;
            acc += (x[16] * -5) & ~0x3;
            acc += (x[18] * 2) & ~0x3;
            acc += (x[28] * 9) & ~0x3;
            acc += (x[32] * 3) & ~0x3;
            // 2 products with weight 0 left out: they are 0, and adding 0 changes nothing.
            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, 0, acc);
            #endif
            output[outputIndex] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);

            acc = 6584; // -200 - (-128) * 53
            acc += (x[1] * 1) & ~0x3;
            acc += (x[5] * -3) & ~0x3;
            acc += (x[15] * 4) & ~0x3;
            acc += (x[17] * 127) & ~0x3;
            acc += (x[29] * -77) & ~0x3;
            acc += (x[33] * 1) & ~0x3;
            // 3 products with weight 0 left out: they are 0, and adding 0 changes nothing.
            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, 1, acc);
            #endif
            output[outputIndex + 1] = FixedPoint.Requantize(acc, quantizedMultiplier: 1073741824, shift: -7 /* 0.00390625 */, zeroPoint: -4);

            outputIndex += 2;
        }
    }
}
