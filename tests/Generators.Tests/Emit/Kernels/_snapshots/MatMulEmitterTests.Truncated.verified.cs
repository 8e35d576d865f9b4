/// <summary>"lookup_1": scramble of each code, int8 [3, 2, 4].</summary>
/// <remarks>The table has an entry for each code, -128 first.</remarks>
private static void Lookup1(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int i = 0; i < 24; i++)
    {
        output[i] = Lookup1Values[input[i] + 128];
    }
}

/// <summary>"product_2": products of matrices, the second one transposed, int8 [2, 1, 3, 4] and int8 [3, 2, 4] and int32 [2] to int8 [2, 3, 3, 2].</summary>
/// <remarks>
/// Multiplier: truncated, the 3 low product bits read as zero. Adder: exact.
/// Strategy loops: both operands of the circuits are known in a run only.
/// Zero points 4 and -39; output scale 0.0625, zero point -49.
/// </remarks>
private static void Product2(ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, Span<sbyte> output)
{
    for (int batch = 0; batch < 6; batch++)
    {
        for (int outChannel = 0; outChannel < 2; outChannel++)
        {
            ReadOnlySpan<sbyte> weightRow = weights.Slice((Product2WeightMatrices[batch] * 8) + (outChannel * 4), 4);
            int start = Product2Bias[outChannel] + -624;
            for (int inChannel = 0; inChannel < 4; inChannel++)
            {
                start -= 4 * weightRow[inChannel];
            }

            for (int row = 0; row < 3; row++)
            {
                ReadOnlySpan<sbyte> inputRow = input.Slice((Product2InputMatrices[batch] * 12) + (row * 4), 4);
                // |acc| <= 86,594, 18 bits, after any product of any codes: no overflow is possible.
                int acc = start;
                int activationSum = 0;
                for (int inChannel = 0; inChannel < 4; inChannel++)
                {
                    acc += (inputRow[inChannel] * weightRow[inChannel]) & ~0x7;
                    activationSum += inputRow[inChannel];
                }

                // The zero point of the weights: exactly, after the last addition of a product.
                acc -= -39 * activationSum;
                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(2, outChannel, acc);
                #endif
                output[(((batch * 3) + row) * 2) + outChannel] = FixedPoint.Requantize(acc, quantizedMultiplier: 1962103320, shift: -7 /* 0.00713809 */, zeroPoint: -49);
            }
        }
    }
}

/// <summary>"product_3": products of matrices, the second one transposed, int8 [2, 4] and int8 [2, 1, 3, 4] to int32 [2, 1, 2, 3].</summary>
/// <remarks>
/// Multiplier: truncated, the 3 low product bits read as zero. Adder: exact.
/// Strategy loops: both operands of the circuits are known in a run only.
/// Zero points 0 and 4; the output is the accumulators.
/// </remarks>
private static void Product3(ReadOnlySpan<sbyte> weights, Span<int> output)
{
    ReadOnlySpan<sbyte> input = Product3Input;
    for (int batch = 0; batch < 2; batch++)
    {
        for (int outChannel = 0; outChannel < 3; outChannel++)
        {
            ReadOnlySpan<sbyte> weightRow = weights.Slice((batch * 12) + (outChannel * 4), 4);
            int start = 0;
            for (int row = 0; row < 2; row++)
            {
                ReadOnlySpan<sbyte> inputRow = input.Slice(row * 4, 4);
                // |acc| <= 32,208, 16 bits, after any product of any codes: no overflow is possible.
                int acc = start;
                int activationSum = 0;
                for (int inChannel = 0; inChannel < 4; inChannel++)
                {
                    acc += (inputRow[inChannel] * weightRow[inChannel]) & ~0x7;
                    activationSum += inputRow[inChannel];
                }

                // The zero point of the weights: exactly, after the last addition of a product.
                acc -= 4 * activationSum;
                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(3, outChannel, acc);
                #endif
                output[(((batch * 2) + row) * 3) + outChannel] = acc;
            }
        }
    }
}
