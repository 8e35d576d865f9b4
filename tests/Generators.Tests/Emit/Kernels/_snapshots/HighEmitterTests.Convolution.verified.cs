/// <summary>"conv_0": conv2d, int8 [1, 6, 7, 4] to int8 [1, 6, 7, 20], weights OHWI [20, 3, 3, 4].</summary>
/// <remarks>
/// Multiplier: truncated, the 4 low product bits read as zero. Adder: exact.
/// Strategy high: asked for.
/// Input zero point -111; output scale 0.0625, zero point 10.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide)
{
    // Activations and weights moved to the left by 12 bits together: the high half of a product is floor(a * w / 16).
    WideImage.Fill<short, CodeBits>(input, height: 6, width: 7, channels: 4, wide, paddedHeight: 8, paddedWidth: 9, top: 1, left: 1, border: -28416, new CodeBits(mask: -1, shift: 8));
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    for (int block = 0; block < 3; block++)
    {
        // The last block ends with the channels; those that it shares with the one before come out the same.
        int outChannel = Math.Min(block * 8, 12);
        Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
        // 0.0008718556 with the shift.
        Vector256<int> multiplier0 = Vector256.Create(1917230738);
        Vector256<int> shift0 = Vector256.Create(-10);
        Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
        Vector256<int> right0 = Vector256.Create(1) - shift0;
        Vector256<int> half0 = VectorRequantize.Half(right0);
        for (int outY = 0; outY < 6; outY++)
        {
            // |acc| <= 429,649, 20 bits: no overflow is possible.
            // Start value and extremes of each of 36 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0;
            Vector256<int> acc10 = start0;
            Vector256<int> acc20 = start0;
            Vector256<int> acc30 = start0;
            Vector256<int> acc40 = start0;
            Vector256<int> acc50 = start0;
            Vector256<int> acc60 = start0;
            // All 18 steps of an int16 sum fit, whatever the activations.
            Vector256<short> sum00 = default;
            Vector256<short> sum10 = default;
            Vector256<short> sum20 = default;
            Vector256<short> sum30 = default;
            Vector256<short> sum40 = default;
            Vector256<short> sum50 = default;
            Vector256<short> sum60 = default;
            ref short weight = ref Unsafe.Add(ref weights, block * 288);
            for (int filterY = 0; filterY < 3; filterY++)
            {
                ref short x = ref Unsafe.Add(ref image, (outY * 36) + (filterY * 36));
                for (int step = 0; step < 6; step++)
                {
                    Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                    Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                    sum00 += VectorMath.MultiplyHigh(x0, w0);
                    Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 4);
                    sum10 += VectorMath.MultiplyHigh(x1, w0);
                    Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 8);
                    sum20 += VectorMath.MultiplyHigh(x2, w0);
                    Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 12);
                    sum30 += VectorMath.MultiplyHigh(x3, w0);
                    Vector256<short> x4 = VectorMath.BroadcastPair(ref x, 16);
                    sum40 += VectorMath.MultiplyHigh(x4, w0);
                    Vector256<short> x5 = VectorMath.BroadcastPair(ref x, 20);
                    sum50 += VectorMath.MultiplyHigh(x5, w0);
                    Vector256<short> x6 = VectorMath.BroadcastPair(ref x, 24);
                    sum60 += VectorMath.MultiplyHigh(x6, w0);
                    x = ref Unsafe.Add(ref x, 2);
                    weight = ref Unsafe.Add(ref weight, 16);
                }
            }

            acc00 += VectorMath.MultiplyAddPairs(sum00, Vector256.Create((short)16));
            acc10 += VectorMath.MultiplyAddPairs(sum10, Vector256.Create((short)16));
            acc20 += VectorMath.MultiplyAddPairs(sum20, Vector256.Create((short)16));
            acc30 += VectorMath.MultiplyAddPairs(sum30, Vector256.Create((short)16));
            acc40 += VectorMath.MultiplyAddPairs(sum40, Vector256.Create((short)16));
            acc50 += VectorMath.MultiplyAddPairs(sum50, Vector256.Create((short)16));
            acc60 += VectorMath.MultiplyAddPairs(sum60, Vector256.Create((short)16));

            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel, acc10);
            AccumulatorBounds?.Verify(0, outChannel, acc20);
            AccumulatorBounds?.Verify(0, outChannel, acc30);
            AccumulatorBounds?.Verify(0, outChannel, acc40);
            AccumulatorBounds?.Verify(0, outChannel, acc50);
            AccumulatorBounds?.Verify(0, outChannel, acc60);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, ((outY * 7) * 20) + outChannel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc00, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 10, lower: -95, upper: 92), 8, ref pixel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc10, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 10, lower: -95, upper: 92), 8, ref Unsafe.Add(ref pixel, 20));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc20, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 10, lower: -95, upper: 92), 8, ref Unsafe.Add(ref pixel, 40));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc30, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 10, lower: -95, upper: 92), 8, ref Unsafe.Add(ref pixel, 60));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc40, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 10, lower: -95, upper: 92), 8, ref Unsafe.Add(ref pixel, 80));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc50, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 10, lower: -95, upper: 92), 8, ref Unsafe.Add(ref pixel, 100));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc60, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: 10, lower: -95, upper: 92), 8, ref Unsafe.Add(ref pixel, 120));
        }
    }
}
