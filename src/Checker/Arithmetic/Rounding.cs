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
        if (!Fits(x))
        {
            return null;
        }

        switch (rescale.Kind)
        {
            case RequantizationKind.TfliteDouble:
                (int m, int shift) = rescale.Multiplier;
                long shifted = x << Math.Max(shift, 0);
                return Fits(shifted) ? HalfAwayFromZero(HighMultiply(shifted, m), Math.Max(-shift, 0)) : null;
            case RequantizationKind.TfliteSingle:
                (m, shift) = rescale.Multiplier;
                long rounded = ((x * m) + (1L << (30 - shift))) >> (31 - shift);
                return Fits(rounded) ? rounded : null;
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
    public static long HighMultiply(long a, long m) => Math.Min(((a * m) + (1L << 30)) >> 31, int.MaxValue);

    /// <summary>RDBP: x / 2^exponent, half away from zero.</summary>
    public static long HalfAwayFromZero(long x, int exponent)
    {
        long magnitude = (Math.Abs(x) + ((1L << exponent) >> 1)) >> exponent;
        return x < 0 ? -magnitude : magnitude;
    }

    private static bool Fits(long x) => x is >= int.MinValue and <= int.MaxValue;
}
