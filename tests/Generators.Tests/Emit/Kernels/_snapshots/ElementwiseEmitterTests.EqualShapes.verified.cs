/// <summary>"add_0": add, int8 [1, 4, 4, 8] and int8 [1, 4, 4, 8] to int8 [1, 4, 4, 8].</summary>
/// <remarks>
/// Both operands are rescaled to a common scale with 20 fraction bits, added, and requantized.
/// Zero points 0 and -3; output scale 0.0625, zero point -111.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Add0(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    ref sbyte a = ref MemoryMarshal.GetReference(first);
    ref sbyte b = ref MemoryMarshal.GetReference(second);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    // ((first * 775383707) + (second * 338412683) + 1283662561) / 2^29, factors as upper and lower 15 bits: the defined code for all 65,536 pairs.
    Vector256<short> high = Vector256.Create(676813934).AsInt16();
    Vector256<short> low = Vector256.Create(1149987483).AsInt16();
    for (int i = 0; i < 128; i += 16)
    {
        Vector256<short> x = VectorMath.Widen(Vector128.LoadUnsafe(ref a, (nuint)(i))), y = VectorMath.Widen(Vector128.LoadUnsafe(ref b, (nuint)(i)));
        Vector256<short> pairs0 = VectorMath.InterleaveLower(x, y);
        Vector256<int> lowSum0 = VectorMath.MultiplyAddPairs(pairs0, low) + Vector256.Create(8929);
        Vector256<int> sum0 = VectorMath.MultiplyAddPairs(pairs0, high) + Vector256.ShiftRightArithmetic(lowSum0, 15) + Vector256.Create(39174);
        Vector256<short> pairs1 = VectorMath.InterleaveUpper(x, y);
        Vector256<int> lowSum1 = VectorMath.MultiplyAddPairs(pairs1, low) + Vector256.Create(8929);
        Vector256<int> sum1 = VectorMath.MultiplyAddPairs(pairs1, high) + Vector256.ShiftRightArithmetic(lowSum1, 15) + Vector256.Create(39174);
        VectorRequantize.CodesOfHalves(Vector256.ShiftRightArithmetic(sum0, 14), Vector256.ShiftRightArithmetic(sum1, 14), zeroPoint: -111, lower: -3, upper: 127).StoreUnsafe(ref result, (nuint)(i));
    }
}
