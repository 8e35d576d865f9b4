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
/// Multiplier: exact. Adder: exact.
/// Strategy vector: exact arithmetic, 16 products at once.
/// Zero points 4 and -39; output scale 0.0625, zero point -49.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Product2(ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, Span<sbyte> output, Span<short> wideInput, Span<short> wideWeights)
{
    for (int batch = 0; batch < 6; batch++)
    {
        // Codes less their zero points: with exact circuits nothing is left to correct.
        MatrixRows.Widen(input.Slice(Product2InputMatrices[batch] * 12, 12), 4, zeroPoint: 4, wideInput);
        MatrixRows.Widen(weights.Slice(Product2WeightMatrices[batch] * 8, 8), 4, zeroPoint: -39, wideWeights);
        for (int row = 0; row < 3; row++)
        {
            for (int outChannel = 0; outChannel < 2; outChannel++)
            {
                // |acc| <= 86,594, 18 bits, after any product of any codes: no overflow is possible.
                int acc = Product2Bias[outChannel] + MatrixRows.Dot(wideInput.Slice(row * 16, 16), wideWeights.Slice(outChannel * 16, 16));
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
/// Multiplier: exact. Adder: exact.
/// Strategy vector: exact arithmetic, 16 products at once.
/// Zero points 0 and 4; the output is the accumulators.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Product3(ReadOnlySpan<sbyte> weights, Span<int> output, Span<short> wideInput, Span<short> wideWeights)
{
    ReadOnlySpan<sbyte> input = Product3Input;
    for (int batch = 0; batch < 2; batch++)
    {
        // Codes less their zero points: with exact circuits nothing is left to correct.
        MatrixRows.Widen(input.Slice(0, 8), 4, zeroPoint: 0, wideInput);
        MatrixRows.Widen(weights.Slice(batch * 12, 12), 4, zeroPoint: 4, wideWeights);
        for (int row = 0; row < 2; row++)
        {
            for (int outChannel = 0; outChannel < 3; outChannel++)
            {
                // |acc| <= 32,208, 16 bits, after any product of any codes: no overflow is possible.
                int acc = MatrixRows.Dot(wideInput.Slice(row * 16, 16), wideWeights.Slice(outChannel * 16, 16));
                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(3, outChannel, acc);
                #endif
                output[(((batch * 2) + row) * 3) + outChannel] = acc;
            }
        }
    }
}
