/// <summary>"xnnpack_add_0": xnnpack_add, int8 [1, 2, 2, 16] and int8 [1, 2, 2, 16] to int8 [1, 2, 2, 16].</summary>
/// <remarks>
/// As XNNPACK computes it: both operands by integer factors, their sum rounded once, half up.
/// Zero points 4 and 4; output scale 0.0625, zero point 110.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void XnnpackAdd0(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    ref sbyte a = ref MemoryMarshal.GetReference(first);
    ref sbyte b = ref MemoryMarshal.GetReference(second);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    // ((first * 507988992) + (second * 4194304) + -1511862272) / 2^30, factors as upper and lower 15 bits: the defined code for all 65,536 pairs.
    Vector256<short> high = Vector256.Create(8404110).AsInt16();
    Vector256<short> low = Vector256.Create(19456).AsInt16();
    for (int i = 0; i < 64; i += 16)
    {
        Vector256<short> x = VectorMath.Widen(Vector128.LoadUnsafe(ref a, (nuint)(i))), y = VectorMath.Widen(Vector128.LoadUnsafe(ref b, (nuint)(i)));
        Vector256<short> pairs0 = VectorMath.InterleaveLower(x, y);
        Vector256<int> lowSum0 = VectorMath.MultiplyAddPairs(pairs0, low) + Vector256.Create(20480);
        Vector256<int> sum0 = VectorMath.MultiplyAddPairs(pairs0, high) + Vector256.ShiftRightArithmetic(lowSum0, 15) + Vector256.Create(-46139);
        Vector256<short> pairs1 = VectorMath.InterleaveUpper(x, y);
        Vector256<int> lowSum1 = VectorMath.MultiplyAddPairs(pairs1, low) + Vector256.Create(20480);
        Vector256<int> sum1 = VectorMath.MultiplyAddPairs(pairs1, high) + Vector256.ShiftRightArithmetic(lowSum1, 15) + Vector256.Create(-46139);
        VectorRequantize.CodesOfHalves(Vector256.ShiftRightArithmetic(sum0, 15), Vector256.ShiftRightArithmetic(sum1, 15), zeroPoint: 110, lower: -73, upper: 103).StoreUnsafe(ref result, (nuint)(i));
    }
}

/// <summary>"xnnpack_mean_1": mean along axes [1, 2], int8 [1, 2, 2, 16] to int8 [1, 1, 1, 16].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void XnnpackMean1(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ref sbyte source = ref MemoryMarshal.GetReference(input);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    Vector256<float> factor = Vector256.Create(BitConverter.UInt32BitsToSingle(0x3ea84c6c /* 0.3287081 */));
    Vector256<float> constant = Vector256.Create(BitConverter.UInt32BitsToSingle(0x428f6666 /* 71.7 */));
    int outputIndex = 0;
    Vector256<short> sums = Vector256<short>.Zero;
    for (int i1 = 0; i1 < 2; i1++)
    {
        for (int i2 = 0; i2 < 2; i2++)
        {
            sums += VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)((i1 * 32) + (i2 * 16))));
        }
    }

    Vector256<int> acc0 = Vector256.WidenLower(sums);
    Vector256<int> acc1 = Vector256.WidenUpper(sums);
    VectorRequantize.Codes(VectorRequantize.Round((Vector256.ConvertToSingle(acc0) * factor) + constant), VectorRequantize.Round((Vector256.ConvertToSingle(acc1) * factor) + constant), zeroPoint: 0).StoreUnsafe(ref result, (nuint)(outputIndex));
    outputIndex += 16;
}
