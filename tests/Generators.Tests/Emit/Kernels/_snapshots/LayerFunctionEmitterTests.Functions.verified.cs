/// <summary>"conv_0": conv2d, int8 [1, 2, 2, 1] to int32 [1, 2, 2, 2], weights OHWI [2, 1, 1, 1].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy direct: exact arithmetic, blocks of 4 pixels x 8 channels.
/// Input zero point 4; the output is the accumulators.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv0(ReadOnlySpan<sbyte> input, Span<int> output, Span<short> wide)
{
    // 4 pixels of 1 channels in int16.
    WideImage.Widen(input, wide);
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv0Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv0Start);
    ref int result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    // |acc| <= 18,927, 16 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    Vector256<int> acc00 = start0;
    Vector256<int> acc10 = start0;
    Vector256<int> acc20 = start0;
    Vector256<int> acc30 = start0;
    ref short weight = ref Unsafe.Add(ref weights, 0);
    ref short x = ref Unsafe.Add(ref image, 0);
    for (int pair = 0; pair < 1; pair++)
    {
        Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
        Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
        acc00 = VectorMath.AddPairs(acc00, x0, w0);
        Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 1);
        acc10 = VectorMath.AddPairs(acc10, x1, w0);
        Vector256<short> x2 = VectorMath.BroadcastPair(ref x, 2);
        acc20 = VectorMath.AddPairs(acc20, x2, w0);
        Vector256<short> x3 = VectorMath.BroadcastPair(ref x, 3);
        acc30 = VectorMath.AddPairs(acc30, x3, w0);
        x = ref Unsafe.Add(ref x, 2);
        weight = ref Unsafe.Add(ref weight, 16);
    }

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, outChannel, acc00, count: 2);
    AccumulatorBounds?.Verify(0, outChannel, acc10, count: 2);
    AccumulatorBounds?.Verify(0, outChannel, acc20, count: 2);
    AccumulatorBounds?.Verify(0, outChannel, acc30, count: 2);
    #endif
    ref int pixel = ref Unsafe.Add(ref result, outChannel);
    VectorMath.Store(acc00, 2, ref pixel);
    VectorMath.Store(acc10, 2, ref Unsafe.Add(ref pixel, 2));
    VectorMath.Store(acc20, 2, ref Unsafe.Add(ref pixel, 4));
    VectorMath.Store(acc30, 2, ref Unsafe.Add(ref pixel, 6));
}

/// <summary>"layer_function_1": steps of each accumulator, int32 [1, 2, 2, 2] to int8 [1, 2, 2, 2].</summary>
/// <remarks>
/// The code of r = acc * factor + offset in float32, by 9 breaks of all channels.
/// Output scale 0.0625, zero point 2.
/// </remarks>
private static void LayerFunction1(ReadOnlySpan<int> input, Span<sbyte> output)
{
    ReadOnlySpan<float> factors = MemoryMarshal.Cast<int, float>(LayerFunction1Factors);
    ReadOnlySpan<float> offsets = MemoryMarshal.Cast<int, float>(LayerFunction1Offsets);
    ReadOnlySpan<float> breaks = MemoryMarshal.Cast<int, float>(LayerFunction1Breaks);
    LayerSteps.Run(input, factors, offsets, breaks, LayerFunction1Codes, output);
}

/// <summary>"dense_2": fully_connected, int8 [1, 2, 2, 2] to int32 [1, 3], weights OI [3, 8].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy direct: exact arithmetic, blocks of 1 pixels x 8 channels.
/// Input zero point 2; the output is the accumulators.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Dense2(ReadOnlySpan<sbyte> input, Span<int> output, Span<short> wide)
{
    // 1 pixels of 8 channels in int16.
    WideImage.Widen(input, wide);
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Dense2Weights);
    ref int start = ref MemoryMarshal.GetReference(Dense2Start);
    ref int result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    // |acc| <= 75,282, 18 bits: no overflow is possible.
    // Start value and extremes of each of 8 products for activations -128 to 127, in the worst channel after the worst tap.
    Vector256<int> acc00 = start0;
    ref short weight = ref Unsafe.Add(ref weights, 0);
    ref short x = ref Unsafe.Add(ref image, 0);
    for (int pair = 0; pair < 4; pair++)
    {
        Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
        Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
        acc00 = VectorMath.AddPairs(acc00, x0, w0);
        x = ref Unsafe.Add(ref x, 2);
        weight = ref Unsafe.Add(ref weight, 16);
    }

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(2, outChannel, acc00, count: 3);
    #endif
    ref int pixel = ref Unsafe.Add(ref result, outChannel);
    VectorMath.Store(acc00, 3, ref pixel);
}

/// <summary>"layer_function_3": steps of each accumulator, int32 [1, 3] to int8 [1, 3].</summary>
/// <remarks>
/// The code of r = acc * factor + offset in float32, by 22 breaks of all channels.
/// Output scale 0.0625, zero point 99.
/// </remarks>
private static void LayerFunction3(ReadOnlySpan<int> input, Span<sbyte> output)
{
    ReadOnlySpan<float> factors = MemoryMarshal.Cast<int, float>(LayerFunction3Factors);
    ReadOnlySpan<float> offsets = MemoryMarshal.Cast<int, float>(LayerFunction3Offsets);
    ReadOnlySpan<float> breaks = MemoryMarshal.Cast<int, float>(LayerFunction3Breaks);
    LayerSteps.Run(input, factors, offsets, breaks, LayerFunction3Codes, output);
}

/// <summary>"arg_max_4": index of the greatest code along axis 3, the first of equal ones, int8 [1, 2, 2, 2] to int32 [1, 2, 2].</summary>
private static void ArgMax4(ReadOnlySpan<sbyte> input, Span<int> output)
{
    int outputIndex = 0;
    for (int outer = 0; outer < 4; outer++)
    {
        int best = 0;
        int bestCode = input[outer * 2];
        for (int at = 1; at < 2; at++)
        {
            int code = input[(outer * 2) + at];
            if (code > bestCode)
            {
                best = at;
                bestCode = code;
            }
        }

        output[outputIndex++] = best;
    }
}
