/// <summary>"conv_0": conv2d, int8 [1, 6, 7, 4] to int8 [1, 6, 7, 16], weights OHWI [16, 3, 3, 4].</summary>
/// <remarks>
/// Multiplier: array without its 3 low columns of partial products. Adder: exact.
/// Strategy rank: asked for.
/// Input zero point -111; output scale 0.0625, zero point -121.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide, Span<sbyte> bytes)
{
    // A product is a sum of exact ones, u(a) * v(w) each: a copy of the image for each u.
    WideImage.Fill<short, CodeBits>(input, height: 6, width: 7, channels: 4, wide, paddedHeight: 8, paddedWidth: 9, top: 1, left: 1, border: -112, new CodeBits(mask: -8, shift: 0));
    WideImage.Fill<sbyte, CodeBits>(input, height: 6, width: 7, channels: 4, bytes.Slice(0, 288), paddedHeight: 8, paddedWidth: 9, top: 1, left: 1, border: 0, new CodeBits(mask: 4, shift: 1));
    WideImage.Fill<sbyte, CodeBits>(input, height: 6, width: 7, channels: 4, bytes.Slice(288, 288), paddedHeight: 8, paddedWidth: 9, top: 1, left: 1, border: 0, new CodeBits(mask: 2, shift: 2));
    WideImage.Fill<sbyte, CodeBits>(input, height: 6, width: 7, channels: 4, bytes.Slice(576, 288), paddedHeight: 8, paddedWidth: 9, top: 1, left: 1, border: 8, new CodeBits(mask: 1, shift: 3));
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
    for (int outY = 0; outY < 6; outY++)
    {
        for (int next = 0; next < 7; next += 4)
        {
            // The last block ends with the row; pixels that it shares with the one before come out the same.
            int outX = Math.Min(next, 3);
            // |acc| <= 423,205, 20 bits: no overflow is possible.
            // Start value and extremes of each of 36 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0, acc01 = start1;
            Vector256<int> acc10 = start0, acc11 = start1;
            Vector256<int> acc20 = start0, acc21 = start1;
            Vector256<int> acc30 = start0, acc31 = start1;
            // All 27 steps of an int16 sum fit, whatever the activations.
            Vector256<short> sum00 = default, sum01 = default;
            Vector256<short> sum10 = default, sum11 = default;
            Vector256<short> sum20 = default, sum21 = default;
            Vector256<short> sum30 = default, sum31 = default;
            ref sbyte byteWeight = ref Unsafe.Add(ref byteWeights, 0);
            for (int plane = 0; plane < 3; plane++)
            {
                for (int filterY = 0; filterY < 3; filterY++)
                {
                    ref sbyte byteX = ref Unsafe.Add(ref byteImage, (outY * 36) + (outX * 4) + (plane * 288) + (filterY * 36));
                    for (int step = 0; step < 3; step++)
                    {
                        Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref byteWeight);
                        Vector256<sbyte> w1 = Vector256.LoadUnsafe(ref byteWeight, 32);
                        Vector256<byte> x0 = VectorMath.BroadcastQuad(ref byteX, 0);
                        sum00 += VectorMath.MultiplyAddPairs(x0, w0);
                        sum01 += VectorMath.MultiplyAddPairs(x0, w1);
                        Vector256<byte> x1 = VectorMath.BroadcastQuad(ref byteX, 4);
                        sum10 += VectorMath.MultiplyAddPairs(x1, w0);
                        sum11 += VectorMath.MultiplyAddPairs(x1, w1);
                        Vector256<byte> x2 = VectorMath.BroadcastQuad(ref byteX, 8);
                        sum20 += VectorMath.MultiplyAddPairs(x2, w0);
                        sum21 += VectorMath.MultiplyAddPairs(x2, w1);
                        Vector256<byte> x3 = VectorMath.BroadcastQuad(ref byteX, 12);
                        sum30 += VectorMath.MultiplyAddPairs(x3, w0);
                        sum31 += VectorMath.MultiplyAddPairs(x3, w1);
                        byteX = ref Unsafe.Add(ref byteX, 4);
                        byteWeight = ref Unsafe.Add(ref byteWeight, 64);
                    }
                }
            }

            acc00 += VectorMath.MultiplyAddPairs(sum00, Vector256<short>.One);
            acc01 += VectorMath.MultiplyAddPairs(sum01, Vector256<short>.One);
            acc10 += VectorMath.MultiplyAddPairs(sum10, Vector256<short>.One);
            acc11 += VectorMath.MultiplyAddPairs(sum11, Vector256<short>.One);
            acc20 += VectorMath.MultiplyAddPairs(sum20, Vector256<short>.One);
            acc21 += VectorMath.MultiplyAddPairs(sum21, Vector256<short>.One);
            acc30 += VectorMath.MultiplyAddPairs(sum30, Vector256<short>.One);
            acc31 += VectorMath.MultiplyAddPairs(sum31, Vector256<short>.One);
            ref short weight = ref Unsafe.Add(ref weights, 0);
            for (int filterY = 0; filterY < 3; filterY++)
            {
                ref short x = ref Unsafe.Add(ref image, (outY * 36) + (outX * 4) + (filterY * 36));
                for (int step = 0; step < 6; step++)
                {
                    Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                    Vector256<short> w1 = Vector256.LoadUnsafe(ref weight, 16);
                    Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                    acc00 = VectorMath.AddPairs(acc00, x0, w0);
                    acc01 = VectorMath.AddPairs(acc01, x0, w1);
                    Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 4);
                    acc10 = VectorMath.AddPairs(acc10, x1, w0);
                    acc11 = VectorMath.AddPairs(acc11, x1, w1);
                    Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 8);
                    acc20 = VectorMath.AddPairs(acc20, x2, w0);
                    acc21 = VectorMath.AddPairs(acc21, x2, w1);
                    Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 12);
                    acc30 = VectorMath.AddPairs(acc30, x3, w0);
                    acc31 = VectorMath.AddPairs(acc31, x3, w1);
                    x = ref Unsafe.Add(ref x, 2);
                    weight = ref Unsafe.Add(ref weight, 32);
                }
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
            ref sbyte pixel = ref Unsafe.Add(ref result, (((outY * 7) + outX) * 16) + outChannel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: -121), VectorRequantize.Double(acc01, multiplier1, shift1, zeroPoint: -121)), 16, ref pixel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc10, multiplier0, shift0, zeroPoint: -121), VectorRequantize.Double(acc11, multiplier1, shift1, zeroPoint: -121)), 16, ref Unsafe.Add(ref pixel, 16));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc20, multiplier0, shift0, zeroPoint: -121), VectorRequantize.Double(acc21, multiplier1, shift1, zeroPoint: -121)), 16, ref Unsafe.Add(ref pixel, 32));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc30, multiplier0, shift0, zeroPoint: -121), VectorRequantize.Double(acc31, multiplier1, shift1, zeroPoint: -121)), 16, ref Unsafe.Add(ref pixel, 48));
        }
    }
}
