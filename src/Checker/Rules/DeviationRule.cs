using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Rules;

/// <summary>What the accumulators of a layer of products differ by, and its codes because of them (BOUNDS sections 6 and 8).</summary>
/// <param name="layer">The layer.</param>
/// <param name="outputZeroPoint">Of its codes.</param>
/// <param name="channels">Its output channels.</param>
internal sealed class DeviationRule(ProductNode layer, int outputZeroPoint, int channels)
{
    private readonly Steps[] _codes = layer.Requantization.Kind == RequantizationKind.Accumulator ? [] :
    [
        .. Enumerable.Range(0, channels).Select(channel => new Steps(
            Ends.Int32,
            acc => Rounding.Rescale(acc, layer.Requantization.For(channel)) is long steps
                ? Math.Clamp(steps + outputZeroPoint, layer.Requantization.Clamp.Lower, layer.Requantization.Clamp.Upper)
                : null,
            code => code)),
    ];

    /// <summary>Beside the exact network.</summary>
    /// <param name="exact">The exact accumulators.</param>
    /// <param name="approximate">The approximate ones.</param>
    /// <param name="added">What circuits and differing operands add to the exact ones.</param>
    /// <param name="local">What the circuits change by themselves.</param>
    public DerivedDeviation Derive(Ends[] exact, Ends[] approximate, Ends[] added, LocalDeviation local)
    {
        Ends[] accumulators = Differences(exact, approximate, added);
        return new DerivedDeviation
        {
            Accumulators = accumulators,
            Codes = _codes.Length == 0 ? []
                : [.. accumulators.Select((difference, i) => _codes[i % channels].Difference(new Twin(exact[i], approximate[i], difference)))],
            Local = local,
        };
    }

    /// <summary>What the circuits change by themselves.</summary>
    /// <param name="reference">Accumulators of exact circuits on the approximate operands.</param>
    /// <param name="approximate">The approximate ones.</param>
    /// <param name="errors">What the circuits add to the former.</param>
    public LocalDeviation Local(Ends[] reference, Ends[] approximate, Ends[] errors)
    {
        Ends[] acc = Differences(reference, approximate, errors);
        return Enumerable.Range(0, channels).Select(channel =>
        {
            int[] elements = [.. Enumerable.Range(0, acc.Length / channels).Select(position => (position * channels) + channel)];
            Ends hull = elements.Aggregate(Ends.None, (all, element) => all.Join(acc[element]));
            Ends centre = Ends.Point((hull.Low + hull.High) / 2);
            return new LocalDeviation(hull, Codes(DerivedDeviation.None), hull - centre, Codes(centre));

            Ends Codes(Ends taken) => elements.Aggregate(Ends.None, (all, element) => all.Join(_codes.Length == 0
                ? acc[element] - taken
                : _codes[channel].Difference(new Twin(reference[element], approximate[element] - taken, acc[element] - taken)) ?? AnyCodes));
        }).Aggregate((left, right) => left.Join(right));
    }

    private Ends AnyCodes => new Ends(layer.Requantization.Clamp.Lower, layer.Requantization.Clamp.Upper) is var codes ? codes - codes : default;

    /// <summary>What is added to the exact sums, where none of them can wrap, and what both accumulators can be.</summary>
    private static Ends[] Differences(Ends[] exact, Ends[] approximate, Ends[] added) =>
        [.. added.Select((sum, i) => MayWrap(exact[i]) || MayWrap(approximate[i])
            ? approximate[i] - exact[i]
            : (approximate[i] - exact[i]).Meet(sum))];

    /// <summary>An accumulator of a sum that may wrap can be anything.</summary>
    private static bool MayWrap(Ends acc) => acc == Ends.Int32;
}
