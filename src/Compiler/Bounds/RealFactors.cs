using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds;

/// <summary>What the integers of requantization stand for, as real numbers.</summary>
internal static class RealFactors
{
    /// <summary><c>multiplier * 2^(shift - 31)</c>.</summary>
    public static double Of(QuantizedMultiplier multiplier) => Math.ScaleB(multiplier.Multiplier, multiplier.Shift - 31);

    /// <summary>The same, or the float32 number.</summary>
    public static double Of(Rescale rescale) =>
        rescale.Kind == RequantizationKind.OnnxFloat ? BitConverter.UInt32BitsToSingle(rescale.FactorBits) : Of(rescale.Multiplier);

    /// <summary>The factor of an output channel; 1 where accumulators are the result.</summary>
    public static double Of(ChannelRequantization requantization, int channel) =>
        requantization.Kind == RequantizationKind.Accumulator ? 1 : Of(requantization.For(channel));

    /// <summary>The factors of both operands of a sum, signed.</summary>
    public static (double First, double Second) Of(ScaledSum sum)
    {
        double unit = Math.ScaleB(Of(sum.OutputMultiplier), ScaledSum.LeftShift);
        return (Of(sum.FirstMultiplier) * unit, sum.Sign * Of(sum.SecondMultiplier) * unit);
    }
}
