using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>What the register of each element of a layer's result holds in the end.</summary>
internal interface IHeldSums
{
    /// <summary>An interval for each element.</summary>
    WindowIntervals ToIntervals();

    /// <summary>The codes of each element.</summary>
    /// <param name="requantization">Nothing in it wraps on any interval: see <see cref="Rescaling.IsMonotone"/>.</param>
    /// <param name="zeroPoint">Of the codes.</param>
    Box ToCodes(ChannelRequantization requantization, int zeroPoint);
}
