/// <summary>"sum_0": sum along axes [1, 2], int8 [2, 3, 40] to int8 [2, 1, 1].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Sum0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ref sbyte source = ref MemoryMarshal.GetReference(input);
    // The last vector ends with the row; what it shares with the one before is added once.
    Vector128<sbyte> others = Vector128.Create((sbyte)0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1);
    int outputIndex = 0;
    for (int i0 = 0; i0 < 2; i0++)
    {
        Vector256<short> sums = Vector256<short>.Zero;
        for (int i1 = 0; i1 < 3; i1++)
        {
            for (int code = 0; code < 32; code += 16)
            {
                sums += VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)((i0 * 120) + (i1 * 40) + code)));
            }
            sums += VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)((i0 * 120) + (i1 * 40) + 24)) & others);
        }

        int acc = -600 + Vector256.Sum(Vector256.WidenLower(sums) + Vector256.WidenUpper(sums));
        output[outputIndex++] = FixedPoint.Requantize(acc, quantizedMultiplier: 939067586, shift: -6 /* 0.006832616 */, zeroPoint: -105);
    }
}

/// <summary>"reduce_min_1": reduce_min along axes [2], int8 [2, 3, 40] to int8 [2, 3, 1].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void ReduceMin1(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ref sbyte source = ref MemoryMarshal.GetReference(input);
    int outputIndex = 0;
    for (int i0 = 0; i0 < 2; i0++)
    {
        for (int i1 = 0; i1 < 3; i1++)
        {
            Vector128<sbyte> acc = Vector128.Create(sbyte.MaxValue);
            for (int code = 0; code < 32; code += 16)
            {
                acc = Vector128.Min(acc, Vector128.LoadUnsafe(ref source, (nuint)((i0 * 120) + (i1 * 40) + code)));
            }
            acc = Vector128.Min(acc, Vector128.LoadUnsafe(ref source, (nuint)((i0 * 120) + (i1 * 40) + 24)));

            output[outputIndex++] = VectorMath.Least(acc);
        }
    }
}
