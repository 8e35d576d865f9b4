using System.Numerics;

namespace QMacVerify.Runtime.Reference;

/// <summary>Softmax along the last axis, int8 to int8 of scale 1/256 and zero point -128.</summary>
/// <remarks>TensorFlow Lite: <c>reference_ops::Softmax</c> in its integer form (<c>kernels/internal/reference/softmax.h</c>).</remarks>
internal static class SoftmaxReference
{
    /// <summary>The longest row: its sum of exponentials still fits 32 bits.</summary>
    public const int MaximumDepth = (1 << 13) - 1;

    private const int ScaledDiffIntegerBits = 5;
    private const int AccumulationIntegerBits = 12;
    private const int OutputZeroPoint = -128;

    /// <summary>Computes every output code.</summary>
    /// <param name="depth">Size of the last axis, 1..<see cref="MaximumDepth"/>.</param>
    /// <param name="rescaler">Multiplies by beta * inputScale * 2^26, which is quantizedMultiplier * 2^(shift - 31).</param>
    /// <param name="minimumDifference">
    /// -floor(31 * 2^26 / 2^shift): codes further below the row's maximum count as zero.
    /// </param>
    /// <param name="input">[..., depth].</param>
    /// <param name="output">As many codes.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <remarks>
    /// The authority aborts where the sum reaches 512; here the same formula goes on in 64 bits.
    /// </remarks>
    public static void Run(
        int depth,
        Rescaler rescaler,
        int minimumDifference,
        ReadOnlySpan<sbyte> input,
        Span<sbyte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, MaximumDepth);
        if (input.Length % depth != 0)
        {
            throw new ArgumentException($"input has {input.Length} elements, expected whole rows of {depth}.", nameof(input));
        }

        Lengths.Expect(output.Length, input.Length, nameof(output));

        for (int row = 0; row < input.Length; row += depth)
        {
            int maximum = sbyte.MinValue;
            for (int i = row; i < row + depth; i++)
            {
                maximum = Math.Max(maximum, input[i]);
            }

            uint sum = 0;
            for (int i = row; i < row + depth; i++)
            {
                int difference = input[i] - maximum;
                if (difference >= minimumDifference)
                {
                    sum += (uint)FixedPoint.RoundingDivideByPowerOfTwo(
                        Exp(difference, rescaler), AccumulationIntegerBits);
                }
            }

            // The sum is 2^(12 - leadingZeros) * (1 + fraction), fraction in Q0.
            int leadingZeros = BitOperations.LeadingZeroCount(sum);
            int fraction = (int)((sum << leadingZeros) - (1u << 31));
            int reciprocal = FixedPoint.OneOverOnePlusX(fraction);
            int exponent = AccumulationIntegerBits - leadingZeros + 31 - 8;

            for (int i = row; i < row + depth; i++)
            {
                int difference = input[i] - maximum;
                long code = OutputZeroPoint;
                if (difference >= minimumDifference)
                {
                    int quotient = FixedPoint.SaturatingRoundingDoublingHighMul(
                        reciprocal, Exp(difference, rescaler));
                    code += FixedPoint.RoundingDivideByPowerOfTwo((long)quotient, exponent);
                }

                output[i] = (sbyte)Math.Clamp(code, sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }

    private static int Exp(int difference, Rescaler rescaler) =>
        FixedPoint.ExpOnNegativeValues(rescaler.Apply(difference), ScaledDiffIntegerBits);
}
