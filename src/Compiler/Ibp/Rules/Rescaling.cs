using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Ibp.Rules;

/// <summary>Multiplication by a quantized multiplier, on intervals.</summary>
/// <remarks>
/// Each step of the requantization is nondecreasing, as the multiplier is not negative; so its values at the two ends
/// bound it, tightly. The left shift is the exception: beyond int32 it wraps.
/// </remarks>
internal static class Rescaling
{
    /// <summary>Whether the interval and its left shift stay within int32, where rescaling is nondecreasing.</summary>
    public static bool IsMonotone(Interval interval, QuantizedMultiplier multiplier)
    {
        int leftShift = Math.Max(multiplier.Shift, 0);
        return Interval.Int32.Contains(interval)
            && Interval.Int32.Contains(new Interval(interval.Lower << leftShift, interval.Upper << leftShift));
    }

    /// <summary>The rescaled ends of an interval on which rescaling is monotone.</summary>
    public static Interval Apply(Interval interval, QuantizedMultiplier multiplier) =>
        new(Apply(interval.Lower, multiplier), Apply(interval.Upper, multiplier));

    private static long Apply(long x, QuantizedMultiplier multiplier) =>
        FixedPoint.MultiplyByQuantizedMultiplier((int)x, multiplier.Multiplier, multiplier.Shift);
}
