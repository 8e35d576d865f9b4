/// <summary>"conv_0": conv2d, int8 [1, 5, 8, 12] to int8 [1, 5, 8, 16], weights OHWI [16, 3, 3, 12].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy bytes: asked for.
/// Input zero point -111; output scale 0.0625, zero point 71.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<sbyte> bytes, Span<short> wide)
{
    // Activations, -128 to 127, stand as code + 128, which the start values make up for: bytes without sign.
    WideImage.Fill<sbyte, CodeOffset>(input, height: 5, width: 8, channels: 12, bytes, paddedHeight: 7, paddedWidth: 10, top: 1, left: 1, border: 17, new CodeOffset(128));
    ref sbyte byteImage = ref MemoryMarshal.GetReference(bytes);
    ref sbyte byteWeights = ref MemoryMarshal.GetArrayDataReference(Conv0ByteWeights);
    if (!VectorMath.HasQuads)
    {
        WideImage.Fill<short, CodeOffset>(input, height: 5, width: 8, channels: 12, wide, paddedHeight: 7, paddedWidth: 10, top: 1, left: 1, border: 17, new CodeOffset(128));
    }
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int steps = ref MemoryMarshal.GetReference(Conv0Steps);
    ref int stepCounts = ref MemoryMarshal.GetReference(Conv0StepCounts);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel));
    Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel));
    Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
    Vector256<int> multiplier1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel + 8));
    Vector256<int> shift1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel + 8));
    int doubles = stepCounts, singles = Unsafe.Add(ref stepCounts, 1), wides = Unsafe.Add(ref stepCounts, 2);
    // With VNNI four taps are one instruction for each vector of sums, whatever their weights.
    int quads = VectorMath.HasQuads ? (2 * doubles) + singles + wides : 0;
    if (VectorMath.HasQuads)
    {
        doubles = singles = wides = 0;
    }
    for (int outY = 0; outY < 5; outY++)
    {
        for (int outX = 0; outX < 8; outX += 4)
        {
            // |acc| <= 1,337,293, 22 bits: no overflow is possible.
            // Start value and extremes of each of 108 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0, acc01 = start1;
            Vector256<int> acc10 = start0, acc11 = start1;
            Vector256<int> acc20 = start0, acc21 = start1;
            Vector256<int> acc30 = start0, acc31 = start1;
            ref int step = ref steps;
            ref sbyte byteWindow = ref Unsafe.Add(ref byteImage, (outY * 120) + (outX * 12));
            ref sbyte byteWeight = ref byteWeights;
            // Four taps at once, where the machine can.
            for (int i = 0; i < quads; i++)
            {
                ref sbyte x = ref Unsafe.Add(ref byteWindow, step);
                Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref byteWeight);
                Vector256<sbyte> w1 = Vector256.LoadUnsafe(ref byteWeight, 32);
                Vector256<byte> x0 = VectorMath.BroadcastQuad(ref x, 0);
                acc00 = VectorMath.AddQuads(acc00, x0, w0);
                acc01 = VectorMath.AddQuads(acc01, x0, w1);
                Vector256<byte> x1 = VectorMath.BroadcastQuad(ref x, 12);
                acc10 = VectorMath.AddQuads(acc10, x1, w0);
                acc11 = VectorMath.AddQuads(acc11, x1, w1);
                Vector256<byte> x2 = VectorMath.BroadcastQuad(ref x, 24);
                acc20 = VectorMath.AddQuads(acc20, x2, w0);
                acc21 = VectorMath.AddQuads(acc21, x2, w1);
                Vector256<byte> x3 = VectorMath.BroadcastQuad(ref x, 36);
                acc30 = VectorMath.AddQuads(acc30, x3, w0);
                acc31 = VectorMath.AddQuads(acc31, x3, w1);
                step = ref Unsafe.Add(ref step, 1);
                byteWeight = ref Unsafe.Add(ref byteWeight, 64);
            }
            // Twice four taps whose products fit int16 together, whatever the activations.
            for (int i = 0; i < doubles; i++)
            {
                ref sbyte x = ref Unsafe.Add(ref byteWindow, step);
                ref sbyte y = ref Unsafe.Add(ref byteWindow, Unsafe.Add(ref step, 1));
                Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref byteWeight, 0), v0 = Vector256.LoadUnsafe(ref byteWeight, 64);
                Vector256<sbyte> w1 = Vector256.LoadUnsafe(ref byteWeight, 32), v1 = Vector256.LoadUnsafe(ref byteWeight, 96);
                Vector256<byte> x0 = VectorMath.BroadcastQuad(ref x, 0), y0 = VectorMath.BroadcastQuad(ref y, 0);
                acc00 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x0, w0) + VectorMath.MultiplyAddPairs(y0, v0), Vector256<short>.One);
                acc01 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x0, w1) + VectorMath.MultiplyAddPairs(y0, v1), Vector256<short>.One);
                Vector256<byte> x1 = VectorMath.BroadcastQuad(ref x, 12), y1 = VectorMath.BroadcastQuad(ref y, 12);
                acc10 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x1, w0) + VectorMath.MultiplyAddPairs(y1, v0), Vector256<short>.One);
                acc11 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x1, w1) + VectorMath.MultiplyAddPairs(y1, v1), Vector256<short>.One);
                Vector256<byte> x2 = VectorMath.BroadcastQuad(ref x, 24), y2 = VectorMath.BroadcastQuad(ref y, 24);
                acc20 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x2, w0) + VectorMath.MultiplyAddPairs(y2, v0), Vector256<short>.One);
                acc21 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x2, w1) + VectorMath.MultiplyAddPairs(y2, v1), Vector256<short>.One);
                Vector256<byte> x3 = VectorMath.BroadcastQuad(ref x, 36), y3 = VectorMath.BroadcastQuad(ref y, 36);
                acc30 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x3, w0) + VectorMath.MultiplyAddPairs(y3, v0), Vector256<short>.One);
                acc31 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x3, w1) + VectorMath.MultiplyAddPairs(y3, v1), Vector256<short>.One);
                step = ref Unsafe.Add(ref step, 2);
                byteWeight = ref Unsafe.Add(ref byteWeight, 128);
            }
            // Four taps of which two products fit int16.
            for (int i = 0; i < singles; i++)
            {
                ref sbyte x = ref Unsafe.Add(ref byteWindow, step);
                Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref byteWeight);
                Vector256<sbyte> w1 = Vector256.LoadUnsafe(ref byteWeight, 32);
                Vector256<byte> x0 = VectorMath.BroadcastQuad(ref x, 0);
                acc00 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x0, w0), Vector256<short>.One);
                acc01 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x0, w1), Vector256<short>.One);
                Vector256<byte> x1 = VectorMath.BroadcastQuad(ref x, 12);
                acc10 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x1, w0), Vector256<short>.One);
                acc11 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x1, w1), Vector256<short>.One);
                Vector256<byte> x2 = VectorMath.BroadcastQuad(ref x, 24);
                acc20 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x2, w0), Vector256<short>.One);
                acc21 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x2, w1), Vector256<short>.One);
                Vector256<byte> x3 = VectorMath.BroadcastQuad(ref x, 36);
                acc30 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x3, w0), Vector256<short>.One);
                acc31 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x3, w1), Vector256<short>.One);
                step = ref Unsafe.Add(ref step, 1);
                byteWeight = ref Unsafe.Add(ref byteWeight, 64);
            }
            // Four taps of which two products may not fit int16.
            ref short wideWindow = ref Unsafe.Add(ref image, (outY * 120) + (outX * 12));
            ref short weight = ref weights;
            for (int i = 0; i < wides; i++)
            {
                ref short x = ref Unsafe.Add(ref wideWindow, step);
                Vector256<short> w0 = Vector256.LoadUnsafe(ref weight, 0), v0 = Vector256.LoadUnsafe(ref weight, 32);
                Vector256<short> w1 = Vector256.LoadUnsafe(ref weight, 16), v1 = Vector256.LoadUnsafe(ref weight, 48);
                Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0), y0 = VectorMath.BroadcastPair(ref x, 2);
                acc00 += VectorMath.MultiplyAddPairs(x0, w0) + VectorMath.MultiplyAddPairs(y0, v0);
                acc01 += VectorMath.MultiplyAddPairs(x0, w1) + VectorMath.MultiplyAddPairs(y0, v1);
                Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 12), y1 = VectorMath.BroadcastPair(ref x, 14);
                acc10 += VectorMath.MultiplyAddPairs(x1, w0) + VectorMath.MultiplyAddPairs(y1, v0);
                acc11 += VectorMath.MultiplyAddPairs(x1, w1) + VectorMath.MultiplyAddPairs(y1, v1);
                Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 24), y2 = VectorMath.BroadcastPair(ref x, 26);
                acc20 += VectorMath.MultiplyAddPairs(x2, w0) + VectorMath.MultiplyAddPairs(y2, v0);
                acc21 += VectorMath.MultiplyAddPairs(x2, w1) + VectorMath.MultiplyAddPairs(y2, v1);
                Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 36), y3 = VectorMath.BroadcastPair(ref x, 38);
                acc30 += VectorMath.MultiplyAddPairs(x3, w0) + VectorMath.MultiplyAddPairs(y3, v0);
                acc31 += VectorMath.MultiplyAddPairs(x3, w1) + VectorMath.MultiplyAddPairs(y3, v1);
                step = ref Unsafe.Add(ref step, 1);
                weight = ref Unsafe.Add(ref weight, 64);
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
            ref sbyte pixel = ref Unsafe.Add(ref result, (((outY * 8) + outX) * 16) + outChannel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: 71, lower: 9, upper: 76), VectorRequantize.Double(acc01, multiplier1, shift1, zeroPoint: 71, lower: 9, upper: 76)), 16, ref pixel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc10, multiplier0, shift0, zeroPoint: 71, lower: 9, upper: 76), VectorRequantize.Double(acc11, multiplier1, shift1, zeroPoint: 71, lower: 9, upper: 76)), 16, ref Unsafe.Add(ref pixel, 16));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc20, multiplier0, shift0, zeroPoint: 71, lower: 9, upper: 76), VectorRequantize.Double(acc21, multiplier1, shift1, zeroPoint: 71, lower: 9, upper: 76)), 16, ref Unsafe.Add(ref pixel, 32));
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc30, multiplier0, shift0, zeroPoint: 71, lower: 9, upper: 76), VectorRequantize.Double(acc31, multiplier1, shift1, zeroPoint: 71, lower: 9, upper: 76)), 16, ref Unsafe.Add(ref pixel, 48));
        }
    }
}
