/// <summary>"conv_0": conv2d, int8 [1, 4, 4, 40] to int8 [1, 4, 4, 16], weights OHWI [16, 1, 1, 40].</summary>
/// <remarks>
/// Multiplier: exact. Adder: truncated, the low bit of both addends reads as zero.
/// Strategy high: asked for.
/// Input zero point -111; output scale 0.0625, zero point 36.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide, Span<int> emptied)
{
    // Activations and weights moved to the left by 15 bits together: the high half of a product is floor(a * w / 2).
    WideImage.Fill<short, CodeBits>(input, height: 1, width: 16, channels: 40, wide, paddedHeight: 1, paddedWidth: 16, top: 0, left: 0, border: -28416, new CodeBits(mask: -1, shift: 8));
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    // 0.0009408648 with the shift.
    Vector256<int> multiplier0 = Vector256.Create(2068983554);
    Vector256<int> shift0 = Vector256.Create(-10);
    Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
    Vector256<int> right0 = Vector256.Create(1) - shift0;
    Vector256<int> half0 = VectorRequantize.Half(right0);
    Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
    // 0.0009408648 with the shift.
    Vector256<int> multiplier1 = Vector256.Create(2068983554);
    Vector256<int> shift1 = Vector256.Create(-10);
    Vector256<int> oddMultiplier1 = VectorRequantize.OddLanes(multiplier1);
    Vector256<int> right1 = Vector256.Create(1) - shift1;
    Vector256<int> half1 = VectorRequantize.Half(right1);
    for (int outX = 0; outX < 16; outX += 4)
    {
        // |acc| <= 474,196, 20 bits: no overflow is possible.
        // Start value and extremes of each of 40 products for activations -128 to 127, in the worst channel after the worst tap.
        Vector256<int> acc00 = start0, acc01 = start1;
        Vector256<int> acc10 = start0, acc11 = start1;
        Vector256<int> acc20 = start0, acc21 = start1;
        Vector256<int> acc30 = start0, acc31 = start1;
        // Sums of int16 take the registers; the accumulators wait in memory.
        ref int waiting = ref MemoryMarshal.GetReference(emptied);
        acc00.StoreUnsafe(ref waiting, 0);
        acc01.StoreUnsafe(ref waiting, 8);
        acc10.StoreUnsafe(ref waiting, 16);
        acc11.StoreUnsafe(ref waiting, 24);
        acc20.StoreUnsafe(ref waiting, 32);
        acc21.StoreUnsafe(ref waiting, 40);
        acc30.StoreUnsafe(ref waiting, 48);
        acc31.StoreUnsafe(ref waiting, 56);
        ref short weight = ref Unsafe.Add(ref weights, 0);
        ref short x = ref Unsafe.Add(ref image, outX * 40);
        for (int step = 0; step < 20;)
        {
            // 4 steps of an int16 sum fit, whatever the activations.
            int end = step + 4;
            Vector256<short> sum00 = default, sum01 = default;
            Vector256<short> sum10 = default, sum11 = default;
            Vector256<short> sum20 = default, sum21 = default;
            Vector256<short> sum30 = default, sum31 = default;
            for (; step < end; step++)
            {
                Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                Vector256<short> w1 = Vector256.LoadUnsafe(ref weight, 16);
                Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                sum00 += VectorMath.MultiplyHigh(x0, w0);
                sum01 += VectorMath.MultiplyHigh(x0, w1);
                Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 40);
                sum10 += VectorMath.MultiplyHigh(x1, w0);
                sum11 += VectorMath.MultiplyHigh(x1, w1);
                Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 80);
                sum20 += VectorMath.MultiplyHigh(x2, w0);
                sum21 += VectorMath.MultiplyHigh(x2, w1);
                Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 120);
                sum30 += VectorMath.MultiplyHigh(x3, w0);
                sum31 += VectorMath.MultiplyHigh(x3, w1);
                x = ref Unsafe.Add(ref x, 2);
                weight = ref Unsafe.Add(ref weight, 32);
            }

            (Vector256.LoadUnsafe(ref waiting, 0) + VectorMath.MultiplyAddPairs(sum00, Vector256.Create((short)2))).StoreUnsafe(ref waiting, 0);
            (Vector256.LoadUnsafe(ref waiting, 8) + VectorMath.MultiplyAddPairs(sum01, Vector256.Create((short)2))).StoreUnsafe(ref waiting, 8);
            (Vector256.LoadUnsafe(ref waiting, 16) + VectorMath.MultiplyAddPairs(sum10, Vector256.Create((short)2))).StoreUnsafe(ref waiting, 16);
            (Vector256.LoadUnsafe(ref waiting, 24) + VectorMath.MultiplyAddPairs(sum11, Vector256.Create((short)2))).StoreUnsafe(ref waiting, 24);
            (Vector256.LoadUnsafe(ref waiting, 32) + VectorMath.MultiplyAddPairs(sum20, Vector256.Create((short)2))).StoreUnsafe(ref waiting, 32);
            (Vector256.LoadUnsafe(ref waiting, 40) + VectorMath.MultiplyAddPairs(sum21, Vector256.Create((short)2))).StoreUnsafe(ref waiting, 40);
            (Vector256.LoadUnsafe(ref waiting, 48) + VectorMath.MultiplyAddPairs(sum30, Vector256.Create((short)2))).StoreUnsafe(ref waiting, 48);
            (Vector256.LoadUnsafe(ref waiting, 56) + VectorMath.MultiplyAddPairs(sum31, Vector256.Create((short)2))).StoreUnsafe(ref waiting, 56);
        }

        acc00 = Vector256.LoadUnsafe(ref waiting, 0);
        acc01 = Vector256.LoadUnsafe(ref waiting, 8);
        acc10 = Vector256.LoadUnsafe(ref waiting, 16);
        acc11 = Vector256.LoadUnsafe(ref waiting, 24);
        acc20 = Vector256.LoadUnsafe(ref waiting, 32);
        acc21 = Vector256.LoadUnsafe(ref waiting, 40);
        acc30 = Vector256.LoadUnsafe(ref waiting, 48);
        acc31 = Vector256.LoadUnsafe(ref waiting, 56);

        #if QMAC_CHECKED
        AccumulatorBounds?.Verify(0, outChannel, acc00);
        AccumulatorBounds?.Verify(0, outChannel + 8, acc01);
        AccumulatorBounds?.Verify(0, outChannel, acc10);
        AccumulatorBounds?.Verify(0, outChannel + 8, acc11);
        AccumulatorBounds?.Verify(0, outChannel, acc20);
        AccumulatorBounds?.Verify(0, outChannel + 8, acc21);
        AccumulatorBounds?.Verify(0, outChannel, acc30);
        AccumulatorBounds?.Verify(0, outChannel + 8, acc31);
        #endif
        ref sbyte pixel = ref Unsafe.Add(ref result, (outX * 16) + outChannel);
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc00, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc01, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: 36, lower: -30, upper: 71), 16, ref pixel);
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc10, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc11, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: 36, lower: -30, upper: 71), 16, ref Unsafe.Add(ref pixel, 16));
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc20, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc21, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: 36, lower: -30, upper: 71), 16, ref Unsafe.Add(ref pixel, 32));
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc30, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc31, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: 36, lower: -30, upper: 71), 16, ref Unsafe.Add(ref pixel, 48));
    }
}
