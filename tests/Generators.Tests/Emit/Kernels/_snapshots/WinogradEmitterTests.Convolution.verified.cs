/// <summary>"conv_0": conv2d, int8 [2, 9, 12, 5] to int8 [2, 9, 12, 20], weights OHWI [20, 3, 3, 5].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy winograd: asked for.
/// Input zero point -111; output scale 0.0625, zero point -110.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide, Span<short> transformed, Span<int> products)
{
    // The image in int16; padding carries the zero point and is multiplied like any other activation.
    WideImage.Fill(input, height: 9, width: 12, channels: 5, wide, paddedHeight: 11, paddedWidth: 14, top: 1, left: 1, value: -111);
    // Tiles of 2 x 2 outputs, 5 rows of 6; what is made of a strip of them stays in the cache.
    for (int first = 0; first < 60; first += 8)
    {
        int count = Math.Min(8, 60 - first);
        Conv0_Transform(wide, first, count, transformed);
        for (int block = 0; block < 3; block++)
        {
            Conv0_Multiply(transformed, count, block, products);
            Conv0_Finish(products, first, count, block, output);
        }
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
        int batch = tile / 30;
        // A last tile that would reach beyond the output is moved back; outputs that it shares with the one before come out the same.
        int outY = Math.Min(tile / 6 % 5 * 2, 7);
        int outX = tile % 6 * 2;
        ref short patch = ref Unsafe.Add(ref image, (batch * 770) + (outY * 70) + (outX * 5));
        // Lanes beyond the last channel hold what follows it; their weights are 0.
        for (int channel = 0; channel < 16; channel += 16)
        {
            WinogradTile2.TransformPatch(ref Unsafe.Add(ref patch, channel), rowStep: 70, pixelStep: 5, ref Unsafe.Add(ref target, channel), step: 160);
        }
        target = ref Unsafe.Add(ref target, 16);
    }
}

/// <summary>Sums the products of each tile of a strip, for a block of output channels of <see cref="Conv0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0_Multiply(ReadOnlySpan<short> transformed, int count, int block, Span<int> products)
{
    ref short weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Conv0Weights), block * 768);
    for (int position = 0; position < 16; position++)
    {
        ref short tiles = ref Unsafe.Add(ref MemoryMarshal.GetReference(transformed), position * 160);
        ref int sums = ref Unsafe.Add(ref MemoryMarshal.GetReference(products), position * 8);
        // A last block that is not full sums up what lies beyond the strip, and nobody reads it.
        for (int tile = 0; tile < count; tile += 8)
        {
            Vector256<int> acc00 = Vector256<int>.Zero;
            Vector256<int> acc10 = Vector256<int>.Zero;
            Vector256<int> acc20 = Vector256<int>.Zero;
            Vector256<int> acc30 = Vector256<int>.Zero;
            Vector256<int> acc40 = Vector256<int>.Zero;
            Vector256<int> acc50 = Vector256<int>.Zero;
            Vector256<int> acc60 = Vector256<int>.Zero;
            Vector256<int> acc70 = Vector256<int>.Zero;
            ref short weight = ref weights;
            ref short x = ref Unsafe.Add(ref tiles, tile * 16);
            for (int pair = 0; pair < 3; pair++)
            {
                Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                acc00 = VectorMath.AddPairs(acc00, x0, w0);
                Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 16);
                acc10 = VectorMath.AddPairs(acc10, x1, w0);
                Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 32);
                acc20 = VectorMath.AddPairs(acc20, x2, w0);
                Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 48);
                acc30 = VectorMath.AddPairs(acc30, x3, w0);
                Vector256<short> x4 = VectorMath.BroadcastPair(ref x, 64);
                acc40 = VectorMath.AddPairs(acc40, x4, w0);
                Vector256<short> x5 = VectorMath.BroadcastPair(ref x, 80);
                acc50 = VectorMath.AddPairs(acc50, x5, w0);
                Vector256<short> x6 = VectorMath.BroadcastPair(ref x, 96);
                acc60 = VectorMath.AddPairs(acc60, x6, w0);
                Vector256<short> x7 = VectorMath.BroadcastPair(ref x, 112);
                acc70 = VectorMath.AddPairs(acc70, x7, w0);
                x = ref Unsafe.Add(ref x, 2);
                weight = ref Unsafe.Add(ref weight, 16);
            }

            ref int sum = ref Unsafe.Add(ref sums, tile * 128);
            acc00.StoreUnsafe(ref Unsafe.Add(ref sum, 0));
            acc10.StoreUnsafe(ref Unsafe.Add(ref sum, 128));
            acc20.StoreUnsafe(ref Unsafe.Add(ref sum, 256));
            acc30.StoreUnsafe(ref Unsafe.Add(ref sum, 384));
            acc40.StoreUnsafe(ref Unsafe.Add(ref sum, 512));
            acc50.StoreUnsafe(ref Unsafe.Add(ref sum, 640));
            acc60.StoreUnsafe(ref Unsafe.Add(ref sum, 768));
            acc70.StoreUnsafe(ref Unsafe.Add(ref sum, 896));
        }
        weights = ref Unsafe.Add(ref weights, 48);
    }
}

/// <summary>Turns the sums of each tile of a strip into outputs, for a block of output channels of <see cref="Conv0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0_Finish(ReadOnlySpan<int> products, int first, int count, int block, Span<sbyte> output)
{
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref int sums = ref MemoryMarshal.GetReference(products);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    // The last block ends with the channels; those that it shares with the one before come out the same.
    int outChannel = Math.Min(block * 8, 12);
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    // 0.00331431 with the shift.
    Vector256<int> multiplier0 = Vector256.Create(1822061236);
    Vector256<int> shift0 = Vector256.Create(-8);
    Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
    Vector256<int> right0 = Vector256.Create(1) - shift0;
    Vector256<int> half0 = VectorRequantize.Half(right0);
    for (int tile = first; tile < first + count; tile++)
    {
        int batch = tile / 30;
        // A last tile that would reach beyond the output is moved back; outputs that it shares with the one before come out the same.
        int outY = Math.Min(tile / 6 % 5 * 2, 7);
        int outX = tile % 6 * 2;
        WinogradTile2.SumColumns(ref sums, step: 8, start0);
        // |acc| <= 516,150, 20 bits: no overflow is possible.
        // Start value and extremes of each of 45 products for activations -128 to 127, in the worst channel after the worst tap.
        // 4 times acc fits int32 as well, which makes the division by 4 exact.
        for (int row = 0; row < 2; row++)
        {
            WinogradTile2.Accumulators(ref Unsafe.Add(ref sums, row * 32), step: 8, out Vector256<int> acc00, out Vector256<int> acc10);
            #if QMAC_CHECKED
            AccumulatorBounds?.Verify(0, outChannel, acc00);
            AccumulatorBounds?.Verify(0, outChannel, acc10);
            #endif
            ref sbyte pixel = ref Unsafe.Add(ref result, (((((batch * 9) + outY + row) * 12) + outX) * 20) + outChannel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc00, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: -110), 8, ref pixel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc10, 2, multiplier0, oddMultiplier0, half0, right0), default, zeroPoint: -110), 8, ref Unsafe.Add(ref pixel, 20));
        }
        sums = ref Unsafe.Add(ref sums, 128);
    }
}
