/// <summary>"conv_0": conv2d, int8 [1, 6, 7, 8] to int8 [1, 6, 7, 20], weights OHWI [20, 3, 3, 8].</summary>
/// <remarks>
/// Multiplier: Mitchell, by adding approximate logarithms. Adder: exact.
/// Strategy rows: asked for.
/// Input zero point -7; output scale 0.0625, zero point -9.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(int samples, ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> places, Span<short> rows, Span<int> sums)
{
    // An activation is the place of its row: 4 steps of eight bytes for each of 16 products.
    places = places.Slice(0, (samples * 576) + 16);
    WideImage.Fill<short, CodeBits>(input, height: 6, width: 7, channels: 8, places, paddedHeight: 8, paddedWidth: 9, top: 1, left: 1, border: 512, new CodeBits(mask: -1, shift: 2));
    ref short image = ref MemoryMarshal.GetReference(places);
    ref short zeroRow = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), 2048);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    for (int block = 0; block < 2; block++)
    {
        // The last block ends with the channels; those that it shares with the one before come out the same.
        int outChannel = Math.Min(block * 16, 4);
        // 0.001378587 with the shift.
        Vector256<int> multiplier0 = Vector256.Create(1515772450);
        Vector256<int> shift0 = Vector256.Create(-9);
        Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
        Vector256<int> right0 = Vector256.Create(1) - shift0;
        Vector256<int> half0 = VectorRequantize.Half(right0);
        // 0.001378587 with the shift.
        Vector256<int> multiplier1 = Vector256.Create(1515772450);
        Vector256<int> shift1 = Vector256.Create(-9);
        Vector256<int> oddMultiplier1 = VectorRequantize.OddLanes(multiplier1);
        Vector256<int> right1 = Vector256.Create(1) - shift1;
        Vector256<int> half1 = VectorRequantize.Half(right1);
        for (int filterY = 0; filterY < 3; filterY++)
        {
            for (int stretch = 0; stretch < 2; stretch++)
            {
                // Rows of 12 taps, 98,688 bytes, for all pixels of all samples.
                ProductRows.Fill(ProductColumns_Of8227b98a, Conv0Columns.AsSpan(((block * 6) + (filterY * 2) + stretch) * 192, 192), rows);
                bool isFirst = (filterY * 2) + stretch == 0;
                bool isLast = (filterY * 2) + stretch == 5;
                ref int sum = ref MemoryMarshal.GetReference(sums);
                for (int batch = 0; batch < samples; batch++)
                {
                    for (int outY = 0; outY < 6; outY++)
                    {
                        for (int next = 0; next < 7; next += 4)
                        {
                            // The last block ends with the row; pixels that it shares with the one before come out the same.
                            int outX = Math.Min(next, 3);
                            // |acc| <= 648,975, 21 bits: no overflow is possible.
                            // Start value and extremes of each of 72 products for activations -128 to 127, in the worst channel after the worst tap.
                            // Skipped padding has no share in the start values: they depend on the rows and columns that a window misses.
                            nuint place0 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[outX] + outChannel);
                            nuint place1 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[outX + 1] + outChannel);
                            nuint place2 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[outX + 2] + outChannel);
                            nuint place3 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[outX + 3] + outChannel);
                            Vector256<int> acc00 = Vector256.LoadUnsafe(ref start, place0), acc01 = Vector256.LoadUnsafe(ref start, place0 + 8);
                            Vector256<int> acc10 = Vector256.LoadUnsafe(ref start, place1), acc11 = Vector256.LoadUnsafe(ref start, place1 + 8);
                            Vector256<int> acc20 = Vector256.LoadUnsafe(ref start, place2), acc21 = Vector256.LoadUnsafe(ref start, place2 + 8);
                            Vector256<int> acc30 = Vector256.LoadUnsafe(ref start, place3), acc31 = Vector256.LoadUnsafe(ref start, place3 + 8);
                            if (!isFirst)
                            {
                                acc00 = Vector256.LoadUnsafe(ref sum, 0);
                                acc01 = Vector256.LoadUnsafe(ref sum, 8);
                                acc10 = Vector256.LoadUnsafe(ref sum, 16);
                                acc11 = Vector256.LoadUnsafe(ref sum, 24);
                                acc20 = Vector256.LoadUnsafe(ref sum, 32);
                                acc21 = Vector256.LoadUnsafe(ref sum, 40);
                                acc30 = Vector256.LoadUnsafe(ref sum, 48);
                                acc31 = Vector256.LoadUnsafe(ref sum, 56);
                            }

                            ref short x = ref Unsafe.Add(ref image, (batch * 576) + (outY * 72) + (outX * 8) + (filterY * 72) + (stretch * 12));
                            ref short row = ref zeroRow;
                            for (int pair = 0; pair < 6; pair++)
                            {
                                Vector256<short> even0 = ProductRows.Row(ref row, Unsafe.Add(ref x, 0), 0);
                                Vector256<short> odd0 = ProductRows.Row(ref row, Unsafe.Add(ref x, 1), 4112);
                                acc00 = ProductRows.AddLower(acc00, even0, odd0);
                                acc01 = ProductRows.AddUpper(acc01, even0, odd0);
                                Vector256<short> even1 = ProductRows.Row(ref row, Unsafe.Add(ref x, 8), 0);
                                Vector256<short> odd1 = ProductRows.Row(ref row, Unsafe.Add(ref x, 9), 4112);
                                acc10 = ProductRows.AddLower(acc10, even1, odd1);
                                acc11 = ProductRows.AddUpper(acc11, even1, odd1);
                                Vector256<short> even2 = ProductRows.Row(ref row, Unsafe.Add(ref x, 16), 0);
                                Vector256<short> odd2 = ProductRows.Row(ref row, Unsafe.Add(ref x, 17), 4112);
                                acc20 = ProductRows.AddLower(acc20, even2, odd2);
                                acc21 = ProductRows.AddUpper(acc21, even2, odd2);
                                Vector256<short> even3 = ProductRows.Row(ref row, Unsafe.Add(ref x, 24), 0);
                                Vector256<short> odd3 = ProductRows.Row(ref row, Unsafe.Add(ref x, 25), 4112);
                                acc30 = ProductRows.AddLower(acc30, even3, odd3);
                                acc31 = ProductRows.AddUpper(acc31, even3, odd3);
                                x = ref Unsafe.Add(ref x, 2);
                                row = ref Unsafe.Add(ref row, 8224);
                            }

                            if (isLast)
                            {
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
                                ref sbyte pixel = ref Unsafe.Add(ref result, (((((batch * 6) + outY) * 7) + outX) * 20) + outChannel);
                                VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc00, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc01, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -9), 16, ref pixel);
                                VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc10, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc11, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -9), 16, ref Unsafe.Add(ref pixel, 20));
                                VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc20, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc21, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -9), 16, ref Unsafe.Add(ref pixel, 40));
                                VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc30, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc31, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -9), 16, ref Unsafe.Add(ref pixel, 60));
                            }
                            else
                            {
                                acc00.StoreUnsafe(ref sum, 0);
                                acc01.StoreUnsafe(ref sum, 8);
                                acc10.StoreUnsafe(ref sum, 16);
                                acc11.StoreUnsafe(ref sum, 24);
                                acc20.StoreUnsafe(ref sum, 32);
                                acc21.StoreUnsafe(ref sum, 40);
                                acc30.StoreUnsafe(ref sum, 48);
                                acc31.StoreUnsafe(ref sum, 56);
                            }

                            sum = ref Unsafe.Add(ref sum, 64);
                        }
                    }
                }
            }
        }
    }
}
