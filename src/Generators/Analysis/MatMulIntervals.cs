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
    private const int Codes = 256;

    private readonly MatMulFacts _facts;
    private readonly PairRanges _products;
    private readonly PairRanges? _contributions;
    private readonly List<Interval[]> _inputRows = [];
    private readonly List<Interval[]> _weightRows = [];
    private readonly List<(int Input, int Weights, int Bias)> _rowsOfDistinct = [];
    private readonly List<AccumulatorIntervals> _distinct = [];
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
        int[] inputRows = DistinctRows(inputLower, inputUpper, geometry.Taps, _inputRows);
        int[] weightRows = DistinctRows(weightLower, weightUpper, geometry.Taps, _weightRows);
        Dictionary<(int Input, int Weights, int Bias), int> known = [];
        _ofOutput = new int[geometry.Batches * geometry.Rows * geometry.OutChannels];
        int next = 0;
        for (int batch = 0; batch < geometry.Batches; batch++)
        {
            for (int row = 0; row < geometry.Rows; row++)
            {
                for (int channel = 0; channel < geometry.OutChannels; channel++)
                {
                    (int Input, int Weights, int Bias) key = (
                        inputRows[(geometry.InputMatrices[batch] * geometry.Rows) + row],
                        weightRows[(geometry.WeightMatrices[batch] * geometry.OutChannels) + channel],
                        facts.BiasOf(channel));
                    if (!known.TryGetValue(key, out int index))
                    {
                        index = _distinct.Count;
                        known.Add(key, index);
                        _rowsOfDistinct.Add(key);
                        _distinct.Add(Of(_inputRows[key.Input], _weightRows[key.Weights], key.Bias));
                    }

                    _ofOutput[next++] = index;
                }
            }
        }
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
        return [.. _rowsOfDistinct.Select(rows => errors.Of(_inputRows[rows.Input], _weightRows[rows.Weights], rows.Bias))];
    }

    /// <summary>Every prefix of every accumulator, for any codes of two ranges.</summary>
    public static Interval PrefixOf(MatMulFacts facts, Interval activations, Interval weights)
    {
        MatMulIntervals intervals = new(facts);
        int taps = facts.Layer.Taps;
        Interval[] inputRow = [.. Enumerable.Repeat(activations, taps)];
        Interval[] weightRow = [.. Enumerable.Repeat(weights, taps)];
        return Enumerable.Range(0, facts.HasBias ? facts.Layer.OutChannels : 1).Select(facts.BiasOf).Distinct()
            .Select(bias => intervals.Of(inputRow, weightRow, bias).Prefix).Aggregate((left, right) => left.Hull(right));
    }

    /// <summary>Of one output.</summary>
    private AccumulatorIntervals Of(Interval[] activations, Interval[] weights, int bias)
    {
        Interval activationSum = Interval.Point(0);
        for (int tap = 0; tap < weights.Length; tap++)
        {
            activationSum += activations[tap] - _facts.Centre;
        }

        AccumulatorIntervals chain = AccumulatorIntervals.Before(_facts.StartOf(weights, bias));
        Interval exactSum = Interval.Point(bias);
        for (int tap = 0; tap < weights.Length; tap++)
        {
            chain = chain.Plus(_facts.Operators.Adder, _products.Of(activations[tap], weights[tap]));
            exactSum = _contributions is null ? exactSum : exactSum + _contributions.Of(activations[tap], weights[tap]);
        }

        // Added exactly, after the last product for the final sum, anywhere among the others for any order.
        Interval share = activationSum.Times(-_facts.WeightZeroPoint);
        Interval sum = _contributions is null ? chain.Sum + share : exactSum;
        return chain with { Sum = sum, Prefix = chain.Prefix.Hull(sum), AnyOrder = chain.AnyOrder.Hull(chain.AnyOrder + share) };
    }

    /// <summary>A number for each row of boxes, equal ones shared.</summary>
    private static int[] DistinctRows(ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper, int taps, List<Interval[]> distinct)
    {
        int[] numbers = new int[lower.Length / taps];
        Dictionary<EquatableArray<int>, int> known = [];
        for (int row = 0; row < numbers.Length; row++)
        {
            int[] boxes = new int[taps];
            for (int tap = 0; tap < taps; tap++)
            {
                boxes[tap] = (lower[(row * taps) + tap] * Codes) + upper[(row * taps) + tap];
            }

            EquatableArray<int> key = new(boxes);
            if (!known.TryGetValue(key, out numbers[row]))
            {
                numbers[row] = distinct.Count;
                known.Add(key, numbers[row]);
                Interval[] intervals = new Interval[taps];
                for (int tap = 0; tap < taps; tap++)
                {
                    intervals[tap] = new Interval(lower[(row * taps) + tap], upper[(row * taps) + tap]);
                }

                distinct.Add(intervals);
            }
        }

        return numbers;
    }
}
