/// <summary>"add_0": add, int8 [1, 1, 4, 3] and int8 [1, 4, 1, 3] to int8 [1, 4, 4, 3].</summary>
/// <remarks>
/// Both operands are rescaled to a common scale with 20 fraction bits, added, and requantized.
/// Zero points 5 and -3; output scale 0.0625, zero point -105.
/// </remarks>
private static void Add0(ReadOnlySpan<sbyte> first, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> second = Add0Values;
    int outputIndex = 0;
    for (int i1 = 0; i1 < 4; i1++)
    {
        for (int i2 = 0; i2 < 4; i2++)
        {
            for (int i3 = 0; i3 < 3; i3++)
            {
                int a = FixedPoint.MultiplyByQuantizedMultiplier((first[(i2 * 3) + i3] - 5) << 20, quantizedMultiplier: 1878135172, shift: -1 /* 0.4372874 */);
                int b = FixedPoint.MultiplyByQuantizedMultiplier((second[(i1 * 3) + i3] + 3) << 20, quantizedMultiplier: 1073741824, shift: 0 /* 0.5 */);
                output[outputIndex++] = FixedPoint.Requantize(a + b, quantizedMultiplier: 1408307629, shift: -19 /* 1.250828E-06 */, zeroPoint: -105);
            }
        }
    }
}
