using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>The range of contributions for each pair of an input box and a weight that a layer has.</summary>
/// <remarks>
/// A layer has few distinct boxes (one for the full region), so a range is found once and then only looked up.
/// </remarks>
internal sealed class TapRanges
{
    private const int Codes = 256;

    private readonly Interval[] _ranges;

    /// <param name="product">What a code of the activations and a weight contribute.</param>
    /// <param name="boxes">The distinct boxes.</param>
    /// <param name="weightCounts">How often each weight occurs: see <see cref="LayerFacts.CountWeights"/>.</param>
    public TapRanges(Func<int, int, int> product, IReadOnlyList<Interval> boxes, int[] weightCounts)
    {
        ProductRanges ranges = new(product);
        _ranges = new Interval[boxes.Count * Codes];
        for (int slot = 0; slot < _ranges.Length; slot++)
        {
            if (weightCounts[slot % Codes] > 0)
            {
                _ranges[slot] = ranges.Of((slot % Codes) + sbyte.MinValue, boxes[slot / Codes]);
            }
        }
    }

    /// <summary>The range of a weight's contributions with a box.</summary>
    /// <param name="box">Position in the list of boxes.</param>
    /// <param name="weight">One of the layer's weights.</param>
    public Interval Of(int box, sbyte weight) => _ranges[(box * Codes) + weight - sbyte.MinValue];
}
