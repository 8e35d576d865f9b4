using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Tuning;

/// <summary>Other factors of requantization in the place of those that there are.</summary>
internal static class FactorFit
{
    /// <summary>The requantization with the factor of each channel so many times as great.</summary>
    /// <param name="requantization">One that has factors.</param>
    /// <param name="slopes">For each output channel; a channel whose factor cannot be written keeps its own.</param>
    public static ChannelRequantization Times(ChannelRequantization requantization, double[] slopes)
    {
        if (requantization.Kind == RequantizationKind.OnnxFloat)
        {
            return ChannelRequantization.OnnxFloat(
                slopes.Select((slope, channel) =>
                    (float)(slope * RealFactors.Of(requantization, channel)) is float factor && float.IsFinite(factor)
                        ? BitConverter.SingleToUInt32Bits(factor)
                        : requantization.For(channel).FactorBits).ToEquatableArray(),
                requantization.Clamp);
        }

        return requantization with
        {
            Multipliers = slopes.Select((slope, channel) =>
                QuantizedMultipliers.From(slope * RealFactors.Of(requantization, channel), requantization.Kind) is { IsNormalized: true } multiplier
                    ? multiplier
                    : requantization.For(channel).Multiplier).ToEquatableArray(),
        };
    }
}
