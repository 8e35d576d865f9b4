/// <summary>"quantize_0": quantize, float32 [1, 2, 2, 3] to int8 [1, 2, 2, 3].</summary>
private static void Quantize0(ReadOnlySpan<float> input, Span<sbyte> output)
{
    for (int i = 0; i < 12; i++)
    {
        output[i] = RealCodes.QuantizeByReciprocal(input[i], scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: 29);
    }
}

/// <summary>"xnnpack_add_1": xnnpack_add, int8 [1, 2, 2, 3] and int8 [1, 2, 2, 3] to int8 [1, 2, 2, 3].</summary>
/// <remarks>
/// As XNNPACK computes it: both operands by integer factors, their sum rounded once, half up.
/// Zero points 29 and 29; output scale 0.0625, zero point -77.
/// </remarks>
private static void XnnpackAdd1(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    for (int i = 0; i < 12; i++)
    {
        output[i] = XnnpackArithmetic.Add(first[i], 1048576, second[i], 1691326, constant: 54760570, shift: 28, zeroPoint: -77);
    }
}

/// <summary>"xnnpack_mean_2": mean along axes [1, 2], int8 [1, 2, 2, 3] to int8 [1, 1, 1, 3].</summary>
private static void XnnpackMean2(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int i3 = 0; i3 < 3; i3++)
    {
        int acc = 0;
        for (int i1 = 0; i1 < 2; i1++)
        {
            for (int i2 = 0; i2 < 2; i2++)
            {
                acc += input[i3 + (i1 * 6) + (i2 * 3)];
            }
        }

        output[outputIndex++] = XnnpackArithmetic.Reduce(acc, BitConverter.UInt32BitsToSingle(0x3ec8ae98 /* 0.391957 */), BitConverter.UInt32BitsToSingle(0xc104ccd0 /* -8.300003 */));
    }
}

/// <summary>"mul_3": mul, int8 [1, 1, 1, 3] and int8 [1, 2, 2, 3] to int8 [1, 2, 2, 3].</summary>
/// <remarks>
/// The exact product of the codes less their zero points, requantized.
/// Zero points -78 and 29; output scale 0.0625, zero point 86.
/// </remarks>
private static void Mul3(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int i1 = 0; i1 < 2; i1++)
    {
        for (int i2 = 0; i2 < 2; i2++)
        {
            for (int i3 = 0; i3 < 3; i3++)
            {
                output[outputIndex++] = FixedPoint.RequantizeFloat((first[i3] + 78) * (second[(((i1 * 2) + i2) * 3) + i3] - 29), factor: BitConverter.UInt32BitsToSingle(0x3c74553d /* 0.0149129 */), zeroPoint: 86, lower: -20, upper: 28);
            }
        }
    }
}
