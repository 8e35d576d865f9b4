/// <summary>"depthwise_0": depthwise_conv2d, int8 [1, 9, 8, 40] to int8 [1, 5, 4, 40], weights 1HWC [1, 3, 3, 40].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy depthwise: asked for.
/// Input zero point -111; output scale 0.0625, zero point -6.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Depthwise0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> pairs)
{
    ref short rows = ref MemoryMarshal.GetReference(pairs);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Depthwise0Weights);
    ref int start = ref MemoryMarshal.GetReference(Depthwise0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int made = 0;
    for (int outY = 0; outY < 5; outY++)
    {
        // Each row with the next one of the filter below it, as pairs of int16; padding carries the zero point and is multiplied like any other activation.
        for (; made <= outY + 1; made++)
        {
            int upper = (made * 2) - 1;
            PairedRows.Fill(input, width: 8, channels: 40, upper, lower: upper + 1, pairs.Slice((made % 2) * 720, 720), paddedWidth: 9, left: 0, value: -111);
        }

        for (int block = 0; block < 5; block++)
        {
            int outChannel = block * 8;
            Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
            Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Depthwise0QuantizedMultiplier), (nuint)(outChannel));
            Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Depthwise0Shift), (nuint)(outChannel));
            ref short row0 = ref Unsafe.Add(ref rows, ((outY % 2) * 720) + (outChannel * 2));
            ref short row1 = ref Unsafe.Add(ref rows, (((outY + 1) % 2) * 720) + (outChannel * 2));
            ref short weight = ref Unsafe.Add(ref weights, block * 96);
            Vector256<short> w0_0 = Vector256.LoadUnsafe(ref weight);
            Vector256<short> w1_0 = Vector256.LoadUnsafe(ref weight, 16);
            Vector256<short> w2_0 = Vector256.LoadUnsafe(ref weight, 32);
            Vector256<short> w3_0 = Vector256.LoadUnsafe(ref weight, 48);
            Vector256<short> w4_0 = Vector256.LoadUnsafe(ref weight, 64);
            Vector256<short> w5_0 = Vector256.LoadUnsafe(ref weight, 80);
            for (int outX = 0; outX < 4; outX++)
            {
                // |acc| <= 158,693, 19 bits: no overflow is possible.
                // Start value and extremes of each of 9 products for activations -128 to 127, in the worst channel after the worst tap.
                Vector256<int> acc00 = start0;
                ref short x0 = ref Unsafe.Add(ref row0, outX * 160);
                acc00 = VectorMath.AddPairs(acc00, Vector256.LoadUnsafe(ref x0), w0_0);
                acc00 = VectorMath.AddPairs(acc00, Vector256.LoadUnsafe(ref x0, 80), w1_0);
                acc00 = VectorMath.AddPairs(acc00, Vector256.LoadUnsafe(ref x0, 160), w2_0);
                ref short x1 = ref Unsafe.Add(ref row1, outX * 160);
                acc00 = VectorMath.AddPairs(acc00, Vector256.LoadUnsafe(ref x1), w3_0);
                acc00 = VectorMath.AddPairs(acc00, Vector256.LoadUnsafe(ref x1, 80), w4_0);
                acc00 = VectorMath.AddPairs(acc00, Vector256.LoadUnsafe(ref x1, 160), w5_0);

                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(0, outChannel, acc00);
                #endif
                ref sbyte pixel = ref Unsafe.Add(ref result, (((outY * 4) + outX) * 40) + outChannel);
                VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: -6), default), 8, ref pixel);
            }
        }
    }
}
