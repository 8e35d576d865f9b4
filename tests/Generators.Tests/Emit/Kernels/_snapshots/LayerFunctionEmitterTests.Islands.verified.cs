/// <summary>"lookup_0": scramble of each code, int8 [1, 3, 4, 2].</summary>
/// <remarks>Each channel has a table for each code, -128 first.</remarks>
private static void Lookup0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int i = 0; i < 24; i += 2)
    {
        for (int channel = 0; channel < 2; channel++)
        {
            output[i + channel] = Lookup0Values[(channel * 256) + input[i + channel] + 128];
        }
    }
}

/// <summary>"pair_lookup_1": pair_lookup, int8 [1, 3, 4, 2] and int8 [1, 3, 4, 2] to int8 [1, 3, 4, 2].</summary>
/// <remarks>
/// scramble of each pair of codes: the table has a row for each code of the first operand, -128 first.
/// Zero points 4 and -86; output scale 0.0625, zero point -58.
/// </remarks>
private static void PairLookup1(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    for (int i = 0; i < 24; i++)
    {
        output[i] = PairLookup1Table[((first[i] + 128) * 256) + second[i] + 128];
    }
}

/// <summary>"max_pool_2": max_pool2d, int8 [1, 3, 4, 2] to int8 [1, 3, 4, 2].</summary>
/// <remarks>Window 2 x 2; elements outside the image do not exist. Codes are not rescaled.</remarks>
private static void MaxPool2(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 3; outY++)
    {
        int firstY = outY - 1;
        int endY = Math.Min(outY + 2, 3);
        firstY += firstY < 0 ? (1 - firstY) / 2 * 2 : 0;
        for (int outX = 0; outX < 4; outX++)
        {
            int firstX = Math.Max(outX, 0);
            int endX = Math.Min(outX + 2, 4);
            for (int channel = 0; channel < 2; channel++)
            {
                int acc = sbyte.MinValue;
                for (int inY = firstY; inY < endY; inY += 2)
                {
                    for (int inX = firstX; inX < endX; inX++)
                    {
                        acc = Math.Max(acc, input[(((inY * 4) + inX) * 2) + channel]);
                    }
                }

                output[outputIndex++] = (sbyte)acc;
            }
        }
    }
}

/// <summary>"qlinear_resize_3": weighted means of four pixels, int8 [1, 3, 4, 2] to int8 [1, 2, 1, 2].</summary>
/// <remarks>In float32 as ONNX Runtime computes them. Output scale 0.0625, zero point 28.</remarks>
private static void QlinearResize3(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 2; outY++)
    {
        ReadOnlySpan<int> row = QlinearResize3Rows.Slice(4 * outY, 4);
        float rowWeight0 = BitConverter.Int32BitsToSingle(row[2]);
        float rowWeight1 = BitConverter.Int32BitsToSingle(row[3]);
        for (int outX = 0; outX < 1; outX++)
        {
            ReadOnlySpan<int> column = QlinearResize3Columns.Slice(4 * outX, 4);
            float columnWeight0 = BitConverter.Int32BitsToSingle(column[2]);
            float columnWeight1 = BitConverter.Int32BitsToSingle(column[3]);
            int topLeft = ((row[0] * 4) + column[0]) * 2;
            float topLeftWeight = columnWeight0 * rowWeight0;
            int topRight = ((row[0] * 4) + column[1]) * 2;
            float topRightWeight = columnWeight1 * rowWeight0;
            int bottomLeft = ((row[1] * 4) + column[0]) * 2;
            float bottomLeftWeight = columnWeight0 * rowWeight1;
            int bottomRight = ((row[1] * 4) + column[1]) * 2;
            float bottomRightWeight = columnWeight1 * rowWeight1;
            for (int channel = 0; channel < 2; channel++)
            {
                float real = 0;
                real = RealArithmetic.Weighted(real, topLeftWeight, RealCodes.Dequantize(input[topLeft + channel], scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: -58));
                real = RealArithmetic.Weighted(real, topRightWeight, RealCodes.Dequantize(input[topRight + channel], scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: -58));
                real = RealArithmetic.Weighted(real, bottomLeftWeight, RealCodes.Dequantize(input[bottomLeft + channel], scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: -58));
                real = RealArithmetic.Weighted(real, bottomRightWeight, RealCodes.Dequantize(input[bottomRight + channel], scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: -58));
                output[outputIndex++] = RealCodes.QuantizeTiesToEven(real, scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: 28);
            }
        }
    }
}

