using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Import;

/// <summary>Real factors to integers, as TensorFlow Lite derives them (SEMANTICS section 3).</summary>
/// <remarks>The only place of the product where floating point decides a number of the package.</remarks>
internal static class QuantizedMultipliers
{
    /// <summary>QM: <c>factor = f * 2^shift</c> with f in [1/2, 1), rounded to 31 bits, half away from zero.</summary>
    /// <param name="factor">Finite, not negative.</param>
    /// <param name="rounding">With single rounding a factor beyond the shift becomes the greatest there is.</param>
    /// <returns>0 with shift 0 for a factor too small; the shift may exceed <see cref="QuantizedMultiplier.MaxShift"/>.</returns>
    public static QuantizedMultiplier From(double factor, RequantizationKind rounding = RequantizationKind.TfliteDouble)
    {
        if (factor == 0)
        {
            return new QuantizedMultiplier(0, 0);
        }

        int shift = Math.ILogB(factor) + 1;
        long multiplier = (long)Math.Round(Math.ScaleB(factor, 31 - shift), MidpointRounding.AwayFromZero);
        if (multiplier == 1L << 31)
        {
            multiplier = 1 << 30;
            shift++;
        }

        if (rounding == RequantizationKind.TfliteSingle && shift > QuantizedMultiplier.MaxShift)
        {
            return new QuantizedMultiplier(int.MaxValue, QuantizedMultiplier.MaxShift);
        }

        return shift < QuantizedMultiplier.MinShift ? new QuantizedMultiplier(0, 0) : new QuantizedMultiplier((int)multiplier, shift);
    }

    /// <summary>The codes of an interval of real numbers, within int8: <c>zeroPoint + round(value / scale)</c>, the quotient in float32.</summary>
    /// <param name="lower">Real number, or null for no bound.</param>
    /// <param name="upper">Real number, or null for no bound.</param>
    /// <param name="scale">Of the tensor that is clamped.</param>
    /// <param name="zeroPoint">In [-128, 127].</param>
    public static ClampRange Clamp(float? lower, float? upper, float scale, int zeroPoint)
    {
        return new ClampRange(
            lower is null ? sbyte.MinValue : Code(lower.Value),
            upper is null ? sbyte.MaxValue : Code(upper.Value));

        int Code(float value)
        {
            // A tiny scale makes the quotient huge or infinite: both ends lie far outside int8.
            float steps = Math.Clamp(MathF.Round(value / scale, MidpointRounding.AwayFromZero), -1024, 1024);
            return Math.Clamp(zeroPoint + (int)steps, sbyte.MinValue, sbyte.MaxValue);
        }
    }
}
