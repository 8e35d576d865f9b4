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
    Vector256<int> multiplierSecond = Vector256.Create(1874518888);
    Vector256<int> shiftSecond = Vector256.Create(-2);
    Vector256<int> oddMultiplierSecond = VectorRequantize.OddLanes(multiplierSecond);
    Vector256<int> rightSecond = Vector256.Create(1) - shiftSecond;
    Vector256<int> halfSecond = VectorRequantize.Half(rightSecond);
    Vector256<int> multiplier = Vector256.Create(1550767414);
    Vector256<int> shift = Vector256.Create(-18);
    Vector256<int> oddMultiplier = VectorRequantize.OddLanes(multiplier);
    Vector256<int> right = Vector256.Create(1) - shift;
    Vector256<int> half = VectorRequantize.Half(right) + Vector256.Create(1);
    for (int i = 0; i < 128; i += 16)
    {
        Vector256<int> sum0 = (VectorMath.Eight(ref a, i) << 19) + VectorRequantize.HighBySign((VectorMath.Eight(ref b, i) + Vector256.Create(3)), 22, multiplierSecond, oddMultiplierSecond, halfSecond, rightSecond);
        Vector256<int> sum1 = (VectorMath.Eight(ref a, i + 8) << 19) + VectorRequantize.HighBySign((VectorMath.Eight(ref b, i + 8) + Vector256.Create(3)), 22, multiplierSecond, oddMultiplierSecond, halfSecond, rightSecond);
        VectorRequantize.Codes(VectorRequantize.HighHalfUp(sum0, 2, multiplier, oddMultiplier, half, right), VectorRequantize.HighHalfUp(sum1, 2, multiplier, oddMultiplier, half, right), zeroPoint: -111, lower: -3, upper: 127).StoreUnsafe(ref result, (nuint)(i));
    }
}
