/// <summary>"conv_0": conv2d, int8 [1, 6, 7, 3] to int8 [1, 6, 7, 20], weights OHWI [20, 3, 3, 3].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy direct: asked for.
/// Input zero point -111; output scale 0.0625, zero point -123.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide)
{
    // The image in int16; padding carries the zero point and is multiplied like any other activation.
    WideImage.Fill(input, height: 6, width: 7, channels: 3, wide, paddedHeight: 8, paddedWidth: 9, top: 1, left: 1, value: -111);
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    for (int block = 0; block < 3; block++)
    {
        // The last block ends with the channels; those that it shares with the one before come out the same.
        int outChannel = Math.Min(block * 8, 12);
        Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
        Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel));
        Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel));
        for (int outY = 0; outY < 6; outY++)
        {
            // |acc| <= 325,668, 20 bits: no overflow is possible.
            // Start value and extremes of each of 27 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0;
            Vector256<int> acc10 = start0;
            Vector256<int> acc20 = start0;
            Vector256<int> acc30 = start0;
            Vector256<int> acc40 = start0;
            Vector256<int> acc50 = start0;
            Vector256<int> acc60 = start0;
            ref short weight = ref Unsafe.Add(ref weights, block * 240);
            for (int filterY = 0; filterY < 3; filterY++)
            {
                ref short x = ref Unsafe.Add(ref image, (outY * 27) + (filterY * 27));
                for (int pair = 0; pair < 5; pair++)
                {
                    Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                    Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                    acc00 = VectorMath.AddPairs(acc00, x0, w0);
                    Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 3);
                    acc10 = VectorMath.AddPairs(acc10, x1, w0);
                    Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 6);
                    acc20 = VectorMath.AddPairs(acc20, x2, w0);
                    Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 9);
                    acc30 = VectorMath.AddPairs(acc30, x3, w0);
                    Vector256<short> x4 = VectorMath.BroadcastPair(ref x, 12);
                    acc40 = VectorMath.AddPairs(acc40, x4, w0);
                    Vector256<short> x5 = VectorMath.BroadcastPair(ref x, 15);
                    acc50 = VectorMath.AddPairs(acc50, x5, w0);
                    Vector256<short> x6 = VectorMath.BroadcastPair(ref x, 18);
                    acc60 = VectorMath.AddPairs(acc60, x6, w0);
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
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, ((outY * 7) * 20) + outChannel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: -123, lower: -95, upper: -92), default), 8, ref pixel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc10, multiplier0, shift0, zeroPoint: -123, lower: -95, upper: -92), default), 8, ref Unsafe.Add(ref pixel, 20));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc20, multiplier0, shift0, zeroPoint: -123, lower: -95, upper: -92), default), 8, ref Unsafe.Add(ref pixel, 40));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc30, multiplier0, shift0, zeroPoint: -123, lower: -95, upper: -92), default), 8, ref Unsafe.Add(ref pixel, 60));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc40, multiplier0, shift0, zeroPoint: -123, lower: -95, upper: -92), default), 8, ref Unsafe.Add(ref pixel, 80));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc50, multiplier0, shift0, zeroPoint: -123, lower: -95, upper: -92), default), 8, ref Unsafe.Add(ref pixel, 100));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc60, multiplier0, shift0, zeroPoint: -123, lower: -95, upper: -92), default), 8, ref Unsafe.Add(ref pixel, 120));
        }
    }
}
