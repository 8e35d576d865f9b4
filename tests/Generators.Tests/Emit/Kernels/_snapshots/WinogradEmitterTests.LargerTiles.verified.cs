/// <summary>"conv_0": conv2d, int8 [1, 8, 9, 16] to int8 [1, 8, 9, 16], weights OHWI [16, 3, 3, 16].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy winograd4x4: asked for.
/// Input zero point -111; output scale 0.0625, zero point 30.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<short> wide, Span<short> transformed, Span<int> products)
{
    // The image in int16; padding carries the zero point and is multiplied like any other activation.
    WideImage.Fill(input, height: 8, width: 9, channels: 16, wide, paddedHeight: 10, paddedWidth: 11, top: 1, left: 1, value: -111);
    // Tiles of 4 x 4 outputs, 2 rows of 3; what is made of a strip of them stays in the cache.
    Conv0_Transform(wide, 0, 6, transformed);
    Conv0_Multiply(transformed, 6, 0, products);
    Conv0_Finish(products, 0, 6, 0, output);
}

/// <summary>Transforms the patch of 6 x 6 activations of each tile of a strip of <see cref="Conv0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0_Transform(ReadOnlySpan<short> wide, int first, int count, Span<short> transformed)
{
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short target = ref MemoryMarshal.GetReference(transformed);
    for (int tile = first; tile < first + count; tile++)
    {
        // A last tile that would reach beyond the output is moved back; outputs that it shares with the one before come out the same.
        int outY = tile / 3 * 4;
        int outX = Math.Min(tile % 3 * 4, 5);
        ref short patch = ref Unsafe.Add(ref image, (outY * 176) + (outX * 16));
        for (int channel = 0; channel < 16; channel += 16)
        {
            WinogradTile4.TransformPatch(ref Unsafe.Add(ref patch, channel), rowStep: 176, pixelStep: 16, ref Unsafe.Add(ref target, channel), step: 128);
        }
        target = ref Unsafe.Add(ref target, 16);
    }
}

