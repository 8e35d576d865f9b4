/// <summary>"conv_0": conv2d, int8 [1, 4, 6, 4] to int8 [1, 4, 6, 10], weights OHWI [10, 3, 3, 4].</summary>
/// <remarks>
/// Multiplier: exact. Adder: lower-part OR, the 4 low bits of the addends are ORed.
/// Strategy lanes: asked for.
/// Input zero point -111; output scale 0.0625, zero point 107.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide)
{
    // Activations and weights moved to the left by 11 bits together: of a product the instructions give the part
    // from bit 4 up, rounded, and below it the low bits, moved.
    WideImage.Fill<short, CodeBits>(input, height: 4, width: 6, channels: 4, wide, paddedHeight: 6, paddedWidth: 8, top: 1, left: 1, border: 0, new CodeBits(mask: -1, shift: 8));
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    ref int startLow = ref MemoryMarshal.GetReference(Conv0StartLow);
    for (int block = 0; block < 2; block++)
    {
        // The last block ends with the channels; those that it shares with the one before come out the same.
        int outChannel = Math.Min(block * 8, 2);
        // 0.00174784 with the shift.
        Vector256<int> multiplier0 = Vector256.Create(1921769970);
        Vector256<int> shift0 = Vector256.Create(-9);
        Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
        Vector256<int> right0 = Vector256.Create(1) - shift0;
        Vector256<int> half0 = VectorRequantize.Half(right0);
        for (int outY = 0; outY < 4; outY++)
        {
            // |acc| <= 396,818, 20 bits: no overflow is possible.
            // Start value and extremes of each of 36 products for activations -128 to 127, in the worst channel after the worst tap.
            // Skipped padding has no share in the start values: they depend on the rows and columns that a window misses.
            nuint place0 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[0] + outChannel);
            nuint place1 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[1] + outChannel);
            nuint place2 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[2] + outChannel);
            nuint place3 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[3] + outChannel);
            nuint place4 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[4] + outChannel);
            nuint place5 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[5] + outChannel);
            Vector256<int> acc00 = Vector256.LoadUnsafe(ref start, place0);
            Vector256<int> acc10 = Vector256.LoadUnsafe(ref start, place1);
            Vector256<int> acc20 = Vector256.LoadUnsafe(ref start, place2);
            Vector256<int> acc30 = Vector256.LoadUnsafe(ref start, place3);
            Vector256<int> acc40 = Vector256.LoadUnsafe(ref start, place4);
            Vector256<int> acc50 = Vector256.LoadUnsafe(ref start, place5);
            Vector256<short> low00 = default;
            Vector256<short> low10 = default;
            Vector256<short> low20 = default;
            Vector256<short> low30 = default;
            Vector256<short> low40 = default;
            Vector256<short> low50 = default;
            // All 18 steps of an int16 sum fit, whatever the activations.
            Vector256<short> sum00 = default;
            Vector256<short> sum10 = default;
            Vector256<short> sum20 = default;
            Vector256<short> sum30 = default;
            Vector256<short> sum40 = default;
            Vector256<short> sum50 = default;
            ref short weight = ref Unsafe.Add(ref weights, block * 288);
            for (int filterY = 0; filterY < 3; filterY++)
            {
                ref short x = ref Unsafe.Add(ref image, (outY * 32) + (filterY * 32));
                for (int step = 0; step < 6; step++)
                {
                    Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                    Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                    sum00 += VectorMath.MultiplyRound(x0, w0);
                    low00 |= x0 * w0;
                    Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 4);
                    sum10 += VectorMath.MultiplyRound(x1, w0);
                    low10 |= x1 * w0;
                    Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 8);
                    sum20 += VectorMath.MultiplyRound(x2, w0);
                    low20 |= x2 * w0;
                    Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 12);
                    sum30 += VectorMath.MultiplyRound(x3, w0);
                    low30 |= x3 * w0;
                    Vector256<short> x4 = VectorMath.BroadcastPair(ref x, 16);
                    sum40 += VectorMath.MultiplyRound(x4, w0);
                    low40 |= x4 * w0;
                    Vector256<short> x5 = VectorMath.BroadcastPair(ref x, 20);
                    sum50 += VectorMath.MultiplyRound(x5, w0);
                    low50 |= x5 * w0;
                    x = ref Unsafe.Add(ref x, 2);
                    weight = ref Unsafe.Add(ref weight, 16);
                }
            }

            acc00 += VectorMath.MultiplyAddPairs(sum00, Vector256<short>.One);
            acc10 += VectorMath.MultiplyAddPairs(sum10, Vector256<short>.One);
            acc20 += VectorMath.MultiplyAddPairs(sum20, Vector256<short>.One);
            acc30 += VectorMath.MultiplyAddPairs(sum30, Vector256<short>.One);
            acc40 += VectorMath.MultiplyAddPairs(sum40, Vector256<short>.One);
            acc50 += VectorMath.MultiplyAddPairs(sum50, Vector256<short>.One);

            acc00 = LaneSums.LowerPartOr(acc00, low00, Vector256.LoadUnsafe(ref startLow, place0), lower: 4, shift: 11, mask: 0xf);
            acc10 = LaneSums.LowerPartOr(acc10, low10, Vector256.LoadUnsafe(ref startLow, place1), lower: 4, shift: 11, mask: 0xf);
            acc20 = LaneSums.LowerPartOr(acc20, low20, Vector256.LoadUnsafe(ref startLow, place2), lower: 4, shift: 11, mask: 0xf);
            acc30 = LaneSums.LowerPartOr(acc30, low30, Vector256.LoadUnsafe(ref startLow, place3), lower: 4, shift: 11, mask: 0xf);
            acc40 = LaneSums.LowerPartOr(acc40, low40, Vector256.LoadUnsafe(ref startLow, place4), lower: 4, shift: 11, mask: 0xf);
            acc50 = LaneSums.LowerPartOr(acc50, low50, Vector256.LoadUnsafe(ref startLow, place5), lower: 4, shift: 11, mask: 0xf);
            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel, acc10);
            AccumulatorBounds?.Verify(0, outChannel, acc20);
            AccumulatorBounds?.Verify(0, outChannel, acc30);
            AccumulatorBounds?.Verify(0, outChannel, acc40);
            AccumulatorBounds?.Verify(0, outChannel, acc50);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, ((outY * 6) * 10) + outChannel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc00, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 107), 8, ref pixel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc10, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 107), 8, ref Unsafe.Add(ref pixel, 10));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc20, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 107), 8, ref Unsafe.Add(ref pixel, 20));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc30, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 107), 8, ref Unsafe.Add(ref pixel, 30));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc40, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 107), 8, ref Unsafe.Add(ref pixel, 40));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc50, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 107), 8, ref Unsafe.Add(ref pixel, 50));
        }
    }
}
