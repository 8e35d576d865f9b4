/// <summary>"conv_0": conv2d, int8 [2, 4, 4, 8] to int8 [2, 4, 4, 10], weights OHWI [10, 1, 1, 8].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy direct: asked for.
/// Input zero point -111; output scale 0.0625, zero point -8.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide)
{
    // 32 pixels of 8 channels in int16.
    WideImage.Widen(input, wide);
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    for (int block = 0; block < 2; block++)
    {
        // The last block ends with the channels; those that it shares with the one before come out the same.
        int outChannel = Math.Min(block * 8, 2);
        Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
        Vector256<float> factor0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Factor), (nuint)(outChannel)).AsSingle();
        for (int outX = 0; outX < 32; outX += 8)
        {
            // |acc| <= 145,966, 19 bits: no overflow is possible.
            // Start value and extremes of each of 8 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0;
            Vector256<int> acc10 = start0;
            Vector256<int> acc20 = start0;
            Vector256<int> acc30 = start0;
            Vector256<int> acc40 = start0;
            Vector256<int> acc50 = start0;
            Vector256<int> acc60 = start0;
            Vector256<int> acc70 = start0;
            ref short weight = ref Unsafe.Add(ref weights, block * 64);
            ref short x = ref Unsafe.Add(ref image, outX * 8);
            for (int pair = 0; pair < 4; pair++)
            {
                Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                acc00 = VectorMath.AddPairs(acc00, x0, w0);
                Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 8);
                acc10 = VectorMath.AddPairs(acc10, x1, w0);
                Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 16);
                acc20 = VectorMath.AddPairs(acc20, x2, w0);
                Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 24);
                acc30 = VectorMath.AddPairs(acc30, x3, w0);
                Vector256<short> x4 = VectorMath.BroadcastPair(ref x, 32);
                acc40 = VectorMath.AddPairs(acc40, x4, w0);
                Vector256<short> x5 = VectorMath.BroadcastPair(ref x, 40);
                acc50 = VectorMath.AddPairs(acc50, x5, w0);
                Vector256<short> x6 = VectorMath.BroadcastPair(ref x, 48);
                acc60 = VectorMath.AddPairs(acc60, x6, w0);
                Vector256<short> x7 = VectorMath.BroadcastPair(ref x, 56);
                acc70 = VectorMath.AddPairs(acc70, x7, w0);
                x = ref Unsafe.Add(ref x, 2);
                weight = ref Unsafe.Add(ref weight, 16);
            }

            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel, acc10);
            AccumulatorBounds?.Verify(0, outChannel, acc20);
            AccumulatorBounds?.Verify(0, outChannel, acc30);
            AccumulatorBounds?.Verify(0, outChannel, acc40);
            AccumulatorBounds?.Verify(0, outChannel, acc50);
            AccumulatorBounds?.Verify(0, outChannel, acc60);
            AccumulatorBounds?.Verify(0, outChannel, acc70);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, (outX * 10) + outChannel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc00, factor0), default, zeroPoint: -8, lower: -31, upper: 19), 8, ref pixel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc10, factor0), default, zeroPoint: -8, lower: -31, upper: 19), 8, ref Unsafe.Add(ref pixel, 10));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc20, factor0), default, zeroPoint: -8, lower: -31, upper: 19), 8, ref Unsafe.Add(ref pixel, 20));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc30, factor0), default, zeroPoint: -8, lower: -31, upper: 19), 8, ref Unsafe.Add(ref pixel, 30));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc40, factor0), default, zeroPoint: -8, lower: -31, upper: 19), 8, ref Unsafe.Add(ref pixel, 40));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc50, factor0), default, zeroPoint: -8, lower: -31, upper: 19), 8, ref Unsafe.Add(ref pixel, 50));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc60, factor0), default, zeroPoint: -8, lower: -31, upper: 19), 8, ref Unsafe.Add(ref pixel, 60));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc70, factor0), default, zeroPoint: -8, lower: -31, upper: 19), 8, ref Unsafe.Add(ref pixel, 70));
        }
    }
}
