/// <summary>"conv_0": conv2d, int8 [1, 4, 6, 4] to int8 [1, 4, 6, 16], weights OHWI [16, 3, 3, 4].</summary>
/// <remarks>
/// Multiplier: exact. Adder: lower-part OR, the 4 low bits of the addends are ORed.
/// Strategy lanes: asked for.
/// Input zero point -111; output scale 0.0625, zero point -121.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide)
{
    // Activations and weights moved to the left by 11 bits together: of a product the instructions give the part
    // from bit 4 up, rounded, and below it the low bits, moved.
    WideImage.Fill<short, CodeBits>(input, height: 4, width: 6, channels: 4, wide, paddedHeight: 6, paddedWidth: 8, top: 1, left: 1, border: -28416, new CodeBits(mask: -1, shift: 8));
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    ref int startLow = ref MemoryMarshal.GetReference(Conv0StartLow);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel));
    Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel));
    Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
    Vector256<int> multiplier1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel + 8));
    Vector256<int> shift1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel + 8));
    Vector256<int> startLow0 = Vector256.LoadUnsafe(ref startLow, (nuint)(outChannel));
    Vector256<int> startLow1 = Vector256.LoadUnsafe(ref startLow, (nuint)(outChannel + 8));
    for (int outY = 0; outY < 4; outY++)
    {
        for (int outX = 0; outX < 6; outX += 3)
        {
            // |acc| <= 423,692, 20 bits: no overflow is possible.
            // Start value and extremes of each of 36 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0, acc01 = start1;
            Vector256<int> acc10 = start0, acc11 = start1;
            Vector256<int> acc20 = start0, acc21 = start1;
            Vector256<short> low00 = default, low01 = default;
            Vector256<short> low10 = default, low11 = default;
            Vector256<short> low20 = default, low21 = default;
            // All 18 steps of an int16 sum fit, whatever the activations.
            Vector256<short> sum00 = default, sum01 = default;
            Vector256<short> sum10 = default, sum11 = default;
            Vector256<short> sum20 = default, sum21 = default;
            ref short weight = ref Unsafe.Add(ref weights, 0);
            for (int filterY = 0; filterY < 3; filterY++)
            {
                ref short x = ref Unsafe.Add(ref image, (outY * 32) + (outX * 4) + (filterY * 32));
                for (int step = 0; step < 6; step++)
                {
                    Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                    Vector256<short> w1 = Vector256.LoadUnsafe(ref weight, 16);
                    Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                    sum00 += VectorMath.MultiplyRound(x0, w0);
                    low00 |= x0 * w0;
                    sum01 += VectorMath.MultiplyRound(x0, w1);
                    low01 |= x0 * w1;
                    Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 4);
                    sum10 += VectorMath.MultiplyRound(x1, w0);
                    low10 |= x1 * w0;
                    sum11 += VectorMath.MultiplyRound(x1, w1);
                    low11 |= x1 * w1;
                    Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 8);
                    sum20 += VectorMath.MultiplyRound(x2, w0);
                    low20 |= x2 * w0;
                    sum21 += VectorMath.MultiplyRound(x2, w1);
                    low21 |= x2 * w1;
                    x = ref Unsafe.Add(ref x, 2);
                    weight = ref Unsafe.Add(ref weight, 32);
                }
            }

            acc00 += VectorMath.MultiplyAddPairs(sum00, Vector256<short>.One);
            acc01 += VectorMath.MultiplyAddPairs(sum01, Vector256<short>.One);
            acc10 += VectorMath.MultiplyAddPairs(sum10, Vector256<short>.One);
            acc11 += VectorMath.MultiplyAddPairs(sum11, Vector256<short>.One);
            acc20 += VectorMath.MultiplyAddPairs(sum20, Vector256<short>.One);
            acc21 += VectorMath.MultiplyAddPairs(sum21, Vector256<short>.One);

            acc00 = LaneSums.LowerPartOr(acc00, low00, startLow0, lower: 4, shift: 11, mask: 0xf);
            acc01 = LaneSums.LowerPartOr(acc01, low01, startLow1, lower: 4, shift: 11, mask: 0xf);
            acc10 = LaneSums.LowerPartOr(acc10, low10, startLow0, lower: 4, shift: 11, mask: 0xf);
            acc11 = LaneSums.LowerPartOr(acc11, low11, startLow1, lower: 4, shift: 11, mask: 0xf);
            acc20 = LaneSums.LowerPartOr(acc20, low20, startLow0, lower: 4, shift: 11, mask: 0xf);
            acc21 = LaneSums.LowerPartOr(acc21, low21, startLow1, lower: 4, shift: 11, mask: 0xf);
            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel + 8, acc01);
            AccumulatorBounds?.Verify(0, outChannel, acc10);
            AccumulatorBounds?.Verify(0, outChannel + 8, acc11);
            AccumulatorBounds?.Verify(0, outChannel, acc20);
            AccumulatorBounds?.Verify(0, outChannel + 8, acc21);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, (((outY * 6) + outX) * 16) + outChannel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: -121), VectorRequantize.Double(acc01, multiplier1, shift1, zeroPoint: -121)), 16, ref pixel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc10, multiplier0, shift0, zeroPoint: -121), VectorRequantize.Double(acc11, multiplier1, shift1, zeroPoint: -121)), 16, ref Unsafe.Add(ref pixel, 16));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc20, multiplier0, shift0, zeroPoint: -121), VectorRequantize.Double(acc21, multiplier1, shift1, zeroPoint: -121)), 16, ref Unsafe.Add(ref pixel, 32));
        }
    }
}
