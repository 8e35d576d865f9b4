/// <summary>"softmax_0": softmax over the last axis, int8 [2, 10].</summary>
/// <remarks>
/// The difference to the row's maximum becomes Q5.26; below -248 its exponential counts as 0.
/// Exponentials are Q0.31, their sum is Q12.19. Output scale 1/256, zero point -128.
/// </remarks>
private static void Softmax0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<int> exponentials = Softmax0Exponentials;
    for (int row = 0; row < 20; row += 10)
    {
        int maximum = sbyte.MinValue;
        for (int i = row; i < row + 10; i++)
        {
            maximum = Math.Max(maximum, input[i]);
        }

        uint sum = 0;
        for (int i = row; i < row + 10; i++)
        {
            sum += (uint)FixedPoint.RoundingDivideByPowerOfTwo(exponentials[maximum - input[i]], 12);
        }

        // sum = 2^(12 - leadingZeros) * (1 + fraction / 2^31); reciprocal = 1 / (1 + fraction / 2^31).
        int leadingZeros = System.Numerics.BitOperations.LeadingZeroCount(sum);
        int reciprocal = FixedPoint.OneOverOnePlusX((int)((sum << leadingZeros) - (1u << 31)));
        for (int i = row; i < row + 10; i++)
        {
            int quotient = FixedPoint.SaturatingRoundingDoublingHighMul(reciprocal, exponentials[maximum - input[i]]);

            // From Q0.31 to 1/256 is 23 bits; the other 12 - leadingZeros are the sum's power of two.
            long code = sbyte.MinValue + FixedPoint.RoundingDivideByPowerOfTwo((long)quotient, 35 - leadingZeros);
            output[i] = (sbyte)Math.Min(code, sbyte.MaxValue);
        }
    }
}
