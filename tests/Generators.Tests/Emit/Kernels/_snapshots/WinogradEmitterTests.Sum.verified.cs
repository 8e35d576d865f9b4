/// <summary>"conv_0": conv2d, int8 [1, 6, 6, 20] to int8 [1, 6, 6, 16], weights OHWI [16, 3, 3, 20].</summary>
/// <remarks>
/// Multiplier: broken array, without partial products of the 1 low bits of the weight and of the 3 low columns. Adder: exact.
/// Strategy winograd: asked for.
/// Input zero point -111; output scale 0.0625, zero point 20.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide, Span<short> transformed, Span<int> products)
{
    // A product is a sum of exact ones, u(a) * v(w) each: a copy of the image for each u.
    WideImage.Fill<short, CodeBits>(input, height: 6, width: 6, channels: 20, wide.Slice(0, 1280), paddedHeight: 8, paddedWidth: 8, top: 1, left: 1, border: -112, new CodeBits(mask: -4, shift: 0));
    WideImage.Fill<short, CodeBits>(input, height: 6, width: 6, channels: 20, wide.Slice(1280, 1280), paddedHeight: 8, paddedWidth: 8, top: 1, left: 1, border: 0, new CodeBits(mask: 2, shift: 2));
    WideImage.Fill<short, CodeBits>(input, height: 6, width: 6, channels: 20, wide.Slice(2560, 1280), paddedHeight: 8, paddedWidth: 8, top: 1, left: 1, border: 8, new CodeBits(mask: 1, shift: 3));
    // Tiles of 2 x 2 outputs, 3 rows of 3; what is made of a strip of them stays in the cache.
    for (int first = 0; first < 9; first += 8)
    {
        int count = Math.Min(8, 9 - first);
        Conv0_Transform(wide, first, count, transformed);
        Conv0_Multiply(transformed, count, 0, products);
        Conv0_Finish(products, first, count, 0, output);
    }
}

/// <summary>Transforms the patch of 4 x 4 activations of each tile of a strip of <see cref="Conv0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0_Transform(ReadOnlySpan<short> wide, int first, int count, Span<short> transformed)
{
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short target = ref MemoryMarshal.GetReference(transformed);
    for (int tile = first; tile < first + count; tile++)
    {
        int outY = tile / 3 * 2;
        int outX = tile % 3 * 2;
        for (int plane = 0; plane < 3; plane++)
        {
            ref short patch = ref Unsafe.Add(ref image, (outY * 160) + (outX * 20) + (plane * 1280));
            // Lanes beyond the last channel hold what follows it; their weights are 0.
            for (int channel = 0; channel < 32; channel += 16)
            {
                WinogradTile2.TransformPatch(ref Unsafe.Add(ref patch, channel), rowStep: 160, pixelStep: 20, ref Unsafe.Add(ref target, (plane * 32) + channel), step: 800);
            }
        }
        target = ref Unsafe.Add(ref target, 96);
    }
}

