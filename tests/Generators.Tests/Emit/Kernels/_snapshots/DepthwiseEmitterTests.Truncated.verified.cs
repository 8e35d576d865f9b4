/// <summary>"depthwise_0": depthwise_conv2d, int8 [1, 9, 8, 16] to int8 [1, 9, 8, 16], weights 1HWC [1, 3, 3, 16].</summary>
/// <remarks>
/// Multiplier: truncated, the low product bit reads as zero. Adder: exact.
/// Strategy depthwise: asked for.
/// Input zero point -111; output scale 0.0625, zero point -5.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Depthwise0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> pairs)
{
    // Activations and weights moved to the left by 15 bits together: the high half of a product is floor(a * w / 2).
    // 3 steps of an int16 sum fit, whatever the activations.
    ref short rows = ref MemoryMarshal.GetReference(pairs);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Depthwise0Weights);
    ref int start = ref MemoryMarshal.GetReference(Depthwise0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int made = 0;
    for (int outY = 0; outY < 9; outY++)
    {
        // Each row with the next one of the filter below it, as pairs of int16; padding makes every product 0.
        for (; made <= outY + 2; made++)
        {
            int upper = made - 1;
            PairedRows.Fill<CodeBits>(input, width: 8, channels: 16, upper, lower: upper + 1, pairs.Slice((made % 3) * 320, 320), paddedWidth: 10, left: 1, border: 0, new CodeBits(mask: -1, shift: 8));
        }

        int outChannel = 0;
        Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Depthwise0QuantizedMultiplier), (nuint)(outChannel));
        Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Depthwise0Shift), (nuint)(outChannel));
        Vector256<int> multiplier1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Depthwise0QuantizedMultiplier), (nuint)(outChannel + 8));
        Vector256<int> shift1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Depthwise0Shift), (nuint)(outChannel + 8));
        ref short row0 = ref Unsafe.Add(ref rows, ((outY % 3) * 320) + (outChannel * 2));
        ref short row1 = ref Unsafe.Add(ref rows, (((outY + 2) % 3) * 320) + (outChannel * 2));
        ref short weight = ref Unsafe.Add(ref weights, 0);
        Vector256<short> w0_0 = Vector256.LoadUnsafe(ref weight);
        Vector256<short> w0_1 = Vector256.LoadUnsafe(ref weight, 16);
        Vector256<short> w1_0 = Vector256.LoadUnsafe(ref weight, 32);
        Vector256<short> w1_1 = Vector256.LoadUnsafe(ref weight, 48);
        Vector256<short> w2_0 = Vector256.LoadUnsafe(ref weight, 64);
        Vector256<short> w2_1 = Vector256.LoadUnsafe(ref weight, 80);
        Vector256<short> w3_0 = Vector256.LoadUnsafe(ref weight, 96);
        Vector256<short> w3_1 = Vector256.LoadUnsafe(ref weight, 112);
        Vector256<short> w4_0 = Vector256.LoadUnsafe(ref weight, 128);
        Vector256<short> w4_1 = Vector256.LoadUnsafe(ref weight, 144);
        Vector256<short> w5_0 = Vector256.LoadUnsafe(ref weight, 160);
        Vector256<short> w5_1 = Vector256.LoadUnsafe(ref weight, 176);
        for (int outX = 0; outX < 8; outX++)
        {
            // |acc| <= 129,196, 18 bits: no overflow is possible.
            // Start value and extremes of each of 9 products for activations -128 to 127, in the worst channel after the worst tap.
            // Skipped padding has no share in the start values: they depend on the rows and columns that a window misses.
            nuint place0 = (nuint)(Depthwise0StartRows[outY] + Depthwise0StartColumns[outX] + outChannel);
            Vector256<int> acc00 = Vector256.LoadUnsafe(ref start, place0), acc01 = Vector256.LoadUnsafe(ref start, place0 + 8);
            Vector256<short> sum00 = default, sum01 = default;
            ref short x0 = ref Unsafe.Add(ref row0, outX * 32);
            sum00 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x0), w0_0);
            sum01 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x0, 16), w0_1);
            sum00 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x0, 32), w1_0);
            sum01 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x0, 48), w1_1);
            sum00 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x0, 64), w2_0);
            sum01 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x0, 80), w2_1);
            acc00 += VectorMath.MultiplyAddPairs(sum00, Vector256.Create((short)2));
            acc01 += VectorMath.MultiplyAddPairs(sum01, Vector256.Create((short)2));
            sum00 = default;
            sum01 = default;
            ref short x1 = ref Unsafe.Add(ref row1, outX * 32);
            sum00 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x1), w3_0);
            sum01 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x1, 16), w3_1);
            sum00 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x1, 32), w4_0);
            sum01 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x1, 48), w4_1);
            sum00 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x1, 64), w5_0);
            sum01 += VectorMath.MultiplyHigh(Vector256.LoadUnsafe(ref x1, 80), w5_1);
            acc00 += VectorMath.MultiplyAddPairs(sum00, Vector256.Create((short)2));
            acc01 += VectorMath.MultiplyAddPairs(sum01, Vector256.Create((short)2));

            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel + 8, acc01);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, (((outY * 8) + outX) * 16) + outChannel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: -5, lower: -56, upper: 32), VectorRequantize.Double(acc01, multiplier1, shift1, zeroPoint: -5, lower: -56, upper: 32)), 16, ref pixel);
        }
    }
}
