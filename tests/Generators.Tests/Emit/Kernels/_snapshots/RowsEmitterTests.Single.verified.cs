/// <summary>"conv_0": conv2d, int8 [1, 32, 32, 4] to int8 [1, 32, 32, 16], weights OHWI [16, 1, 1, 4].</summary>
/// <remarks>
/// Multiplier: Mitchell, by adding approximate logarithms. Adder: exact.
/// Strategy rows: asked for.
/// Input zero point -111; output scale 0.0625, zero point -46.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> places, Span<short> rows)
{
    // An activation is the place of its row: 4 steps of eight bytes for each of 16 products.
    WideImage.Fill<short, CodeBits>(input, height: 1, width: 1024, channels: 4, places, paddedHeight: 1, paddedWidth: 1024, top: 0, left: 0, border: -444, new CodeBits(mask: -1, shift: 2));
    ref short image = ref MemoryMarshal.GetReference(places);
    ref short zeroRow = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), 2048);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    // 0.004375065 with the shift.
    Vector256<int> multiplier0 = Vector256.Create(1202608629);
    Vector256<int> shift0 = Vector256.Create(-7);
    Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
    Vector256<int> right0 = Vector256.Create(1) - shift0;
    Vector256<int> half0 = VectorRequantize.Half(right0);
    Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
    // 0.004375065 with the shift.
    Vector256<int> multiplier1 = Vector256.Create(1202608629);
    Vector256<int> shift1 = Vector256.Create(-7);
    Vector256<int> oddMultiplier1 = VectorRequantize.OddLanes(multiplier1);
    Vector256<int> right1 = Vector256.Create(1) - shift1;
    Vector256<int> half1 = VectorRequantize.Half(right1);
    // Rows of 4 taps, 32,896 bytes, for all pixels.
    ProductRows.Fill(ProductColumns_Of8227b98a, Conv0Columns.AsSpan(0, 64), rows);
    for (int outX = 0; outX < 1024; outX += 4)
    {
        // |acc| <= 73,121, 18 bits: no overflow is possible.
        // Start value and extremes of each of 4 products for activations -128 to 127, in the worst channel after the worst tap.
        Vector256<int> acc00 = start0, acc01 = start1;
        Vector256<int> acc10 = start0, acc11 = start1;
        Vector256<int> acc20 = start0, acc21 = start1;
        Vector256<int> acc30 = start0, acc31 = start1;
        ref short x = ref Unsafe.Add(ref image, outX * 4);
        ref short row = ref zeroRow;
        for (int pair = 0; pair < 2; pair++)
        {
            Vector256<short> even0 = ProductRows.Row(ref row, Unsafe.Add(ref x, 0), 0);
            Vector256<short> odd0 = ProductRows.Row(ref row, Unsafe.Add(ref x, 1), 4112);
            acc00 = ProductRows.AddLower(acc00, even0, odd0);
            acc01 = ProductRows.AddUpper(acc01, even0, odd0);
            Vector256<short> even1 = ProductRows.Row(ref row, Unsafe.Add(ref x, 4), 0);
            Vector256<short> odd1 = ProductRows.Row(ref row, Unsafe.Add(ref x, 5), 4112);
            acc10 = ProductRows.AddLower(acc10, even1, odd1);
            acc11 = ProductRows.AddUpper(acc11, even1, odd1);
            Vector256<short> even2 = ProductRows.Row(ref row, Unsafe.Add(ref x, 8), 0);
            Vector256<short> odd2 = ProductRows.Row(ref row, Unsafe.Add(ref x, 9), 4112);
            acc20 = ProductRows.AddLower(acc20, even2, odd2);
            acc21 = ProductRows.AddUpper(acc21, even2, odd2);
            Vector256<short> even3 = ProductRows.Row(ref row, Unsafe.Add(ref x, 12), 0);
            Vector256<short> odd3 = ProductRows.Row(ref row, Unsafe.Add(ref x, 13), 4112);
            acc30 = ProductRows.AddLower(acc30, even3, odd3);
            acc31 = ProductRows.AddUpper(acc31, even3, odd3);
            x = ref Unsafe.Add(ref x, 2);
            row = ref Unsafe.Add(ref row, 8224);
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
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc00, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc01, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -46), 16, ref pixel);
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc10, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc11, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -46), 16, ref Unsafe.Add(ref pixel, 16));
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc20, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc21, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -46), 16, ref Unsafe.Add(ref pixel, 32));
        VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc30, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc31, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -46), 16, ref Unsafe.Add(ref pixel, 48));
    }
}
