/// <summary>"sub_0": sub, int8 [1, 2, 3] and int8 [1, 2, 3] to int8 [1, 2, 3].</summary>
/// <remarks>
/// Both operands are rescaled to a common scale with 20 fraction bits, subtracted, and requantized.
/// Zero points 5 and 5; output scale 0.0625, zero point 55.
/// </remarks>
private static void Sub0(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    for (int i = 0; i < 6; i++)
    {
        int a = FixedPoint.MultiplyByQuantizedMultiplierSingle((first[i] - 5) << 20, quantizedMultiplier: 1756880333, shift: 0 /* 0.8181112 */);
        int b = FixedPoint.MultiplyByQuantizedMultiplierSingle((second[i] - 5) << 20, quantizedMultiplier: 1073741824, shift: 0 /* 0.5 */);
        output[i] = FixedPoint.RequantizeSingle(a - b, quantizedMultiplier: 1601016120, shift: -18 /* 2.843976E-06 */, zeroPoint: 55);
    }
}

/// <summary>"mul_1": mul, int8 [1, 2, 3] and int8 [1, 2, 3] to int8 [1, 2, 3].</summary>
/// <remarks>
/// The exact product of the codes less their zero points, requantized.
/// Zero points 5 and 5; output scale 0.0625, zero point 122.
/// </remarks>
private static void Mul1(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    for (int i = 0; i < 6; i++)
    {
        output[i] = FixedPoint.Requantize((first[i] - 5) * (second[i] - 5), quantizedMultiplier: 1434519717, shift: -7 /* 0.005218752 */, zeroPoint: 122, lower: -20, upper: 28);
    }
}

/// <summary>"maximum_2": maximum, int8 [1, 2, 3] and int8 [1, 2, 3] to int8 [1, 2, 3].</summary>
/// <remarks>
/// Raw codes; nothing is rescaled.
/// Zero points 5 and 5; output scale 0.0625, zero point 5.
/// </remarks>
private static void Maximum2(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    for (int i = 0; i < 6; i++)
    {
        output[i] = Math.Max(first[i], second[i]);
    }
}

/// <summary>"prelu_3": prelu, int8 [1, 2, 3] and int8 [1, 1, 3] to int8 [1, 2, 3].</summary>
/// <remarks>
/// Negative numbers are multiplied by the second operand.
/// Zero points 5 and 18; output scale 0.0625, zero point -106.
/// </remarks>
private static void Prelu3(ReadOnlySpan<sbyte> first, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> second = Prelu3Values;
    int outputIndex = 0;
    for (int i1 = 0; i1 < 2; i1++)
    {
        for (int i2 = 0; i2 < 3; i2++)
        {
            int u = first[(i1 * 3) + i2] - 5;
            output[outputIndex++] = u >= 0
                ? FixedPoint.Requantize(u, quantizedMultiplier: 1953592885, shift: 1 /* 1.819425 */, zeroPoint: -106)
                : FixedPoint.Requantize(u * (second[i2] - 18), quantizedMultiplier: 1792767359, shift: -4 /* 0.0521764 */, zeroPoint: -106);
        }
    }
}
