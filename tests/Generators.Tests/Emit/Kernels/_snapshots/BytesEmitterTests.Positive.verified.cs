/// <summary>"max_pool_0": max_pool2d, int8 [2, 4, 4, 16] to int8 [2, 4, 4, 16].</summary>
/// <remarks>Window 1 x 1. Codes are not rescaled.</remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void MaxPool0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ref sbyte source = ref MemoryMarshal.GetReference(input);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outputIndex = 0;
    for (int batch = 0; batch < 2; batch++)
    {
        for (int outY = 0; outY < 4; outY++)
        {
            for (int outX = 0; outX < 4; outX++)
            {
                Vector128<sbyte> acc = Vector128.Create(sbyte.MinValue);
                for (int inY = outY; inY < outY + 1; inY++)
                {
                    for (int inX = outX; inX < outX + 1; inX++)
                    {
                        acc = Vector128.Max(acc, Vector128.LoadUnsafe(ref source, (nuint)(((((batch * 4) + inY) * 4) + inX) * 16)));
                    }
                }

                Vector128.Min(Vector128.Max(acc, Vector128.Create((sbyte)0)), Vector128.Create((sbyte)127)).StoreUnsafe(ref result, (nuint)(outputIndex));
                outputIndex += 16;
            }
        }
    }
}

