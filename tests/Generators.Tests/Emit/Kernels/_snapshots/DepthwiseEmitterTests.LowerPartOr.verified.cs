/// <summary>"depthwise_0": depthwise_conv2d, int8 [1, 9, 8, 16] to int8 [1, 9, 8, 16], weights 1HWC [1, 9, 9, 16].</summary>
/// <remarks>
/// Multiplier: exact. Adder: lower-part OR, the 4 low bits of the addends are ORed.
/// Strategy depthwise: asked for.
/// Input zero point -111; output scale 0.0625, zero point -111.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Depthwise0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> pairs)
{
    // Activations and weights moved to the left by 11 bits together: of a product the instructions give the part
    // from bit 4 up, rounded, and below it the low bits, moved.
    // 45 steps of an int16 sum fit, whatever the activations.
    ref short rows = ref MemoryMarshal.GetReference(pairs);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Depthwise0Weights);
    ref int start = ref MemoryMarshal.GetReference(Depthwise0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    ref int startLow = ref MemoryMarshal.GetReference(Depthwise0StartLow);
    int made = 0;
    for (int outY = 0; outY < 9; outY++)
    {
        // Each row with the next one of the filter below it, as pairs of int16; padding carries the zero point and is multiplied like any other activation.
        for (; made <= outY + 8; made++)
        {
            int upper = made - 4;
            PairedRows.Fill<CodeBits>(input, width: 8, channels: 16, upper, lower: upper + 1, pairs.Slice((made % 9) * 512, 512), paddedWidth: 16, left: 4, border: -28416, new CodeBits(mask: -1, shift: 8));
        }

        int outChannel = 0;
        Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
        // 0.001077672 with the shift.
        Vector256<int> multiplier0 = Vector256.Create(1184912666);
        Vector256<int> shift0 = Vector256.Create(-9);
        Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
        Vector256<int> right0 = Vector256.Create(1) - shift0;
        Vector256<int> half0 = VectorRequantize.Half(right0) + Vector256.Create(1);
        Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
        // 0.001077672 with the shift.
        Vector256<int> multiplier1 = Vector256.Create(1184912666);
        Vector256<int> shift1 = Vector256.Create(-9);
        Vector256<int> oddMultiplier1 = VectorRequantize.OddLanes(multiplier1);
        Vector256<int> right1 = Vector256.Create(1) - shift1;
        Vector256<int> half1 = VectorRequantize.Half(right1) + Vector256.Create(1);
        Vector256<int> startLow0 = Vector256.LoadUnsafe(ref startLow, (nuint)(outChannel));
        Vector256<int> startLow1 = Vector256.LoadUnsafe(ref startLow, (nuint)(outChannel + 8));
        for (int outX = 0; outX < 8; outX++)
        {
            // |acc| <= 803,561, 21 bits: no overflow is possible.
            // Start value and extremes of each of 81 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0, acc01 = start1;
            Vector256<short> low00 = default, low01 = default;
            ref short weight = ref Unsafe.Add(ref weights, 0);
            Vector256<short> sum00 = default, sum01 = default;
            for (int filterPair = 0; filterPair < 5; filterPair++)
            {
                ref short x = ref Unsafe.Add(ref rows, (((outY + (filterPair * 2)) % 9) * 512) + (outX * 32) + (outChannel * 2));
                for (int filterX = 0; filterX < 9; filterX++)
                {
                    sum00 += VectorMath.MultiplyRound(Vector256.LoadUnsafe(ref x), Vector256.LoadUnsafe(ref weight));
                    low00 |= Vector256.LoadUnsafe(ref x) * Vector256.LoadUnsafe(ref weight);
                    sum01 += VectorMath.MultiplyRound(Vector256.LoadUnsafe(ref x, 16), Vector256.LoadUnsafe(ref weight, 16));
                    low01 |= Vector256.LoadUnsafe(ref x, 16) * Vector256.LoadUnsafe(ref weight, 16);
                    x = ref Unsafe.Add(ref x, 32);
                    weight = ref Unsafe.Add(ref weight, 32);
                }
            }
            acc00 += VectorMath.MultiplyAddPairs(sum00, Vector256<short>.One);
            acc01 += VectorMath.MultiplyAddPairs(sum01, Vector256<short>.One);

            acc00 = LaneSums.LowerPartOr(acc00, low00, startLow0, lower: 4, shift: 11, mask: 0xf);
            acc01 = LaneSums.LowerPartOr(acc01, low01, startLow1, lower: 4, shift: 11, mask: 0xf);
            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel + 8, acc01);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, (((outY * 8) + outX) * 16) + outChannel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighHalfUp(acc00, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighHalfUp(acc01, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: -111, lower: -8, upper: 111), 16, ref pixel);
        }
    }
}