/// <summary>"total_4": reduce_total along axes [3], int8 [1, 2, 1, 2] to int32 [1, 2, 1, 1].</summary>
private static void Total4(ReadOnlySpan<sbyte> input, Span<int> output)
{
    int outputIndex = 0;
    for (int i1 = 0; i1 < 2; i1++)
    {
        int acc = -56;
        for (int i3 = 0; i3 < 2; i3++)
        {
            acc += input[(i1 * 2) + i3];
        }

        output[outputIndex++] = acc;
    }
}

/// <summary>"layer_function_5": steps of each accumulator, int32 [1, 2, 1, 1] to int8 [1, 2, 1, 1].</summary>
/// <remarks>
/// The code of r = acc * factor + offset in float32, by 10 breaks of all channels.
/// Output scale 0.0625, zero point -27.
/// </remarks>
private static void LayerFunction5(ReadOnlySpan<int> input, Span<sbyte> output)
{
    ReadOnlySpan<float> factors = MemoryMarshal.Cast<int, float>(LayerFunction5Factors);
    ReadOnlySpan<float> offsets = MemoryMarshal.Cast<int, float>(LayerFunction5Offsets);
    ReadOnlySpan<float> breaks = MemoryMarshal.Cast<int, float>(LayerFunction5Breaks);
    LayerSteps.Run(input, factors, offsets, breaks, LayerFunction5Codes, output);
}

/// <summary>"conv_6": conv2d, int8 [1, 2, 1, 2] to int32 [1, 2, 1, 1], weights OHWI [1, 1, 1, 2].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy direct: exact arithmetic, blocks of 2 pixels x 8 channels.
/// Input zero point 28; the output is the accumulators.
/// </remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Conv6(ReadOnlySpan<sbyte> input, Span<int> output, Span<short> wide)
{
    // 2 pixels of 2 channels in int16.
    WideImage.Widen(input, wide);
    ref short image = ref MemoryMarshal.GetReference(wide);
    ref short weights = ref MemoryMarshal.GetArrayDataReference(Conv6Weights);
    ref int start = ref MemoryMarshal.GetReference(Conv6Start);
    ref int result = ref MemoryMarshal.GetReference(output);
    int outChannel = 0;
    Vector256<int> start0 = Vector256.LoadUnsafe(ref start, (nuint)(outChannel));
    // |acc| <= 17,947, 16 bits: no overflow is possible.
    // Start value and extremes of each of 2 products for activations -128 to 127, in the worst channel after the worst tap.
    Vector256<int> acc00 = start0;
    Vector256<int> acc10 = start0;
    ref short weight = ref Unsafe.Add(ref weights, 0);
    ref short x = ref Unsafe.Add(ref image, 0);
    for (int pair = 0; pair < 1; pair++)
    {
        Vector256<short> w0 = Vector256.LoadUnsafe(ref weight);
        Vector256<short> x0 = VectorMath.BroadcastPair(ref x, 0);
        acc00 = VectorMath.AddPairs(acc00, x0, w0);
        Vector256<short> x1 = VectorMath.BroadcastPair(ref x, 2);
        acc10 = VectorMath.AddPairs(acc10, x1, w0);
        x = ref Unsafe.Add(ref x, 2);
        weight = ref Unsafe.Add(ref weight, 16);
    }

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(6, outChannel, acc00, count: 1);
    AccumulatorBounds?.Verify(6, outChannel, acc10, count: 1);
    #endif
    ref int pixel = ref Unsafe.Add(ref result, outChannel);
    VectorMath.Store(acc00, 1, ref pixel);
    VectorMath.Store(acc10, 1, ref Unsafe.Add(ref pixel, 1));
}

/// <summary>"layer_result_7": acc * factor + offset in float32, int32 [1, 2, 1, 1] and float32 [1] and float32 [1] to float32 [1, 1, 2, 1].</summary>
private static void LayerResult7(ReadOnlySpan<int> input, Span<float> output)
{
    ReadOnlySpan<float> factors = MemoryMarshal.Cast<int, float>(LayerResult7Factors);
    ReadOnlySpan<float> offsets = MemoryMarshal.Cast<int, float>(LayerResult7Offsets);
    int outputIndex = 0;
    for (int position = 0; position < 2; position++)
    {
        output[outputIndex++] = RealArithmetic.OfAccumulator(input[position], factors[0], offsets[0]);
    }
}
