using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>What the accumulators of products of two tensors can hold, for all activations of one box and all weights of another.</summary>
/// <remarks>
/// <para>
/// The sums of <see cref="AccumulatorIntervals"/>, with an interval where a weight was. A product is extreme at some pair of codes of both
/// intervals; nothing is assumed of the multiplier but where it is exact, when what a tap adds is bilinear and extreme at corners.
/// </para>
/// <para>
/// On the exact adder the final sum takes each tap with its shares of both zero points, which are of the same two codes: optimal, since every tap
/// reads codes of its own. Elsewhere, and on the way, the start value's share of the weights is bounded by itself: sound, not optimal.
/// </para>
/// </remarks>
public sealed class MatMulIntervals
{
    private readonly MatMulFacts _facts;
    private readonly PairRanges _products;
    private readonly PairRanges? _contributions;
    private readonly Numbering<EquatableArray<Interval>> _inputRows = new();
    private readonly Numbering<EquatableArray<Interval>> _weightRows = new();
    private readonly Numbering<(int Input, int Weights, int Bias)> _outputs = new();
    private readonly AccumulatorIntervals[] _distinct = [];
    private readonly int[] _ofOutput = [];

    /// <param name="facts">The layer.</param>
    /// <param name="inputLower">Least code of each activation.</param>
    /// <param name="inputUpper">Greatest code of each.</param>
    /// <param name="weightLower">Least code of each weight.</param>
    /// <param name="weightUpper">Greatest code of each.</param>
    public MatMulIntervals(
        MatMulFacts facts, ReadOnlySpan<sbyte> inputLower, ReadOnlySpan<sbyte> inputUpper, ReadOnlySpan<sbyte> weightLower, ReadOnlySpan<sbyte> weightUpper)
        : this(facts)
    {
        MatMulGeometry geometry = facts.Layer.Geometry;
        int[] inputRows = NumbersOf(inputLower, inputUpper, geometry.Taps, _inputRows);
        int[] weightRows = NumbersOf(weightLower, weightUpper, geometry.Taps, _weightRows);
        _ofOutput = new int[geometry.Outputs];
        for (int output = 0; output < _ofOutput.Length; output++)
        {
            (int input, int weights) = geometry.RowsOf(output);
            _ofOutput[output] = _outputs.Of((inputRows[input], weightRows[weights], facts.BiasOf(output % geometry.OutChannels)));
        }

        _distinct = [.. _outputs.Distinct.Select(rows => Of(_inputRows.Distinct[rows.Input], _weightRows.Distinct[rows.Weights], rows.Bias))];
    }

    private MatMulIntervals(MatMulFacts facts)
    {
        _facts = facts;
        Multiplier multiplier = facts.Operators.Multiplier;
        bool isExact = multiplier is ExactMultiplier or CentredMultiplier { Inner: ExactMultiplier };
        (int zeroPoint, int weightZeroPoint, int centre) = (facts.CorrectedZeroPoint, facts.WeightZeroPoint, facts.Centre);
        _products = new PairRanges(multiplier.Apply, isExact);
        _contributions = facts.Operators.Adder.ApproximateBits > 0 ? null : new PairRanges(
            (activation, weight) => multiplier.Apply(activation, weight) - (zeroPoint * (weight - weightZeroPoint)) - (weightZeroPoint * (activation - centre)), isExact);
    }

    /// <summary>The distinct intervals of outputs.</summary>
    public IReadOnlyList<AccumulatorIntervals> Distinct => _distinct;

    /// <summary>Position in <see cref="Distinct"/> of each output.</summary>
    public ReadOnlySpan<int> OfOutput => _ofOutput;

    /// <summary>What the circuits add to each of <see cref="Distinct"/>: approximate less exact, both of the same codes (BOUNDS section 6).</summary>
    public Interval[] Errors()
    {
        MatMulErrors errors = new(_facts);
        return [.. _outputs.Distinct.Select(rows => errors.Of(_inputRows.Distinct[rows.Input], _weightRows.Distinct[rows.Weights], rows.Bias))];
    }

    /// <summary>Every prefix of every accumulator, for any codes of two ranges.</summary>
    public static Interval PrefixOf(MatMulFacts facts, Interval activations, Interval weights)
    {
        MatMulIntervals intervals = new(facts);
        int taps = facts.Layer.Taps;
        EquatableArray<Interval> inputRow = Enumerable.Repeat(activations, taps).ToEquatableArray();
        EquatableArray<Interval> weightRow = Enumerable.Repeat(weights, taps).ToEquatableArray();
        return Enumerable.Range(0, facts.HasBias ? facts.Layer.OutChannels : 1).Select(facts.BiasOf).Distinct()
            .Select(bias => intervals.Of(inputRow, weightRow, bias).Prefix).Aggregate((left, right) => left.Hull(right));
    }

    /// <summary>Of one output.</summary>
    private AccumulatorIntervals Of(EquatableArray<Interval> activations, EquatableArray<Interval> weights, int bias)
    {
        Interval activationSum = Interval.Point(0);
        for (int tap = 0; tap < weights.Count; tap++)
        {
            activationSum += activations[tap] - _facts.Centre;
        }

        AccumulatorIntervals chain = AccumulatorIntervals.Before(_facts.StartOf(weights, bias));
        Interval exactSum = Interval.Point(bias);
        for (int tap = 0; tap < weights.Count; tap++)
        {
            chain = chain.Plus(_facts.Operators.Adder, _products.Of(activations[tap], weights[tap]));
            exactSum = _contributions is null ? exactSum : exactSum + _contributions.Of(activations[tap], weights[tap]);
        }

        // Added exactly, after the last product for the final sum, anywhere among the others for any order.
        Interval share = activationSum.Times(-_facts.WeightZeroPoint);
        Interval sum = _contributions is null ? chain.Sum + share : exactSum;
        return chain with { Sum = sum, Prefix = chain.Prefix.Hull(sum), AnyOrder = chain.AnyOrder.Hull(chain.AnyOrder + share) };
    }

    /// <summary>A number for each row of boxes.</summary>
    private static int[] NumbersOf(ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper, int taps, Numbering<EquatableArray<Interval>> rows)
    {
        int[] numbers = new int[lower.Length / taps];
        for (int row = 0; row < numbers.Length; row++)
        {
            Interval[] boxes = new Interval[taps];
            for (int tap = 0; tap < taps; tap++)
            {
                boxes[tap] = new Interval(lower[(row * taps) + tap], upper[(row * taps) + tap]);
            }

            numbers[row] = rows.Of(new EquatableArray<Interval>(boxes));
        }

        return numbers;
    }
}
