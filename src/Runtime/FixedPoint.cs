using System.Runtime.CompilerServices;

namespace QMacVerify.Runtime;

/// <summary>Fixed-point arithmetic of quantized inference: int32 accumulators back to int8 codes, and softmax.</summary>
/// <remarks>
/// <para>
/// Formulas and names are those of gemmlowp (<c>fixedpoint/fixedpoint.h</c>) and TensorFlow Lite
/// (<c>kernels/internal/common.h</c>), bit for bit. Qb is a signed 32-bit number with b integer bits and 31 - b fraction
/// bits, so Q0 covers [-1, 1) and Q5 covers [-32, 32).
/// </para>
/// <para>
/// A real multiplier M is the pair (quantizedMultiplier, shift) with M = quantizedMultiplier * 2^(shift - 31),
/// quantizedMultiplier 0 or in [2^30, 2^31), shift in -31..31, positive to the left. Requantization rounds twice, and
/// the two roundings differ: the high multiplication rounds half up, the right shift rounds half away from zero. They
/// never merge into one shift; a single rounding gives other codes.
/// </para>
/// <para>
/// Nothing here checks for overflow of <c>x &lt;&lt; shift</c>: the authority wraps there, and so does this. A
/// requantization is monotone only where that shift fits int32, which the accumulator bounds decide, not this class.
/// </para>
/// </remarks>
public static class FixedPoint
{
    /// <summary>SRDHM: round(a * b / 2^31), half up, the one product that does not fit (-2^31 squared) saturated.</summary>
    /// <remarks>
    /// The authority writes it as a truncating division with a nudge of 2^30 or 1 - 2^30 by the product's sign. Both
    /// are floor((a * b + 2^30) / 2^31), which needs neither the division nor the sign.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SaturatingRoundingDoublingHighMul(int a, int b) =>
        (int)Math.Min((((long)a * b) + (1L << 30)) >> 31, int.MaxValue);

    /// <summary>RDBP: x / 2^exponent, rounded half away from zero.</summary>
    /// <param name="x">Any int32.</param>
    /// <param name="exponent">0..31.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RoundingDivideByPowerOfTwo(int x, int exponent)
    {
        int mask = (int)((1u << exponent) - 1);
        int threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
    }

    /// <summary>RDBP of a 64-bit number, for exponents that int32 has no room for.</summary>
    /// <param name="x">Any int64.</param>
    /// <param name="exponent">0..62.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RoundingDivideByPowerOfTwo(long x, int exponent)
    {
        long mask = (1L << exponent) - 1;
        long threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
    }

    /// <summary>x * M with two roundings (<c>tflite_double</c>): RDBP(SRDHM(x &lt;&lt; max(shift, 0), m), max(-shift, 0)).</summary>
    /// <param name="x">Any int32; <c>x &lt;&lt; shift</c> wraps.</param>
    /// <param name="quantizedMultiplier">m, Q0.31, not negative.</param>
    /// <param name="shift">-31..31, positive is left.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MultiplyByQuantizedMultiplier(int x, int quantizedMultiplier, int shift)
    {
        int leftShift = Math.Max(shift, 0);
        int rightShift = Math.Max(-shift, 0);
        return RoundingDivideByPowerOfTwo(
            SaturatingRoundingDoublingHighMul(x << leftShift, quantizedMultiplier), rightShift);
    }

    /// <summary>x * M with one rounding (<c>tflite_single</c>): (x * m + 2^(30 - shift)) &gt;&gt; (31 - shift), half up, in 64 bits.</summary>
    /// <param name="x">Any int32.</param>
    /// <param name="quantizedMultiplier">m, Q0.31, not negative.</param>
    /// <param name="shift">-31..30, positive is left; a result beyond int32 wraps.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MultiplyByQuantizedMultiplierSingle(int x, int quantizedMultiplier, int shift) =>
        unchecked((int)((((long)x * quantizedMultiplier) + (1L << (30 - shift))) >> (31 - shift)));

