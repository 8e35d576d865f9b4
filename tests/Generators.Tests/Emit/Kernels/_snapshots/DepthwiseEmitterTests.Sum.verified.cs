/// <summary>"depthwise_0": depthwise_conv2d, int8 [1, 12, 12, 8] to int8 [1, 12, 12, 8], weights 1HWC [1, 3, 3, 8].</summary>
/// <remarks>
/// Multiplier: DRUM, of the 4 leading bits of both magnitudes. Adder: exact.
/// Strategy depthwise: asked for.
/// Input zero point -111; output scale 0.0625, zero point -39.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Depthwise0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> pairs)
{
    ref short rows = ref MemoryMarshal.GetReference(pairs);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Depthwise0Weights);
    ref int start = ref MemoryMarshal.GetReference(Depthwise0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int made = 0;
    for (int outRows = 0; outRows < 6; outRows++)
    {
        // Each row with the next one of the filter below it, as pairs of int16; padding carries the zero point and is multiplied like any other activation.
        for (; made <= outRows + 1; made++)
        {
            int upper = (made * 2) - 1;
            PairedRows.Fill<MagnitudeBits>(input, width: 12, channels: 8, upper, lower: upper + 1, pairs.Slice((made % 2) * 224, 224), paddedWidth: 14, left: 1, border: -104, new MagnitudeBits(masks: Vector128.Create((byte)255, 236, 216, 200, 176, 160, 144, 128, 111, 0, 0, 0, 0, 0, 0, 0), sets: Vector128.Create((byte)0, 18, 36, 52, 72, 88, 104, 120, 144, 0, 0, 0, 0, 0, 0, 0)));
        }

        int outChannel = 0;
        Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
        Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Depthwise0QuantizedMultiplier), (nuint)(outChannel));
        Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Depthwise0Shift), (nuint)(outChannel));
        Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
        Vector256<int> right0 = Vector256.Create(1) - shift0;
        Vector256<int> half0 = VectorRequantize.Half(right0) + Vector256.Create(1);
        ref short row0 = ref Unsafe.Add(ref rows, ((outRows % 2) * 224) + (outChannel * 2));
        ref short row1 = ref Unsafe.Add(ref rows, (((outRows + 1) % 2) * 224) + (outChannel * 2));
        ref short weight = ref Unsafe.Add(ref weights, 0);
        Vector256<short> w0_0 = Vector256.LoadUnsafe(ref weight);
        Vector256<short> w0_0_1 = Vector256.LoadUnsafe(ref weight, 16);
        Vector256<short> w1_0 = Vector256.LoadUnsafe(ref weight, 32);
        Vector256<short> w1_0_1 = Vector256.LoadUnsafe(ref weight, 48);
        Vector256<short> w2_0 = Vector256.LoadUnsafe(ref weight, 64);
        Vector256<short> w2_0_1 = Vector256.LoadUnsafe(ref weight, 80);
        Vector256<short> w3_0 = Vector256.LoadUnsafe(ref weight, 96);
        Vector256<short> w3_0_1 = Vector256.LoadUnsafe(ref weight, 112);
        Vector256<short> w4_0 = Vector256.LoadUnsafe(ref weight, 128);
        Vector256<short> w4_0_1 = Vector256.LoadUnsafe(ref weight, 144);
        Vector256<short> w5_0 = Vector256.LoadUnsafe(ref weight, 160);
        Vector256<short> w5_0_1 = Vector256.LoadUnsafe(ref weight, 176);
        for (int outX = 0; outX < 12; outX++)
        {
            // |acc| <= 109,591, 18 bits: no overflow is possible.
            // Start value and extremes of each of 9 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0;
            Vector256<int> acc10 = start0;
            ref short x0 = ref Unsafe.Add(ref row0, outX * 16);
            Vector256<short> x0_0 = Vector256.LoadUnsafe(ref x0);
            acc00 = VectorMath.AddPairs(acc00, x0_0, w0_0);
            acc10 = VectorMath.AddPairs(acc10, x0_0, w0_0_1);
            Vector256<short> x1_0 = Vector256.LoadUnsafe(ref x0, 16);
            acc00 = VectorMath.AddPairs(acc00, x1_0, w1_0);
            acc10 = VectorMath.AddPairs(acc10, x1_0, w1_0_1);
            Vector256<short> x2_0 = Vector256.LoadUnsafe(ref x0, 32);
            acc00 = VectorMath.AddPairs(acc00, x2_0, w2_0);
            acc10 = VectorMath.AddPairs(acc10, x2_0, w2_0_1);
            ref short x1 = ref Unsafe.Add(ref row1, outX * 16);
            Vector256<short> x3_0 = Vector256.LoadUnsafe(ref x1);
            acc00 = VectorMath.AddPairs(acc00, x3_0, w3_0);
            acc10 = VectorMath.AddPairs(acc10, x3_0, w3_0_1);
            Vector256<short> x4_0 = Vector256.LoadUnsafe(ref x1, 16);
            acc00 = VectorMath.AddPairs(acc00, x4_0, w4_0);
            acc10 = VectorMath.AddPairs(acc10, x4_0, w4_0_1);
            Vector256<short> x5_0 = Vector256.LoadUnsafe(ref x1, 32);
            acc00 = VectorMath.AddPairs(acc00, x5_0, w5_0);
            acc10 = VectorMath.AddPairs(acc10, x5_0, w5_0_1);

            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel, acc10);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, ((((outRows * 2) * 12) + outX) * 8) + outChannel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighHalfUp(acc00, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: -39, lower: -26, upper: 84), 8, ref pixel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighHalfUp(acc10, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: -39, lower: -26, upper: 84), 8, ref Unsafe.Add(ref pixel, 96));
        }
    }
}
