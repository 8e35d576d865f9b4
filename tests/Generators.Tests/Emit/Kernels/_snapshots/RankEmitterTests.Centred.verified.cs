/// <summary>"conv_0": conv2d, int8 [1, 4, 4, 8] to int8 [1, 4, 4, 16], weights OHWI [16, 1, 1, 8].</summary>
/// <remarks>
/// Multiplier: truncated, the 0 low product bits read as zero; activations less their zero point. Adder: truncated, the 0 low bits of both addends read as zero.
/// Strategy rank: asked for.
/// Input zero point -7; output scale 0.0625, zero point 103.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide)
{
    // A product is a sum of exact ones, u(a) * v(w) each: a copy of the image for each u.
    WideImage.Fill<short, CodeOffset>(input, height: 1, width: 16, channels: 8, wide, paddedHeight: 1, paddedWidth: 16, top: 0, left: 0, border: 0, new CodeOffset(7));
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel));
    Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel));
    Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
    Vector256<int> multiplier1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel + 8));
    Vector256<int> shift1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel + 8));
    for (int outX = 0; outX < 16; outX += 4)
    {
        // |acc| <= 95,063, 18 bits: no overflow is possible.
        // Start value and extremes of each of 8 products for activations -128 to 127, in the worst channel after the worst tap.
        Vector256<int> acc00 = start0, acc01 = start1;
        Vector256<int> acc10 = start0, acc11 = start1;
        Vector256<int> acc20 = start0, acc21 = start1;
        Vector256<int> acc30 = start0, acc31 = start1;
        ref short weight = ref Unsafe.Add(ref weights, 0);
        ref short x = ref Unsafe.Add(ref image, outX * 8);
        for (int step = 0; step < 4; step++)
        {
            Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
            Vector256<short> w1 = Vector256.LoadUnsafe(ref weight, 16);
            Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
            acc00 = VectorMath.AddPairs(acc00, x0, w0);
            acc01 = VectorMath.AddPairs(acc01, x0, w1);
            Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 8);
            acc10 = VectorMath.AddPairs(acc10, x1, w0);
            acc11 = VectorMath.AddPairs(acc11, x1, w1);
            Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 16);
            acc20 = VectorMath.AddPairs(acc20, x2, w0);
            acc21 = VectorMath.AddPairs(acc21, x2, w1);
            Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 24);
            acc30 = VectorMath.AddPairs(acc30, x3, w0);
            acc31 = VectorMath.AddPairs(acc31, x3, w1);
            x = ref Unsafe.Add(ref x, 2);
            weight = ref Unsafe.Add(ref weight, 32);
        }

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
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: 103), VectorRequantize.Double(acc01, multiplier1, shift1, zeroPoint: 103)), 16, ref pixel);
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc10, multiplier0, shift0, zeroPoint: 103), VectorRequantize.Double(acc11, multiplier1, shift1, zeroPoint: 103)), 16, ref Unsafe.Add(ref pixel, 16));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc20, multiplier0, shift0, zeroPoint: 103), VectorRequantize.Double(acc21, multiplier1, shift1, zeroPoint: 103)), 16, ref Unsafe.Add(ref pixel, 32));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc30, multiplier0, shift0, zeroPoint: 103), VectorRequantize.Double(acc31, multiplier1, shift1, zeroPoint: 103)), 16, ref Unsafe.Add(ref pixel, 48));
    }
}
