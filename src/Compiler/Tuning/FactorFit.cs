using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Tuning;

/// <summary>Factors of requantization as real numbers, and other ones in their place.</summary>
internal static class FactorFit
{
    /// <summary>The factor of a channel; 1 where accumulators are the result.</summary>
    public static double FactorOf(ChannelRequantization requantization, int channel)
    {
        if (requantization.Kind == RequantizationKind.Accumulator)
        {
            return 1;
        }

        Rescale rescale = requantization.For(channel);
        return rescale.Kind == RequantizationKind.OnnxFloat
            ? BitConverter.UInt32BitsToSingle(rescale.FactorBits)
            : RealOf(rescale.Multiplier);
    }

    /// <summary>The factor that a quantized multiplier stands for.</summary>
    public static double RealOf(QuantizedMultiplier multiplier) => Math.ScaleB(multiplier.Multiplier, multiplier.Shift - 31);

    /// <summary>The requantization with the factor of each channel so many times as great.</summary>
    /// <param name="requantization">One that has factors.</param>
    /// <param name="slopes">For each output channel; a channel whose factor cannot be written keeps its own.</param>
    public static ChannelRequantization Times(ChannelRequantization requantization, double[] slopes)
    {
        if (requantization.Kind == RequantizationKind.OnnxFloat)
        {
            return ChannelRequantization.OnnxFloat(
                slopes.Select((slope, channel) =>
                    (float)(slope * FactorOf(requantization, channel)) is float factor && float.IsFinite(factor)
                        ? BitConverter.SingleToUInt32Bits(factor)
                        : requantization.For(channel).FactorBits).ToEquatableArray(),
                requantization.Clamp);
        }

        return requantization with
        {
            Multipliers = slopes.Select((slope, channel) =>
                QuantizedMultipliers.From(slope * FactorOf(requantization, channel), requantization.Kind) is { IsNormalized: true } multiplier
                    ? multiplier
                    : requantization.For(channel).Multiplier).ToEquatableArray(),
        };
    }
}