/// <summary>Sums the products of each tile of a strip, for a block of output channels of <see cref="Conv0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0_Multiply(ReadOnlySpan<short> transformed, int count, int block, Span<int> products)
{
    ref short weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Conv0Weights), block * 9216);
    for (int position = 0; position < 36; position++)
    {
        ref short tiles = ref Unsafe.Add(ref MemoryMarshal.GetReference(transformed), position * 128);
        ref int sums = ref Unsafe.Add(ref MemoryMarshal.GetReference(products), position * 16);
        // A last block that is not full sums up what lies beyond the strip, and nobody reads it.
        for (int tile = 0; tile < count; tile += 6)
        {
            Vector256<int> acc00 = Vector256<int>.Zero, acc01 = Vector256<int>.Zero;
            Vector256<int> acc10 = Vector256<int>.Zero, acc11 = Vector256<int>.Zero;
            Vector256<int> acc20 = Vector256<int>.Zero, acc21 = Vector256<int>.Zero;
            Vector256<int> acc30 = Vector256<int>.Zero, acc31 = Vector256<int>.Zero;
            Vector256<int> acc40 = Vector256<int>.Zero, acc41 = Vector256<int>.Zero;
            Vector256<int> acc50 = Vector256<int>.Zero, acc51 = Vector256<int>.Zero;
            ref short weight = ref weights;
            ref short x = ref Unsafe.Add(ref tiles, tile * 16);
            for (int pair = 0; pair < 8; pair++)
            {
                Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
                Vector256<short> w1 = Vector256.LoadUnsafe(ref weight, 16);
                Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
                acc00 = VectorMath.AddPairs(acc00, x0, w0);
                acc01 = VectorMath.AddPairs(acc01, x0, w1);
                Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 16);
                acc10 = VectorMath.AddPairs(acc10, x1, w0);
                acc11 = VectorMath.AddPairs(acc11, x1, w1);
                Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 32);
                acc20 = VectorMath.AddPairs(acc20, x2, w0);
                acc21 = VectorMath.AddPairs(acc21, x2, w1);
                Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 48);
                acc30 = VectorMath.AddPairs(acc30, x3, w0);
                acc31 = VectorMath.AddPairs(acc31, x3, w1);
                Vector256<short> x4 = VectorMath.BroadcastPair(ref x, 64);
                acc40 = VectorMath.AddPairs(acc40, x4, w0);
                acc41 = VectorMath.AddPairs(acc41, x4, w1);
                Vector256<short> x5 = VectorMath.BroadcastPair(ref x, 80);
                acc50 = VectorMath.AddPairs(acc50, x5, w0);
                acc51 = VectorMath.AddPairs(acc51, x5, w1);
                x = ref Unsafe.Add(ref x, 2);
                weight = ref Unsafe.Add(ref weight, 32);
            }

            ref int sum = ref Unsafe.Add(ref sums, tile * 576);
            acc00.StoreUnsafe(ref Unsafe.Add(ref sum, 0));
            acc01.StoreUnsafe(ref Unsafe.Add(ref sum, 8));
            acc10.StoreUnsafe(ref Unsafe.Add(ref sum, 576));
            acc11.StoreUnsafe(ref Unsafe.Add(ref sum, 584));
            acc20.StoreUnsafe(ref Unsafe.Add(ref sum, 1152));
            acc21.StoreUnsafe(ref Unsafe.Add(ref sum, 1160));
            acc30.StoreUnsafe(ref Unsafe.Add(ref sum, 1728));
            acc31.StoreUnsafe(ref Unsafe.Add(ref sum, 1736));
            acc40.StoreUnsafe(ref Unsafe.Add(ref sum, 2304));
            acc41.StoreUnsafe(ref Unsafe.Add(ref sum, 2312));
            acc50.StoreUnsafe(ref Unsafe.Add(ref sum, 2880));
            acc51.StoreUnsafe(ref Unsafe.Add(ref sum, 2888));
        }
        weights = ref Unsafe.Add(ref weights, 256);
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
    // 0.000930607 with the shift.
    Vector256<int> multiplier0 = Vector256.Create(2046426467);
    Vector256<int> shift0 = Vector256.Create(-10);
    Vector256<int> oddMultiplier0 = VectorRequantize.OddLanes(multiplier0);
    Vector256<int> right0 = Vector256.Create(1) - shift0;
    Vector256<int> half0 = VectorRequantize.Half(right0);
    Vector256<int> start1 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel + 8));
    // 0.000930607 with the shift.
    Vector256<int> multiplier1 = Vector256.Create(2046426467);
    Vector256<int> shift1 = Vector256.Create(-10);
    Vector256<int> oddMultiplier1 = VectorRequantize.OddLanes(multiplier1);
    Vector256<int> right1 = Vector256.Create(1) - shift1;
    Vector256<int> half1 = VectorRequantize.Half(right1);
    for (int tile = first; tile < first + count; tile++)
    {
        // A last tile that would reach beyond the output is moved back; outputs that it shares with the one before come out the same.
        int outY = tile / 3 * 4;
        int outX = Math.Min(tile % 3 * 4, 5);
        WinogradTile4.SumColumns(ref sums, step: 16, start0);
        WinogradTile4.SumColumns(ref Unsafe.Add(ref sums, 8), step: 16, start1);
        // |acc| <= 1,508,857, 22 bits: no overflow is possible.
        // Start value and extremes of each of 144 products for activations -128 to 127, in the worst channel after the worst tap.
        // 64 times acc fits int32 as well, which makes the division by 576 exact.
        for (int row = 0; row < 4; row++)
        {
            WinogradTile4.Accumulators(ref Unsafe.Add(ref sums, row * 96), step: 16, out Vector256<int> acc00, out Vector256<int> acc10, out Vector256<int> acc20, out Vector256<int> acc30);
            WinogradTile4.Accumulators(ref Unsafe.Add(ref sums, (row * 96) + 8), step: 16, out Vector256<int> acc01, out Vector256<int> acc11, out Vector256<int> acc21, out Vector256<int> acc31);
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
            ref sbyte pixel = ref Unsafe.Add(ref result, ((((outY + row) * 9) + outX) * 16) + outChannel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc00, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc01, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: 30, lower: -55, upper: 109), 16, ref pixel);
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc10, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc11, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: 30, lower: -55, upper: 109), 16, ref Unsafe.Add(ref pixel, 16));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc20, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc21, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: 30, lower: -55, upper: 109), 16, ref Unsafe.Add(ref pixel, 32));
            VectorMath.Store(VectorRequantize.Codes(VectorRequantize.HighBySign(acc30, 2, multiplier0, oddMultiplier0, half0, right0), VectorRequantize.HighBySign(acc31, 2, multiplier1, oddMultiplier1, half1, right1), zeroPoint: 30, lower: -55, upper: 109), 16, ref Unsafe.Add(ref pixel, 48));
        }
        sums = ref Unsafe.Add(ref sums, 576);
    }
}
