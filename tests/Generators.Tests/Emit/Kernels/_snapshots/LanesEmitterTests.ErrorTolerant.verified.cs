/// <summary>"conv_0": conv2d, int8 [1, 4, 6, 4] to int8 [1, 4, 6, 8], weights OHWI [8, 1, 1, 4].</summary>
/// <remarks>
/// Multiplier: truncated, the 2 low product bits read as zero. Adder: error tolerant (ETA-I), the 6 low bits are added without carries.
/// Strategy lanes: asked for.
/// Input zero point -111; output scale 0.0625, zero point -111.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide)
{
    // Activations and weights moved to the left by 10 bits together: of a product the instructions give the part
    // from bit 6 up, and below it the low bits, moved.
    WideImage.Fill<short, CodeBits>(input, height: 1, width: 24, channels: 4, wide, paddedHeight: 1, paddedWidth: 24, top: 0, left: 0, border: -28416, new CodeBits(mask: -1, shift: 8));
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    ref int startLow = ref MemoryMarshal.GetReference(Conv0StartLow);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel));
    Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel));
    Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
    Vector256<int> right0 = Vector256.Create(1) - shift0;
    Vector256<int> half0 = VectorRequantize.Half(right0) + Vector256.Create(1);
    Vector256<int> startLow0 = Vector256.LoadUnsafe(ref startLow, (nuint)(outChannel));
    for (int outX = 0; outX < 24; outX += 4)
    {
        // |acc| <= 71,935, 18 bits: no overflow is possible.
        // Start value and extremes of each of 4 products for activations -128 to 127, in the worst channel after the worst tap.
        Vector256<int> acc00 = start0;
        Vector256<int> acc10 = start0;
        Vector256<int> acc20 = start0;
        Vector256<int> acc30 = start0;
        Vector256<short> low00 = default;
        Vector256<short> low10 = default;
        Vector256<short> low20 = default;
        Vector256<short> low30 = default;
        Vector256<short> twice00 = default;
        Vector256<short> twice10 = default;
        Vector256<short> twice20 = default;
        Vector256<short> twice30 = default;
        Vector256<short> next00 = default;
        Vector256<short> next10 = default;
        Vector256<short> next20 = default;
        Vector256<short> next30 = default;
        ref short weight = ref Unsafe.Add(ref weights, 0);
        ref short x = ref Unsafe.Add(ref image, outX * 4);
        // 2 steps of an int16 sum fit, whatever the activations.
        Vector256<short> sum00 = default;
        Vector256<short> sum10 = default;
        Vector256<short> sum20 = default;
        Vector256<short> sum30 = default;
        for (int step = 0; step < 2; step++)
        {
            Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
            Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
            sum00 += VectorMath.MultiplyHigh(x0, w0);
            next00 = x0 * w0;
            twice00 |= low00 & next00;
            low00 |= next00;
            Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 4);
            sum10 += VectorMath.MultiplyHigh(x1, w0);
            next10 = x1 * w0;
            twice10 |= low10 & next10;
            low10 |= next10;
            Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 8);
            sum20 += VectorMath.MultiplyHigh(x2, w0);
            next20 = x2 * w0;
            twice20 |= low20 & next20;
            low20 |= next20;
            Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 12);
            sum30 += VectorMath.MultiplyHigh(x3, w0);
            next30 = x3 * w0;
            twice30 |= low30 & next30;
            low30 |= next30;
            x = ref Unsafe.Add(ref x, 2);
            weight = ref Unsafe.Add(ref weight, 16);
        }

        acc00 += VectorMath.MultiplyAddPairs(sum00, Vector256<short>.One);
        acc10 += VectorMath.MultiplyAddPairs(sum10, Vector256<short>.One);
        acc20 += VectorMath.MultiplyAddPairs(sum20, Vector256<short>.One);
        acc30 += VectorMath.MultiplyAddPairs(sum30, Vector256<short>.One);

        acc00 = LaneSums.ErrorTolerant(acc00, low00, twice00, startLow0, lower: 6, shift: 10, mask: 0x3c);
        acc10 = LaneSums.ErrorTolerant(acc10, low10, twice10, startLow0, lower: 6, shift: 10, mask: 0x3c);
        acc20 = LaneSums.ErrorTolerant(acc20, low20, twice20, startLow0, lower: 6, shift: 10, mask: 0x3c);
        acc30 = LaneSums.ErrorTolerant(acc30, low30, twice30, startLow0, lower: 6, shift: 10, mask: 0x3c);
        #if QMAC_CHECKED
        AccumulatorBounds?.Verify(0, outChannel, acc00);
        AccumulatorBounds?.Verify(0, outChannel, acc10);
        AccumulatorBounds?.Verify(0, outChannel, acc20);
        AccumulatorBounds?.Verify(0, outChannel, acc30);
        #endif
        ref sbyte pixel = ref Unsafe.Add(ref result, (outX * 8) + outChannel);
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighHalfUp(acc00, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: -111, lower: -107, upper: 124), 8, ref pixel);
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighHalfUp(acc10, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: -111, lower: -107, upper: 124), 8, ref Unsafe.Add(ref pixel, 8));
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighHalfUp(acc20, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: -111, lower: -107, upper: 124), 8, ref Unsafe.Add(ref pixel, 16));
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighHalfUp(acc30, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: -111, lower: -107, upper: 124), 8, ref Unsafe.Add(ref pixel, 24));
    }
}
