/// <summary>"conv_0": transpose_conv, int8 [1, 4, 4, 6] to int8 [1, 8, 8, 8], weights OHWI [8, 3, 3, 6].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy direct: asked for.
/// Input zero point -111; output scale 0.0625, zero point 89.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide)
{
    // Pixels as far apart as the stride says: what lies between them makes every product 0.
    WideImage.Spread<short, WideCodes>(input, height: 4, width: 4, channels: 6, wide, paddedHeight: 10, paddedWidth: 10, top: 2, left: 2, stepY: 2, stepX: 2, border: 0, default);
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel));
    Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel));
    for (int outY = 0; outY < 8; outY++)
    {
        // |acc| <= 300,813, 20 bits: no overflow is possible.
        // Start value and extremes of each of 54 products for activations -128 to 127, in the worst channel after the worst tap.
        // Skipped padding has no share in the start values: they depend on the rows and columns that a window misses.
        nuint place0 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[0] + outChannel);
        nuint place1 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[1] + outChannel);
        nuint place2 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[2] + outChannel);
        nuint place3 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[3] + outChannel);
        nuint place4 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[4] + outChannel);
        nuint place5 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[5] + outChannel);
        nuint place6 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[6] + outChannel);
        nuint place7 = (nuint)(Conv0StartRows[outY] + Conv0StartColumns[7] + outChannel);
        Vector256<int> acc00 = Vector256.LoadUnsafe(ref start, place0);
        Vector256<int> acc10 = Vector256.LoadUnsafe(ref start, place1);
        Vector256<int> acc20 = Vector256.LoadUnsafe(ref start, place2);
        Vector256<int> acc30 = Vector256.LoadUnsafe(ref start, place3);
        Vector256<int> acc40 = Vector256.LoadUnsafe(ref start, place4);
        Vector256<int> acc50 = Vector256.LoadUnsafe(ref start, place5);
        Vector256<int> acc60 = Vector256.LoadUnsafe(ref start, place6);
        Vector256<int> acc70 = Vector256.LoadUnsafe(ref start, place7);
        ref short weight = ref Unsafe.Add(ref weights, 0);
        for (int filterY = 0; filterY < 3; filterY++)
        {
            ref short x = ref Unsafe.Add(ref image, (outY * 60) + (filterY * 60));
            for (int pair = 0; pair < 9; pair++)
            {
                Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                acc00 = VectorMath.AddPairs(acc00, x0, w0);
                Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 6);
                acc10 = VectorMath.AddPairs(acc10, x1, w0);
                Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 12);
                acc20 = VectorMath.AddPairs(acc20, x2, w0);
                Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 18);
                acc30 = VectorMath.AddPairs(acc30, x3, w0);
                Vector256<short> x4 = VectorMath.BroadcastPair(ref x, 24);
                acc40 = VectorMath.AddPairs(acc40, x4, w0);
                Vector256<short> x5 = VectorMath.BroadcastPair(ref x, 30);
                acc50 = VectorMath.AddPairs(acc50, x5, w0);
                Vector256<short> x6 = VectorMath.BroadcastPair(ref x, 36);
                acc60 = VectorMath.AddPairs(acc60, x6, w0);
                Vector256<short> x7 = VectorMath.BroadcastPair(ref x, 42);
                acc70 = VectorMath.AddPairs(acc70, x7, w0);
                x = ref Unsafe.Add(ref x, 2);
                weight = ref Unsafe.Add(ref weight, 16);
            }
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
        ref sbyte pixel = ref Unsafe.Add(ref result, ((outY * 8) * 8) + outChannel);
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: 89), default), 8, ref pixel);
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc10, multiplier0, shift0, zeroPoint: 89), default), 8, ref Unsafe.Add(ref pixel, 8));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc20, multiplier0, shift0, zeroPoint: 89), default), 8, ref Unsafe.Add(ref pixel, 16));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc30, multiplier0, shift0, zeroPoint: 89), default), 8, ref Unsafe.Add(ref pixel, 24));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc40, multiplier0, shift0, zeroPoint: 89), default), 8, ref Unsafe.Add(ref pixel, 32));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc50, multiplier0, shift0, zeroPoint: 89), default), 8, ref Unsafe.Add(ref pixel, 40));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc60, multiplier0, shift0, zeroPoint: 89), default), 8, ref Unsafe.Add(ref pixel, 48));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc70, multiplier0, shift0, zeroPoint: 89), default), 8, ref Unsafe.Add(ref pixel, 56));
    }
}