    /// <summary>An accumulator to its int8 code: clamp(acc * M + zeroPoint, lower, upper).</summary>
    /// <param name="acc">Accumulator, int32, scale inputScale * weightScale[c].</param>
    /// <param name="quantizedMultiplier">Q0.31 part of M = inputScale * weightScale[c] / outputScale.</param>
    /// <param name="shift">Power of two of M, positive is left.</param>
    /// <param name="zeroPoint">Of the output, -128..127.</param>
    /// <param name="lower">Least code of the fused activation, -128 without one.</param>
    /// <param name="upper">Greatest code of the fused activation, 127 without one.</param>
    /// <remarks>The clamp stands before the addition, so that adding the zero point cannot wrap.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Requantize(
        int acc,
        int quantizedMultiplier,
        int shift,
        int zeroPoint,
        int lower = sbyte.MinValue,
        int upper = sbyte.MaxValue)
    {
        int scaled = MultiplyByQuantizedMultiplier(acc, quantizedMultiplier, shift);
        return (sbyte)(Math.Min(Math.Max(scaled, lower - zeroPoint), upper - zeroPoint) + zeroPoint);
    }

    /// <summary><see cref="Requantize"/> with one rounding (<c>tflite_single</c>); parameters likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte RequantizeSingle(
        int acc,
        int quantizedMultiplier,
        int shift,
        int zeroPoint,
        int lower = sbyte.MinValue,
        int upper = sbyte.MaxValue)
    {
        int scaled = MultiplyByQuantizedMultiplierSingle(acc, quantizedMultiplier, shift);
        return (sbyte)(Math.Min(Math.Max(scaled, lower - zeroPoint), upper - zeroPoint) + zeroPoint);
    }

    /// <summary>An accumulator to its int8 code by a float32 product (<c>onnx_float</c>): rne(clamp((float)acc * factor)) + zeroPoint.</summary>
    /// <param name="acc">Accumulator; rounded to float32 first, as every step is.</param>
    /// <param name="factor">float32(inputScale * weightScale[c] / outputScale), finite and not negative.</param>
    /// <param name="zeroPoint">Of the output, -128..127.</param>
    /// <param name="lower">Least code of the fused activation, -128 without one.</param>
    /// <param name="upper">Greatest code of the fused activation, 127 without one.</param>
    /// <remarks>ONNX Runtime: <c>MlasRequantizeOutput</c>. Half to even; the zero point is added after rounding.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte RequantizeFloat(
        int acc, float factor, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        float scaled = (float)acc * factor;
        float clamped = Math.Min(Math.Max(scaled, (float)(lower - zeroPoint)), (float)(upper - zeroPoint));
        return (sbyte)((int)MathF.Round(clamped, MidpointRounding.ToEven) + zeroPoint);
    }

    /// <summary>exp(a) as Q0 for a &lt;= 0 in Q[integerBits].</summary>
    /// <param name="a">Not positive; Q with <paramref name="integerBits"/> integer bits.</param>
    /// <param name="integerBits">0..5.</param>
    /// <returns>Q0; exp(0) is 2^31 - 1, the greatest number below one.</returns>
    /// <remarks>
    /// Splits a into a multiple of 1/4 and a rest in [-1/4, 0). The rest goes through a polynomial of degree four about
    /// -1/8; the multiple is a product of exp(-2^e), one factor per set bit. gemmlowp: <c>exp_on_negative_values</c>.
    /// </remarks>
    public static int ExpOnNegativeValues(int a, int integerBits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(a, 0);
        ArgumentOutOfRangeException.ThrowIfNegative(integerBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(integerBits, 5);
        if (a == 0)
        {
            return int.MaxValue;
        }

        int fractionBits = 31 - integerBits;
        int quarter = 1 << (fractionBits - 2);
        int rest = (a & (quarter - 1)) - quarter;
        int result = ExpBetweenNegativeQuarterAndZero(rest << integerBits);

        int remainder = rest - a;
        for (int exponent = -2; exponent < integerBits; exponent++)
        {
            if ((remainder & (1 << (fractionBits + exponent))) != 0)
            {
                result = SaturatingRoundingDoublingHighMul(result, ExpOfNegativePowersOfTwo[exponent + 2]);
            }
        }

        return result;
    }

    /// <summary>Exponentials of a softmax: of the differences 0, -1 … -255, each multiplied by M to become Q5.</summary>
    /// <param name="quantizedMultiplier">Q0.31 part of M.</param>
    /// <param name="shift">Power of two of M, positive is left.</param>
    /// <param name="minimumDifference">Those below it count as 0; <c>minimumDifference * M</c> is at least -31.</param>
    /// <param name="isSingle">Whether the product is rounded once (<c>tflite_single</c>).</param>
    /// <returns>256 numbers, Q0.</returns>
    public static int[] Exponentials(int quantizedMultiplier, int shift, int minimumDifference, bool isSingle)
    {
        int[] exponentials = new int[256];
        for (int i = 0; i < exponentials.Length && -i >= minimumDifference; i++)
        {
            exponentials[i] = ExpOnNegativeValues(
                isSingle ? MultiplyByQuantizedMultiplierSingle(-i, quantizedMultiplier, shift) : MultiplyByQuantizedMultiplier(-i, quantizedMultiplier, shift),
                integerBits: 5);
        }

        return exponentials;
    }

    /// <summary>1 / (1 + a) as Q0 for a in [0, 1) as Q0: the reciprocal of softmax and of the logistic function.</summary>
    /// <param name="a">Q0, not negative.</param>
    /// <returns>Q0, at least 1/2; 1 / (1 + 0) saturates to 2^31 - 1.</returns>
    /// <remarks>gemmlowp: <c>one_over_one_plus_x_for_x_in_0_1</c>.</remarks>
    public static int OneOverOnePlusX(int a) => SaturatingShiftLeft(TwoOverOnePlusX(a), 1);

    /// <summary>(1 - a) / (1 + a) as Q0 for a in [0, 1) as Q0: the last step of the hyperbolic tangent.</summary>
    /// <param name="a">Q0, not negative.</param>
    /// <remarks>
    /// 2 / (1 + a) - 1, so it shares the reciprocal. gemmlowp: <c>one_minus_x_over_one_plus_x_for_x_in_0_1</c>.
    /// </remarks>
    public static int OneMinusXOverOnePlusX(int a) => SaturatingShiftLeft(TwoOverOnePlusX(a) - (1 << 29), 2);

    // exp(-1/4), exp(-1/2), exp(-1), exp(-2), exp(-4), exp(-8), exp(-16) as Q0.
    private static ReadOnlySpan<int> ExpOfNegativePowersOfTwo =>
        [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

    // Q0 to Q0: the Taylor polynomial of degree four about -1/8, evaluated at x = a + 1/8.
    private static int ExpBetweenNegativeQuarterAndZero(int a)
    {
        const int expOfNegativeEighth = 1895147668;
        const int oneThird = 715827883;
        int x = a + (1 << 28);
        int x2 = SaturatingRoundingDoublingHighMul(x, x);
        int x3 = SaturatingRoundingDoublingHighMul(x2, x);
        int x4 = SaturatingRoundingDoublingHighMul(x2, x2);
        int cubicAndQuartic = SaturatingRoundingDoublingHighMul(RoundingDivideByPowerOfTwo(x4, 2) + x3, oneThird);
        int higherTerms = RoundingDivideByPowerOfTwo(cubicAndQuartic + x2, 1);
        return expOfNegativeEighth + SaturatingRoundingDoublingHighMul(expOfNegativeEighth, x + higherTerms);
    }

    // Q0 to Q2: 1 / h by three Newton steps, where h = (1 + a) / 2 lies in [1/2, 1); starts from 48/17 - 32/17 * h.
    private static int TwoOverOnePlusX(int a)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(a);
        const int fortyEightSeventeenths = 1515870810;
        const int negativeThirtyTwoSeventeenths = -1010580540;
        int half = (int)((a + (1L << 31)) >> 1);
        int x = fortyEightSeventeenths + SaturatingRoundingDoublingHighMul(half, negativeThirtyTwoSeventeenths);
        for (int step = 0; step < 3; step++)
        {
            int deviation = (1 << 29) - SaturatingRoundingDoublingHighMul(half, x);
            x += SaturatingShiftLeft(SaturatingRoundingDoublingHighMul(x, deviation), 2);
        }

        return x;
    }

    private static int SaturatingShiftLeft(int x, int exponent) =>
        (int)Math.Clamp((long)x << exponent, int.MinValue, int.MaxValue);
}
