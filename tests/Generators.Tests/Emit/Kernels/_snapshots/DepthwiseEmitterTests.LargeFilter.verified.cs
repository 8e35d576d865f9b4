/// <summary>"depthwise_0": depthwise_conv2d, int8 [2, 9, 8, 16] to int8 [2, 9, 8, 16], weights 1HWC [1, 9, 9, 16].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy depthwise: asked for.
/// Input zero point -111; output scale 0.0625, zero point -111.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Depthwise0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> pairs)
{
    ref short rows = ref MemoryMarshal.GetReference(pairs);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Depthwise0Weights);
    ref int start = ref MemoryMarshal.GetReference(Depthwise0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    for (int batch = 0; batch < 2; batch++)
    {
        int made = 0;
        for (int outY = 0; outY < 9; outY++)
        {
            // Each row with the next one of the filter below it, as pairs of int16; padding carries the zero point and is multiplied like any other activation.
            for (; made <= outY + 8; made++)
            {
                int upper = made - 4;
                PairedRows.Fill(input.Slice(batch * 1152, 1152), width: 8, channels: 16, upper, lower: upper + 1, pairs.Slice((made % 9) * 768, 768), paddedWidth: 24, left: 8, value: -111);
            }

            int outChannel = 0;
            Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
            Vector256<float> factor0 = Vector256.Create(BitConverter.UInt32BitsToSingle(0x3a8d40aa /* 0.001077672 */));
            Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
            Vector256<float> factor1 = Vector256.Create(BitConverter.UInt32BitsToSingle(0x3a8d40aa /* 0.001077672 */));
            for (int outX = 0; outX < 8; outX++)
            {
                // |acc| <= 414,413, 20 bits: no overflow is possible.
                // Start value and extremes of each of 81 products for activations -128 to 127, in the worst channel after the worst tap.
                Vector256<int> acc00 = start0, acc01 = start1;
                ref short weight = ref Unsafe.Add(ref weights, 0);
                for (int filterPair = 0; filterPair < 5; filterPair++)
                {
                    ref short x = ref Unsafe.Add(ref rows, (((outY + (filterPair * 2)) % 9) * 768) + (outX * 32) + (outChannel * 2));
                    for (int filterX = 0; filterX < 9; filterX++)
                    {
                        acc00 = VectorMath.AddPairs(acc00, Vector256.LoadUnsafe(ref x), Vector256.LoadUnsafe(ref weight));
                        acc01 = VectorMath.AddPairs(acc01, Vector256.LoadUnsafe(ref x, 16), Vector256.LoadUnsafe(ref weight, 16));
                        x = ref Unsafe.Add(ref x, 64);
                        weight = ref Unsafe.Add(ref weight, 32);
                    }
                }

                #if QMAC_CHECKED
                AccumulatorBounds?.Verify(0, outChannel, acc00);
                AccumulatorBounds?.Verify(0, outChannel + 8, acc01);
                #endif
                ref sbyte pixel = ref Unsafe.Add(ref result, (((((batch * 9) + outY) * 8) + outX) * 16) + outChannel);
                VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc00, factor0), VectorRequantize.Real(acc01, factor1), zeroPoint: -111, lower: -8, upper: 111), 16, ref pixel);
            }
        }
    }
}
