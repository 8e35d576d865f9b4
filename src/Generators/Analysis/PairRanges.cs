using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>Least and greatest contribution of the codes of two intervals. For one thread.</summary>
/// <param name="product">Of an activation and a weight.</param>
/// <param name="isBilinear">Whether it is linear in each of them, so that corners are extreme.</param>
internal sealed class PairRanges(Func<int, int, int> product, bool isBilinear)
{
    private readonly ProductRanges _ofWeight = new(product);
    private readonly Dictionary<(Interval, Interval), Interval> _known = [];

    public Interval Of(Interval activations, Interval weights)
    {
        if (isBilinear)
        {
            return Corners((int)weights.Lower).Hull(Corners((int)weights.Upper));
        }

        if (!_known.TryGetValue((activations, weights), out Interval range))
        {
            range = Interval.Empty;
            for (int weight = (int)weights.Lower; weight <= weights.Upper; weight++)
            {
                range = range.Hull(_ofWeight.Of(weight, activations));
            }

            _known.Add((activations, weights), range);
        }

        return range;

        Interval Corners(int weight) =>
            Interval.Point(product((int)activations.Lower, weight)).Hull(Interval.Point(product((int)activations.Upper, weight)));
    }
}
