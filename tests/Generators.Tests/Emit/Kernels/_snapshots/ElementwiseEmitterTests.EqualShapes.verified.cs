/// <summary>"add_0": add, int8 [1, 4, 4, 8] and int8 [1, 4, 4, 8] to int8 [1, 4, 4, 8].</summary>
/// <remarks>
/// Both operands are rescaled to a common scale with 20 fraction bits, added, and requantized.
/// Zero points 0 and -3; output scale 0.0625, zero point -111.
/// </remarks>
private static void Add0(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    for (int i = 0; i < 128; i++)
    {
        int a = FixedPoint.MultiplyByQuantizedMultiplier(first[i] << 20, quantizedMultiplier: 1073741824, shift: 0 /* 0.5 */);
        int b = FixedPoint.MultiplyByQuantizedMultiplier((second[i] + 3) << 20, quantizedMultiplier: 1874518888, shift: -2 /* 0.2182227 */);
        output[i] = FixedPoint.Requantize(a + b, quantizedMultiplier: 1550767414, shift: -18 /* 2.754716E-06 */, zeroPoint: -111, lower: -3, upper: 127);
    }
}
