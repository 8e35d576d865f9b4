using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>The range of products for each pair of an input box and a weight that a layer has.</summary>
/// <remarks>
/// A layer has few distinct boxes (one for the full region), so a range is found once and then only looked up.
/// </remarks>
internal sealed class TapRanges
{
    private const int Codes = 256;

    private readonly int[] _lower;
    private readonly int[] _upper;

    /// <param name="multiplier">The circuit.</param>
    /// <param name="boxes">The distinct boxes.</param>
    /// <param name="weights">The layer's weights.</param>
    public TapRanges(Multiplier multiplier, IReadOnlyList<(int Lower, int Upper)> boxes, ReadOnlySpan<sbyte> weights)
    {
        bool[] occurs = new bool[Codes];
        foreach (sbyte weight in weights)
        {
            occurs[weight - sbyte.MinValue] = true;
        }

        ProductRanges ranges = new(multiplier);
        _lower = new int[boxes.Count * Codes];
        _upper = new int[boxes.Count * Codes];
        for (int slot = 0; slot < _lower.Length; slot++)
        {
            if (occurs[slot % Codes])
            {
                (int lower, int upper) = boxes[slot / Codes];
                (_lower[slot], _upper[slot]) = ranges.Of((slot % Codes) + sbyte.MinValue, lower, upper);
            }
        }
    }

    /// <summary>The range of a weight's products with a box.</summary>
    /// <param name="box">Position in the list of boxes.</param>
    /// <param name="weight">One of the layer's weights.</param>
    public (long Lower, long Upper) Of(int box, sbyte weight)
    {
        int slot = (box * Codes) + weight - sbyte.MinValue;
        return (_lower[slot], _upper[slot]);
    }
}
