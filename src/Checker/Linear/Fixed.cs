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

    /// <summary>Slopes and offsets of lines are in units of 2^-112: those that count fit 128 bits.</summary>
    public const int LineBits = 112;

    /// <summary>1 as a real number.</summary>
    public static BigInteger One { get; } = BigInteger.One << RealBits;

    /// <summary>A coefficient times a slope or an offset, in units of coefficients: the greatest integer that is no more than <c>left * right / 2^112</c>.</summary>
    /// <param name="left">Within -2^100 to 2^100.</param>
    /// <param name="right">Within -2^124 to 2^124.</param>
    public static Int128 Times(Int128 left, Int128 right)
    {
        unchecked
        {
            (UInt128 a, UInt128 b) = ((UInt128)Int128.Abs(left), (UInt128)Int128.Abs(right));
            (ulong aHigh, ulong aLow, ulong bHigh, ulong bLow) = ((ulong)(a >> 64), (ulong)a, (ulong)(b >> 64), (ulong)b);

            // The product in three digits: of 64 bits the lower two, the upper one with what is carried.
            UInt128 low = Math.BigMul(aLow, bLow);
            UInt128 middle = Math.BigMul(aHigh, bLow) + (low >> 64);
            UInt128 other = Math.BigMul(aLow, bHigh) + (ulong)middle;
            UInt128 high = Math.BigMul(aHigh, bHigh) + (middle >> 64) + (other >> 64);
            UInt128 lower = (other << 64) | (ulong)low;
            Int128 whole = (Int128)((high << (128 - LineBits)) | (lower >> LineBits));
            return Int128.IsNegative(left) == Int128.IsNegative(right) ? whole
                : (lower & ((UInt128.One << LineBits) - 1)) == 0 ? -whole : -whole - 1;
        }
    }

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