/// <summary>Sums the products of each tile of a strip, for a block of output channels of <see cref="Conv0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0_Multiply(ReadOnlySpan<short> transformed, int count, int block, Span<int> products)
{
    ref short weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Conv0Weights), block * 15360);
    for (int position = 0; position < 16; position++)
    {
        ref short tiles = ref Unsafe.Add(ref MemoryMarshal.GetReference(transformed), position * 800);
        ref int sums = ref Unsafe.Add(ref MemoryMarshal.GetReference(products), position * 16);
        // A last block that is not full sums up what lies beyond the strip, and nobody reads it.
        for (int tile = 0; tile < count; tile += 4)
        {
            Vector256<int> acc00 = Vector256<int>.Zero, acc01 = Vector256<int>.Zero;
            Vector256<int> acc10 = Vector256<int>.Zero, acc11 = Vector256<int>.Zero;
            Vector256<int> acc20 = Vector256<int>.Zero, acc21 = Vector256<int>.Zero;
            Vector256<int> acc30 = Vector256<int>.Zero, acc31 = Vector256<int>.Zero;
            ref short weight = ref weights;
            for (int plane = 0; plane < 3; plane++)
            {
                ref short x = ref Unsafe.Add(ref tiles, (tile * 96) + (plane * 32));
                for (int pair = 0; pair < 10; pair++)
                {
                    Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                    Vector256<short> w1 = Vector256.LoadUnsafe(ref weight, 16);
                    Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                    acc00 = VectorMath.AddPairs(acc00, x0, w0);
                    acc01 = VectorMath.AddPairs(acc01, x0, w1);
                    Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 96);
                    acc10 = VectorMath.AddPairs(acc10, x1, w0);
                    acc11 = VectorMath.AddPairs(acc11, x1, w1);
                    Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 192);
                    acc20 = VectorMath.AddPairs(acc20, x2, w0);
                    acc21 = VectorMath.AddPairs(acc21, x2, w1);
                    Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 288);
                    acc30 = VectorMath.AddPairs(acc30, x3, w0);
                    acc31 = VectorMath.AddPairs(acc31, x3, w1);
                    x = ref Unsafe.Add(ref x, 2);
                    weight = ref Unsafe.Add(ref weight, 32);
                }
            }

            ref int sum = ref Unsafe.Add(ref sums, tile * 256);
            acc00.StoreUnsafe(ref Unsafe.Add(ref sum, 0));
            acc01.StoreUnsafe(ref Unsafe.Add(ref sum, 8));
            acc10.StoreUnsafe(ref Unsafe.Add(ref sum, 256));
            acc11.StoreUnsafe(ref Unsafe.Add(ref sum, 264));
            acc20.StoreUnsafe(ref Unsafe.Add(ref sum, 512));
            acc21.StoreUnsafe(ref Unsafe.Add(ref sum, 520));
            acc30.StoreUnsafe(ref Unsafe.Add(ref sum, 768));
            acc31.StoreUnsafe(ref Unsafe.Add(ref sum, 776));
        }
        weights = ref Unsafe.Add(ref weights, 960);
    }
}

/// <summary>Turns the sums of each tile of a strip into outputs, for a block of output channels of <see cref="Conv0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0_Finish(ReadOnlySpan<int> products, int first, int count, int block, Span<sbyte> output)
{
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref int sums = ref MemoryMarshal.GetReference(products);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    Vector256<int> multiplier0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel));
    Vector256<int> shift0 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel));
    Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
    Vector256<int> multiplier1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0QuantizedMultiplier), (nuint)(outChannel + 8));
    Vector256<int> shift1 = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Conv0Shift), (nuint)(outChannel + 8));
    for (int tile = first; tile < first + count; tile++)
    {
        int outY = tile / 3 * 2;
        int outX = tile % 3 * 2;
        WinogradTile2.SumColumns(ref sums, step: 16, start0);
        WinogradTile2.SumColumns(ref Unsafe.Add(ref sums, 8), step: 16, start1);
        // |acc| <= 1,765,256, 22 bits: no overflow is possible.
        // Start value and extremes of each of 180 products for activations -128 to 127, in the worst channel after the worst tap.
        // 4 times acc fits int32 as well, which makes the division by 4 exact.
        for (int row = 0; row < 2; row++)
        {
            WinogradTile2.Accumulators(ref Unsafe.Add(ref sums, row * 64), step: 16, out Vector256<int> acc00, out Vector256<int> acc10);
            WinogradTile2.Accumulators(ref Unsafe.Add(ref sums, (row * 64) + 8), step: 16, out Vector256<int> acc01, out Vector256<int> acc11);
            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel + 8, acc01);
            AccumulatorBounds?.Verify(0, outChannel, acc10);
            AccumulatorBounds?.Verify(0, outChannel + 8, acc11);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, ((((outY + row) * 6) + outX) * 16) + outChannel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc00, multiplier0, shift0, zeroPoint: 20), VectorRequantize.Double(acc01, multiplier1, shift1, zeroPoint: 20)), 16, ref pixel);
            VectorMath.Store(VectorMath.Narrow(VectorRequantize.Double(acc10, multiplier0, shift0, zeroPoint: 20), VectorRequantize.Double(acc11, multiplier1, shift1, zeroPoint: 20)), 16, ref Unsafe.Add(ref pixel, 16));
        }
        sums = ref Unsafe.Add(ref sums, 256);
    }
}
