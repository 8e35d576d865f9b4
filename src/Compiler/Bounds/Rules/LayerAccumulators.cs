using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>What the accumulators of a layer can hold.</summary>
/// <param name="Input">Every activation that the multiplier sees, padding included; empty where windows hold nothing but padding that is skipped.</param>
/// <param name="Channels">Of each output channel, over all positions.</param>
/// <param name="Held">What the register of each element holds in the end.</param>
internal sealed record LayerAccumulators(Interval Input, IReadOnlyList<AccumulatorIntervals> Channels, IHeldSums Held)
{
    /// <summary>Those of a layer whose input lies in a box.</summary>
    public static LayerAccumulators Of(LayerFacts facts, Box input, AnalysisOptions options) =>
        !options.Register.Saturates && ProductSums.TryOf(facts, input, options) is LayerAccumulators sums ? sums : OfWindows(facts, input, options);

    /// <summary>By the plain form, which takes every layer: window by window, equal ones once.</summary>
    public static LayerAccumulators OfWindows(LayerFacts facts, Box input, AnalysisOptions options)
    {
        WindowBoxes windows = new(facts, input.Lower, input.Upper);
        AccumulatorIntervals[][] intervals = AccumulatorIntervals.Of(
            facts, windows, options.Register.Saturates ? options.Register.Range : null, options.Threads);
        return new LayerAccumulators(
            windows.Hull(),
            [.. intervals.Select(ofWindows => ofWindows.Aggregate((left, right) => left.Hull(right)))],
            new WindowIntervals(windows.WindowOfPosition.ToArray(), Array.ConvertAll(intervals, ofWindows => Array.ConvertAll(ofWindows, options.Register.Hold))));
    }
}
