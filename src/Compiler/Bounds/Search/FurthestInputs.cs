using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Bounds.Search;

/// <summary>For each layer the inputs that drove some of its sums furthest down and furthest up; of several the first one.</summary>
internal sealed class FurthestInputs
{
    private readonly Dictionary<(int Layer, bool IsUpper), (long End, IReadOnlyDictionary<int, sbyte[]> Input)> _best = [];

    /// <summary>The input that reached the lower end of a layer, or the upper one.</summary>
    public IReadOnlyDictionary<int, sbyte[]> this[int layer, bool isUpper] => _best[(layer, isUpper)].Input;

    /// <summary>Keeps an input where it went further than those before.</summary>
    public void Keep(int layer, Interval reached, IReadOnlyDictionary<int, sbyte[]> input)
    {
        Keep((layer, true), reached.Upper, input);
        Keep((layer, false), -reached.Lower, input);
    }

    /// <summary>One of them.</summary>
    public IReadOnlyDictionary<int, sbyte[]> Choose(SplitMix64 random) => _best.ElementAt(random.NextBelow(_best.Count)).Value.Input;

    private void Keep((int Layer, bool IsUpper) side, long end, IReadOnlyDictionary<int, sbyte[]> input)
    {
        if (!_best.TryGetValue(side, out (long End, IReadOnlyDictionary<int, sbyte[]> Input) known) || end > known.End)
        {
            _best[side] = (end, input);
        }
    }
}
