/// <summary>"conv_0": conv2d, int8 [1, 4, 4, 800] to int8 [1, 4, 4, 16], weights OHWI [16, 1, 1, 800].</summary>
/// <remarks>
/// Multiplier: broken array, without partial products of the 2 low bits of the weight and of the 6 low columns. Adder: exact.
/// Strategy rank: asked for.
/// Input zero point -111; output scale 0.0625, zero point 12.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide, Span<sbyte> bytes, Span<int> emptied)
{
    // A product is a sum of exact ones, u(a) * v(w) each: a copy of the image for each u.
    WideImage.Fill<short, CodeBits>(input, height: 1, width: 16, channels: 800, wide, paddedHeight: 1, paddedWidth: 16, top: 0, left: 0, border: -112, new CodeBits(mask: -16, shift: 0));
    WideImage.Fill<sbyte, CodeBits>(input, height: 1, width: 16, channels: 800, bytes.Slice(0, 12800), paddedHeight: 1, paddedWidth: 16, top: 0, left: 0, border: 0, new CodeBits(mask: 8, shift: 3));
    WideImage.Fill<sbyte, CodeBits>(input, height: 1, width: 16, channels: 800, bytes.Slice(12800, 12800), paddedHeight: 1, paddedWidth: 16, top: 0, left: 0, border: 0, new CodeBits(mask: 4, shift: 4));
    WideImage.Fill<sbyte, CodeBits>(input, height: 1, width: 16, channels: 800, bytes.Slice(25600, 12800), paddedHeight: 1, paddedWidth: 16, top: 0, left: 0, border: 0, new CodeBits(mask: 2, shift: 5));
    WideImage.Fill<sbyte, CodeBits>(input, height: 1, width: 16, channels: 800, bytes.Slice(38400, 12800), paddedHeight: 1, paddedWidth: 16, top: 0, left: 0, border: 64, new CodeBits(mask: 1, shift: 6));
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref sbyte byteImage = ref MemoryMarshal.GetReference(bytes);
    ref sbyte byteWeights = ref MemoryMarshal.GetArrayDataReference(Conv0ByteWeights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel));
    Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel));
    Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
    Vector256<int> multiplier1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel + 8));
    Vector256<int> shift1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel + 8));
    for (int outX = 0; outX < 16; outX += 4)
    {
        // |acc| <= 7,062,473, 24 bits: no overflow is possible.
        // Start value and extremes of each of 800 products for activations -128 to 127, in the worst channel after the worst tap.
        Vector256<int> acc00 = start0, acc01 = start1;
        Vector256<int> acc10 = start0, acc11 = start1;
        Vector256<int> acc20 = start0, acc21 = start1;
        Vector256<int> acc30 = start0, acc31 = start1;
        // Sums of int16 take the registers; the accumulators wait in memory.
        ref int waiting = ref MemoryMarshal.GetReference(emptied);
        acc00.StoreUnsafe(ref waiting, 0);
        acc01.StoreUnsafe(ref waiting, 8);
        acc10.StoreUnsafe(ref waiting, 16);
        acc11.StoreUnsafe(ref waiting, 24);
        acc20.StoreUnsafe(ref waiting, 32);
        acc21.StoreUnsafe(ref waiting, 40);
        acc30.StoreUnsafe(ref waiting, 48);
        acc31.StoreUnsafe(ref waiting, 56);
        ref sbyte byteWeight = ref Unsafe.Add(ref byteWeights, 0);
        for (int plane = 0; plane < 4; plane++)
        {
            ref sbyte byteX = ref Unsafe.Add(ref byteImage, (outX * 800) + (plane * 12800));
            for (int step = 0; step < 200;)
            {
                // 40 steps of an int16 sum fit, whatever the activations.
                int end = step + 40;
                Vector256<short> sum00 = default, sum01 = default;
                Vector256<short> sum10 = default, sum11 = default;
                Vector256<short> sum20 = default, sum21 = default;
                Vector256<short> sum30 = default, sum31 = default;
                for (; step < end; step++)
                {
                    Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref byteWeight);
                    Vector256<sbyte> w1 = Vector256.LoadUnsafe(ref byteWeight, 32);
                    Vector256<byte> x0 = VectorMath.BroadcastQuad(ref byteX, 0);
                    sum00 += VectorMath.MultiplyAddPairs(x0, w0);
                    sum01 += VectorMath.MultiplyAddPairs(x0, w1);
                    Vector256<byte> x1 = VectorMath.BroadcastQuad(ref byteX, 800);
                    sum10 += VectorMath.MultiplyAddPairs(x1, w0);
                    sum11 += VectorMath.MultiplyAddPairs(x1, w1);
                    Vector256<byte> x2 = VectorMath.BroadcastQuad(ref byteX, 1600);
                    sum20 += VectorMath.MultiplyAddPairs(x2, w0);
                    sum21 += VectorMath.MultiplyAddPairs(x2, w1);
                    Vector256<byte> x3 = VectorMath.BroadcastQuad(ref byteX, 2400);
                    sum30 += VectorMath.MultiplyAddPairs(x3, w0);
                    sum31 += VectorMath.MultiplyAddPairs(x3, w1);
                    byteX = ref Unsafe.Add(ref byteX, 4);
                    byteWeight = ref Unsafe.Add(ref byteWeight, 64);
                }

                (Vector256.LoadUnsafe(ref waiting, 0) + VectorMath.MultiplyAddPairs(sum00, Vector256<short>.One)).StoreUnsafe(ref waiting, 0);
                (Vector256.LoadUnsafe(ref waiting, 8) + VectorMath.MultiplyAddPairs(sum01, Vector256<short>.One)).StoreUnsafe(ref waiting, 8);
                (Vector256.LoadUnsafe(ref waiting, 16) + VectorMath.MultiplyAddPairs(sum10, Vector256<short>.One)).StoreUnsafe(ref waiting, 16);
                (Vector256.LoadUnsafe(ref waiting, 24) + VectorMath.MultiplyAddPairs(sum11, Vector256<short>.One)).StoreUnsafe(ref waiting, 24);
                (Vector256.LoadUnsafe(ref waiting, 32) + VectorMath.MultiplyAddPairs(sum20, Vector256<short>.One)).StoreUnsafe(ref waiting, 32);
                (Vector256.LoadUnsafe(ref waiting, 40) + VectorMath.MultiplyAddPairs(sum21, Vector256<short>.One)).StoreUnsafe(ref waiting, 40);
                (Vector256.LoadUnsafe(ref waiting, 48) + VectorMath.MultiplyAddPairs(sum30, Vector256<short>.One)).StoreUnsafe(ref waiting, 48);
                (Vector256.LoadUnsafe(ref waiting, 56) + VectorMath.MultiplyAddPairs(sum31, Vector256<short>.One)).StoreUnsafe(ref waiting, 56);
            }
        }

        acc00 = Vector256.LoadUnsafe(ref waiting, 0);
        acc01 = Vector256.LoadUnsafe(ref waiting, 8);
        acc10 = Vector256.LoadUnsafe(ref waiting, 16);
        acc11 = Vector256.LoadUnsafe(ref waiting, 24);
        acc20 = Vector256.LoadUnsafe(ref waiting, 32);
        acc21 = Vector256.LoadUnsafe(ref waiting, 40);
        acc30 = Vector256.LoadUnsafe(ref waiting, 48);
        acc31 = Vector256.LoadUnsafe(ref waiting, 56);
        ref short weight = ref Unsafe.Add(ref weights, 0);
        ref short x = ref Unsafe.Add(ref image, outX * 800);
        for (int step = 0; step < 400; step++)
        {
            Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
            Vector256<short> w1 = Vector256.LoadUnsafe(ref weight, 16);
            Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
            acc00 = VectorMath.AddPairs(acc00, x0, w0);
            acc01 = VectorMath.AddPairs(acc01, x0, w1);
            Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 800);
            acc10 = VectorMath.AddPairs(acc10, x1, w0);
            acc11 = VectorMath.AddPairs(acc11, x1, w1);
            Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 1600);
            acc20 = VectorMath.AddPairs(acc20, x2, w0);
            acc21 = VectorMath.AddPairs(acc21, x2, w1);
            Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 2400);
            acc30 = VectorMath.AddPairs(acc30, x3, w0);
            acc31 = VectorMath.AddPairs(acc31, x3, w1);
            x = ref Unsafe.Add(ref x, 2);
            weight = ref Unsafe.Add(ref weight, 32);
        }

        #if QMAC_CHECKED
        AccumulatorBounds?.Verify(0, outChannel, acc00);
        AccumulatorBounds?.Verify(0, outChannel + 8, acc01);
        AccumulatorBounds?.Verify(0, outChannel, acc10);
        AccumulatorBounds?.Verify(0, outChannel + 8, acc11);
        AccumulatorBounds?.Verify(0, outChannel, acc20);
        AccumulatorBounds?.Verify(0, outChannel + 8, acc21);
        AccumulatorBounds?.Verify(0, outChannel, acc30);
        AccumulatorBounds?.Verify(0, outChannel + 8, acc31);
        #endif
        ref sbyte pixel = ref Unsafe.Add(ref result, (outX * 16) + outChannel);
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: 12, lower: -10, upper: 84), VectorRequantize.Double(acc01, multiplier1, shift1, zeroPoint: 12, lower: -10, upper: 84)), 16, ref pixel);
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc10, multiplier0, shift0, zeroPoint: 12, lower: -10, upper: 84), VectorRequantize.Double(acc11, multiplier1, shift1, zeroPoint: 12, lower: -10, upper: 84)), 16, ref Unsafe.Add(ref pixel, 16));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc20, multiplier0, shift0, zeroPoint: 12, lower: -10, upper: 84), VectorRequantize.Double(acc21, multiplier1, shift1, zeroPoint: 12, lower: -10, upper: 84)), 16, ref Unsafe.Add(ref pixel, 32));
        VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc30, multiplier0, shift0, zeroPoint: 12, lower: -10, upper: 84), VectorRequantize.Double(acc31, multiplier1, shift1, zeroPoint: 12, lower: -10, upper: 84)), 16, ref Unsafe.Add(ref pixel, 48));
    }
}
