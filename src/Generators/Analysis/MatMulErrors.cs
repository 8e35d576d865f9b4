using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>What circuits add to the accumulators of products of two tensors: approximate less exact, both of the same codes (BOUNDS section 6).</summary>
/// <remarks>
/// As in <see cref="AccumulatorErrors"/>, with an interval where a weight was: the errors of a product and of its addition are of one pair of
/// codes, those of the taps add up, and start values and the shares of zero points cancel. Only the truncated adder takes from the start value
/// what its low bits hold. With the exact adder the sums are attained, since every tap reads codes of its own. For one thread.
/// </remarks>
internal sealed class MatMulErrors
{
    private readonly MatMulFacts _facts;
    private readonly long _lowBits;
    private readonly long _middle;
    private readonly PairRanges _least;
    private readonly PairRanges _greatest;

    /// <param name="facts">The layer with its circuits.</param>
    public MatMulErrors(MatMulFacts facts)
    {
        _facts = facts;
        _lowBits = (1L << facts.Operators.Adder.ApproximateBits) - 1;
        _middle = AccumulatorErrors.MiddleOf(facts.Operators.Adder);
        _least = new PairRanges((activation, weight) => (int)(ErrorOf(activation, weight).Lower - _middle), isBilinear: false);
        _greatest = facts.Operators.Adder is ExactAdder or TruncatedAdder
            ? _least
            : new PairRanges((activation, weight) => (int)(ErrorOf(activation, weight).Upper - _middle), isBilinear: false);
    }

    /// <summary>Of one output.</summary>
    /// <param name="activations">The codes of its activations.</param>
    /// <param name="weights">Those of its weights.</param>
    /// <param name="bias">Its bias.</param>
    public Interval Of(EquatableArray<Interval> activations, EquatableArray<Interval> weights, int bias)
    {
        Interval sum = Interval.Point(0);
        for (int tap = 0; tap < weights.Count; tap++)
        {
            Interval least = _least.Of(activations[tap], weights[tap]);
            Interval greatest = _greatest == _least ? least : _greatest.Of(activations[tap], weights[tap]);
            sum += new Interval(least.Lower + _middle, greatest.Upper + _middle);
        }

        if (_facts.Operators.Adder is not TruncatedAdder)
        {
            return sum;
        }

        Interval start = _facts.StartOf(weights, bias);
        return sum + (start.IsPoint ? Interval.Point(-(start.Lower & _lowBits)) : new Interval(-_lowBits, 0));
    }

    private Interval ErrorOf(int activation, int weight) => AccumulatorErrors.OfProduct(_facts.Operators, _facts.Centre, activation, weight);
}
