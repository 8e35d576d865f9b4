using System.Numerics;
using QMacVerify.Checker.Arithmetic;

namespace QMacVerify.Checker.Linear;

/// <summary><c>slope * sum + offset</c>, in units of <see cref="Fixed.LineBits"/>.</summary>
/// <param name="Slope">Not negative.</param>
/// <param name="Offset">The value at 0.</param>
internal readonly record struct CodeLine(Int128 Slope, Int128 Offset)
{
    /// <summary>Lines with greater numbers are not used: a coefficient times one of them would not fit.</summary>
    private static readonly BigInteger _most = BigInteger.One << 124;

    public static CodeLine Constant(long code) => new(0, (Int128)code << Fixed.LineBits);

    /// <summary>A line; null where its numbers are too great.</summary>
    public static CodeLine? Of(BigInteger slope, BigInteger offset) => slope < _most && BigInteger.Abs(offset) < _most ? new((Int128)slope, (Int128)offset) : null;
}

/// <summary>How a sum becomes a code less its zero point: <c>clamp(round(factor * sum))</c>.</summary>
/// <param name="Factor">Not negative, in units of <see cref="Fixed.RealBits"/>.</param>
/// <param name="Distance">How far rounding leads from the product, at most; the same unit.</param>
/// <param name="Clamp">Least and greatest code, less the zero point.</param>
internal sealed record CodeRounding(BigInteger Factor, BigInteger Distance, Ends Clamp);

/// <summary>The two lines between which a code lies as a function of its sum (BOUNDS section 7).</summary>
/// <remarks>
/// A slope is cut off to the unit of coefficients; the offset then is that of the line with this slope that no point of the clamp
/// passes, which its corners decide. Of the slope times the factor what is finer than the unit of lines is cut off, and what that can make
/// of any sum goes into the offset. So the lines hold exactly.
/// </remarks>
/// <param name="Lower">Below.</param>
/// <param name="Upper">Above.</param>
/// <param name="Highest">The greatest sum, an integer.</param>
internal sealed record CodeLines(CodeLine Lower, CodeLine Upper, long Highest)
{
    /// <summary>Of a code of which nothing but an interval is known, less its zero point.</summary>
    public static CodeLines Constant(Ends codes) => new(CodeLine.Constant(codes.Low), CodeLine.Constant(codes.High), 0);

    /// <summary>Of a code whose sum is known to lie in an interval; null where its lines have numbers too great.</summary>
    /// <param name="low">The least of factor times sum, in units of <see cref="Fixed.RealBits"/>.</param>
    /// <param name="high">The greatest.</param>
    /// <param name="sums">The least and the greatest sum, integers.</param>
    /// <param name="rounding">What becomes of the sum; a distance less than 1.</param>
    public static CodeLines? Of(BigInteger low, BigInteger high, Ends sums, CodeRounding rounding)
    {
        (BigInteger least, BigInteger most) = (rounding.Clamp.Low * Fixed.One, rounding.Clamp.High * Fixed.One);
        if (high <= least || low >= most)
        {
            long code = high <= least ? rounding.Clamp.Low : rounding.Clamp.High;
            return Constant(Ends.Point(code));
        }

        (CodeLine? lowest, CodeLine? highest) = (low < least, high > most) switch
        {
            (false, false) => (Below(1, 1, (low, low)), Above(1, 1, (low, low))),
            (true, false) => (
                high - least > least - low ? Below(1, 1, (low, low)) : CodeLine.Constant(rounding.Clamp.Low),
                Above(high - least, high - low, (low, least), (high, high))),
            (false, true) => (
                Below(most - low, high - low, (low, low), (high, most)),
                most - low > high - most ? Above(1, 1, (low, low)) : CodeLine.Constant(rounding.Clamp.High)),
            _ => (
                2 * (most - least) > high - least ? Below(most - least, high - least, (high, most), (least, least)) : CodeLine.Constant(rounding.Clamp.Low),
                2 * (most - least) > most - low ? Above(most - least, most - low, (low, least), (most, most)) : CodeLine.Constant(rounding.Clamp.High)),
        };
        return lowest is CodeLine lower && highest is CodeLine upper ? new CodeLines(lower, upper, sums.High) : null;

        CodeLine? Above(BigInteger rise, BigInteger run, params ReadOnlySpan<(BigInteger X, BigInteger Y)> corners) => Line(rise, run, corners, isAbove: true);

        CodeLine? Below(BigInteger rise, BigInteger run, params ReadOnlySpan<(BigInteger X, BigInteger Y)> corners) => Line(rise, run, corners, isAbove: false);

        CodeLine? Line(BigInteger rise, BigInteger run, ReadOnlySpan<(BigInteger X, BigInteger Y)> corners, bool isAbove)
        {
            BigInteger slope = (rise << Fixed.CoefficientBits) / run;
            BigInteger? offset = null;
            foreach ((BigInteger x, BigInteger y) in corners)
            {
                BigInteger through = (y << Fixed.CoefficientBits) - (slope * x);
                offset = offset is not BigInteger known ? through : isAbove ? BigInteger.Max(known, through) : BigInteger.Min(known, through);
            }

            BigInteger distance = rounding.Distance << Fixed.CoefficientBits;
            const int Finer = Fixed.CoefficientBits + Fixed.RealBits - Fixed.LineBits;
            BigInteger exact = slope * rounding.Factor;
            BigInteger cut = exact - (exact >> Finer << Finer);
            return CodeLine.Of(exact >> Finer, isAbove
                ? Fixed.Ceiling(offset!.Value + distance + (cut * sums.High), Finer)
                : (offset!.Value - distance + (cut * sums.Low)) >> Finer);
        }
    }
}
