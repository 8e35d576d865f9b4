using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Multiplication by a real factor, on intervals.</summary>
/// <remarks>
/// Each step of a rescaling is nondecreasing, as no factor is negative; so its values at the two ends bound it, tightly.
/// The exceptions wrap: the left shift of <c>tflite_double</c>, and a result of <c>tflite_single</c> beyond int32.
/// </remarks>
internal static class Rescaling
{
    /// <summary>Whether nothing wraps on the interval, so that rescaling is nondecreasing there.</summary>
    public static bool IsMonotone(Interval interval, Rescale rescale)
    {
        if (!Interval.Int32.Contains(interval) || rescale.Kind == RequantizationKind.OnnxFloat)
        {
            return Interval.Int32.Contains(interval);
        }

        (int multiplier, int shift) = rescale.Multiplier;
        if (rescale.Kind == RequantizationKind.TfliteSingle)
        {
            return Interval.Int32.Contains(new Interval(Single(interval.Lower), Single(interval.Upper)));
        }

        int leftShift = Math.Max(shift, 0);
        return Interval.Int32.Contains(new Interval(interval.Lower << leftShift, interval.Upper << leftShift));

        long Single(long x) => ((x * multiplier) + (1L << (30 - shift))) >> (31 - shift);
    }

    /// <summary>The rescaled ends of an interval on which a TensorFlow Lite rescaling is monotone.</summary>
    public static Interval Apply(Interval interval, Rescale rescale) => new(Apply(interval.Lower, rescale), Apply(interval.Upper, rescale));

    private static long Apply(long x, Rescale rescale) => rescale.Kind == RequantizationKind.TfliteSingle
        ? FixedPoint.MultiplyByQuantizedMultiplierSingle((int)x, rescale.Multiplier.Multiplier, rescale.Multiplier.Shift)
        : FixedPoint.MultiplyByQuantizedMultiplier((int)x, rescale.Multiplier.Multiplier, rescale.Multiplier.Shift);
}
