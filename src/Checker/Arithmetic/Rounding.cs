using System.Numerics;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Arithmetic;

/// <summary>The three requantizations of SEMANTICS section 3, from its formulas.</summary>
internal static class Rounding
{
    /// <summary>Beyond any code's distance from any zero point.</summary>
    private const float FarAway = 1e6f;

    /// <summary>The rescaled number, or null where the authority would wrap, so that nothing is nondecreasing.</summary>
    /// <param name="x">An int32 number.</param>
    /// <param name="rescale">The factor and its rounding.</param>
    public static long? Rescale(long x, Rescale rescale)
    {
        if (!Ends.Int32.Holds(Ends.Point(x)))
        {
            return null;
        }

        switch (rescale.Kind)
        {
            case RequantizationKind.TfliteDouble:
                (int m, int shift) = rescale.Multiplier;
                BigInteger shifted = (BigInteger)x << Math.Max(shift, 0);
                return Fits(shifted) ? (long)HalfAwayFromZero(HighMultiply(shifted, m), Math.Max(-shift, 0)) : null;
            case RequantizationKind.TfliteSingle:
                (m, shift) = rescale.Multiplier;
                BigInteger rounded = (((BigInteger)x * m) + (BigInteger.One << (30 - shift))) >> (31 - shift);
                return Fits(rounded) ? (long)rounded : null;
            case RequantizationKind.OnnxFloat:
                return OfReal((float)x * Real(rescale.FactorBits));
            default:
                throw new NotSupportedException($"requantization {rescale.Kind}");
        }
    }

    /// <summary>The nearest integer, ties to even; for numbers far beyond all codes another one there.</summary>
    public static long OfReal(float value) => (long)MathF.Round(Math.Clamp(value, -FarAway, FarAway), MidpointRounding.ToEven);

    public static float Real(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    /// <summary>SRDHM: floor((a m + 2^30) / 2^31); the one product that does not fit is of two negative numbers.</summary>
    public static BigInteger HighMultiply(BigInteger a, BigInteger m) => BigInteger.Min(((a * m) + (1 << 30)) >> 31, int.MaxValue);

    /// <summary>RDBP: x / 2^exponent, half away from zero.</summary>
    public static BigInteger HalfAwayFromZero(BigInteger x, int exponent)
    {
        BigInteger half = exponent == 0 ? 0 : BigInteger.One << (exponent - 1);
        BigInteger magnitude = (BigInteger.Abs(x) + half) >> exponent;
        return x.Sign < 0 ? -magnitude : magnitude;
    }

    private static bool Fits(BigInteger x) => x >= int.MinValue && x <= int.MaxValue;
}