/// <summary>"conv_1": conv2d, int8 [2, 4, 4, 16] to int8 [2, 4, 4, 10], weights OHWI [10, 1, 1, 16].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy bytes: asked for.
/// Input zero point 0; output scale 0.0625, zero point -20.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv1(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<sbyte> bytes)
{
    // Activations, 0 to 127, stand as themselves: bytes without sign.
    WideImage.Fill<sbyte, CodeBits>(input, height: 1, width: 32, channels: 16, bytes, paddedHeight: 1, paddedWidth: 32, top: 0, left: 0, border: 0, new CodeBits(mask: -1, shift: 0));
    ref sbyte byteImage = ref MemoryMarshal.GetReference(bytes);
    ref sbyte byteWeights = ref MemoryMarshal.GetArrayDataReference(Conv1ByteWeights);
    ref int steps = ref MemoryMarshal.GetReference(Conv1Steps);
    ref int stepCounts = ref MemoryMarshal.GetReference(Conv1StepCounts);
    ref int start = ref MemoryMarshal.GetReference(Conv1Start);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    for (int block = 0; block < 2; block++)
    {
        // The last block ends with the channels; those that it shares with the one before come out the same.
        int outChannel = Math.Min(block * 8, 2);
        Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
        Vector256<float> factor0 = Vector256.Create(BitConverter.UInt32BitsToSingle(0x3a0eaa6e /* 0.0005442266 */));
        int doubles = stepCounts, singles = Unsafe.Add(ref stepCounts, 1);
        // With VNNI four taps are one instruction for each vector of sums.
        int quads = VectorMath.HasQuads ? (2 * doubles) + singles : 0;
        if (VectorMath.HasQuads)
        {
            doubles = singles = 0;
        }
        for (int outX = 0; outX < 32; outX += 8)
        {
            // |acc| <= 184,859, 19 bits: no overflow is possible.
            // Start value and extremes of each of 16 products for activations -128 to 127, in the worst channel after the worst tap.
            Vector256<int> acc00 = start0;
            Vector256<int> acc10 = start0;
            Vector256<int> acc20 = start0;
            Vector256<int> acc30 = start0;
            Vector256<int> acc40 = start0;
            Vector256<int> acc50 = start0;
            Vector256<int> acc60 = start0;
            Vector256<int> acc70 = start0;
            ref int step = ref steps;
            ref sbyte byteWindow = ref Unsafe.Add(ref byteImage, outX * 16);
            ref sbyte byteWeight = ref byteWeights;
            // Four taps at once, where the machine can.
            for (int i = 0; i < quads; i++)
            {
                ref sbyte x = ref Unsafe.Add(ref byteWindow, step);
                Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref byteWeight);
                Vector256<byte> x0 = VectorMath.BroadcastQuad(ref x, 0);
                acc00 = VectorMath.AddQuads(acc00, x0, w0);
                Vector256<byte> x1 = VectorMath.BroadcastQuad(ref x, 16);
                acc10 = VectorMath.AddQuads(acc10, x1, w0);
                Vector256<byte> x2 = VectorMath.BroadcastQuad(ref x, 32);
                acc20 = VectorMath.AddQuads(acc20, x2, w0);
                Vector256<byte> x3 = VectorMath.BroadcastQuad(ref x, 48);
                acc30 = VectorMath.AddQuads(acc30, x3, w0);
                Vector256<byte> x4 = VectorMath.BroadcastQuad(ref x, 64);
                acc40 = VectorMath.AddQuads(acc40, x4, w0);
                Vector256<byte> x5 = VectorMath.BroadcastQuad(ref x, 80);
                acc50 = VectorMath.AddQuads(acc50, x5, w0);
                Vector256<byte> x6 = VectorMath.BroadcastQuad(ref x, 96);
                acc60 = VectorMath.AddQuads(acc60, x6, w0);
                Vector256<byte> x7 = VectorMath.BroadcastQuad(ref x, 112);
                acc70 = VectorMath.AddQuads(acc70, x7, w0);
                step = ref Unsafe.Add(ref step, 1);
                byteWeight = ref Unsafe.Add(ref byteWeight, 32);
            }
            // Four taps of which two products fit int16.
            for (int i = 0; i < singles; i++)
            {
                ref sbyte x = ref Unsafe.Add(ref byteWindow, step);
                Vector256<sbyte> w0 = Vector256.LoadUnsafe(ref byteWeight);
                Vector256<byte> x0 = VectorMath.BroadcastQuad(ref x, 0);
                acc00 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x0, w0), Vector256<short>.One);
                Vector256<byte> x1 = VectorMath.BroadcastQuad(ref x, 16);
                acc10 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x1, w0), Vector256<short>.One);
                Vector256<byte> x2 = VectorMath.BroadcastQuad(ref x, 32);
                acc20 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x2, w0), Vector256<short>.One);
                Vector256<byte> x3 = VectorMath.BroadcastQuad(ref x, 48);
                acc30 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x3, w0), Vector256<short>.One);
                Vector256<byte> x4 = VectorMath.BroadcastQuad(ref x, 64);
                acc40 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x4, w0), Vector256<short>.One);
                Vector256<byte> x5 = VectorMath.BroadcastQuad(ref x, 80);
                acc50 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x5, w0), Vector256<short>.One);
                Vector256<byte> x6 = VectorMath.BroadcastQuad(ref x, 96);
                acc60 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x6, w0), Vector256<short>.One);
                Vector256<byte> x7 = VectorMath.BroadcastQuad(ref x, 112);
                acc70 += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x7, w0), Vector256<short>.One);
                step = ref Unsafe.Add(ref step, 1);
                byteWeight = ref Unsafe.Add(ref byteWeight, 32);
            }

            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(1, outChannel, acc00);
            AccumulatorBounds?.Verify(1, outChannel, acc10);
            AccumulatorBounds?.Verify(1, outChannel, acc20);
            AccumulatorBounds?.Verify(1, outChannel, acc30);
            AccumulatorBounds?.Verify(1, outChannel, acc40);
            AccumulatorBounds?.Verify(1, outChannel, acc50);
            AccumulatorBounds?.Verify(1, outChannel, acc60);
            AccumulatorBounds?.Verify(1, outChannel, acc70);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, (outX * 10) + outChannel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc00, factor0), default, zeroPoint: -20, lower: -61, upper: 21), 8, ref pixel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc10, factor0), default, zeroPoint: -20, lower: -61, upper: 21), 8, ref Unsafe.Add(ref pixel, 10));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc20, factor0), default, zeroPoint: -20, lower: -61, upper: 21), 8, ref Unsafe.Add(ref pixel, 20));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc30, factor0), default, zeroPoint: -20, lower: -61, upper: 21), 8, ref Unsafe.Add(ref pixel, 30));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc40, factor0), default, zeroPoint: -20, lower: -61, upper: 21), 8, ref Unsafe.Add(ref pixel, 40));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc50, factor0), default, zeroPoint: -20, lower: -61, upper: 21), 8, ref Unsafe.Add(ref pixel, 50));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc60, factor0), default, zeroPoint: -20, lower: -61, upper: 21), 8, ref Unsafe.Add(ref pixel, 60));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.Real(acc70, factor0), default, zeroPoint: -20, lower: -61, upper: 21), 8, ref Unsafe.Add(ref pixel, 70));
        }
        // Steps and weights of the next block.
        stepCounts = ref Unsafe.Add(ref stepCounts, 3);
        steps = ref Unsafe.Add(ref steps, 4);
        byteWeights = ref Unsafe.Add(ref byteWeights, 128);
    }
}
