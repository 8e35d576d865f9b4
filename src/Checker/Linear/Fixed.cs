using System.Numerics;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Linear;

/// <summary>Real numbers as integers in units of powers of two: what does not fit is cut off, and what that can make is added where it is bounded.</summary>
internal static class Fixed
{
    /// <summary>Coefficients are in units of 2^-72.</summary>
    public const int CoefficientBits = 72;

    /// <summary>Codes as real numbers, before they are rounded, are in units of 2^-88; factors, too.</summary>
    public const int RealBits = 88;

    /// <summary>Slopes and offsets of lines are in units of 2^-160: a slope for codes times a factor is one.</summary>
    public const int LineBits = CoefficientBits + RealBits;

    /// <summary>Constants of forms are in units of 2^-232: a coefficient times an offset is one.</summary>
    public const int ConstantBits = CoefficientBits + LineBits;

    /// <summary>1 as a real number.</summary>
    public static BigInteger One { get; } = BigInteger.One << RealBits;

    /// <summary>The least integer that is no less than <c>value / 2^bits</c>.</summary>
    public static BigInteger Ceiling(BigInteger value, int bits) => -(-value >> bits);

    /// <summary><c>multiplier * 2^(shift - 31)</c>; null where that is finer than the unit.</summary>
    public static BigInteger? Factor(QuantizedMultiplier multiplier) => Scaled(multiplier.Multiplier, multiplier.Shift - 31);

    /// <summary>The factor of a requantization; null where it is finer than the unit.</summary>
    public static BigInteger? Factor(Rescale rescale)
    {
        if (rescale.Kind != RequantizationKind.OnnxFloat)
        {
            return Factor(rescale.Multiplier);
        }

        int exponent = (int)(rescale.FactorBits >> 23) & 0xff;
        int fraction = (int)(rescale.FactorBits & 0x7fffff);
        return Scaled(exponent == 0 ? fraction : fraction | 0x800000, Math.Max(exponent, 1) - 150);
    }

    /// <summary><c>mantissa * 2^exponent</c>; null where that is finer than the unit.</summary>
    public static BigInteger? Scaled(BigInteger mantissa, int exponent) => exponent < -RealBits ? null : mantissa << (RealBits + exponent);
}
