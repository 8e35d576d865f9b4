using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>What two operands that differ add to the exact sums of their products: <c>sum of (a' - za)(w' - zw) - (a - za)(w - zw)</c>.</summary>
/// <remarks>
/// The exact and the approximate code of an operand are the integers of a polygon: both have an interval, and so has their difference. A tap is
/// linear in the codes of either operand, hence extreme at corners of both polygons, which are integers. Each tap reads codes of its own.
/// </remarks>
internal sealed class OperandMoves
{
    private readonly List<Interval> _distinct = [];
    private readonly int[] _ofOutput;

    /// <param name="node">The layer.</param>
    /// <param name="context">What is known of its operands.</param>
    public OperandMoves(MatMul node, DifferenceContext context)
    {
        MatMulGeometry geometry = node.Geometry;
        Rows inputs = new(context, node.Input, geometry.Taps);
        Rows weights = new(context, node.Weights, geometry.Taps);
        Dictionary<(int, int), Interval> taps = [];
        Dictionary<(int, int), int> known = [];
        _ofOutput = new int[geometry.Batches * geometry.Rows * geometry.OutChannels];
        for (int output = 0; output < _ofOutput.Length; output++)
        {
            int channel = output % geometry.OutChannels;
            int row = output / geometry.OutChannels % geometry.Rows;
            int batch = output / geometry.OutChannels / geometry.Rows;
            (int Input, int Weights) key = (
                inputs.Numbers[(geometry.InputMatrices[batch] * geometry.Rows) + row],
                weights.Numbers[(geometry.WeightMatrices[batch] * geometry.OutChannels) + channel]);
            if (!known.TryGetValue(key, out _ofOutput[output]))
            {
                _ofOutput[output] = _distinct.Count;
                known.Add(key, _distinct.Count);
                _distinct.Add(SumOf(inputs.Distinct[key.Input], weights.Distinct[key.Weights]));
            }
        }

        Interval SumOf(EquatableArray<int> input, EquatableArray<int> weight)
        {
            Interval sum = Interval.Point(0);
            for (int tap = 0; tap < geometry.Taps; tap++)
            {
                if (!taps.TryGetValue((input[tap], weight[tap]), out Interval move))
                {
                    taps.Add((input[tap], weight[tap]), move = Move(inputs.Corners[input[tap]], weights.Corners[weight[tap]]));
                }

                sum += move;
            }

            return sum;
        }
    }

    /// <summary>The distinct intervals of outputs.</summary>
    public IReadOnlyList<Interval> Distinct => _distinct;

    /// <summary>Position in <see cref="Distinct"/> of each output.</summary>
    public ReadOnlySpan<int> OfOutput => _ofOutput;

    private static Interval Move((long Exact, long Approximate)[] activations, (long Exact, long Approximate)[] weights)
    {
        Interval move = Interval.Empty;
        foreach ((long exact, long approximate) in activations)
        {
            foreach ((long exactWeight, long approximateWeight) in weights)
            {
                move = move.Hull(Interval.Point((approximate * approximateWeight) - (exact * exactWeight)));
            }
        }

        return move;
    }

    /// <summary>The rows of an operand, equal ones shared.</summary>
    private sealed class Rows
    {
        public Rows(DifferenceContext context, int tensor, int taps)
        {
            Box exact = context.ExactOf(tensor);
            Box approximate = context.ApproximateOf(tensor);
            Differences differences = context.DifferencesOf(tensor);
            int zeroPoint = context.Tensor(tensor).ZeroPoint;
            Dictionary<CodePair, int> elements = [];
            Dictionary<EquatableArray<int>, int> rows = [];
            Numbers = new int[exact.Count / taps];
            for (int row = 0; row < Numbers.Length; row++)
            {
                int[] codes = new int[taps];
                for (int tap = 0; tap < taps; tap++)
                {
                    int element = (row * taps) + tap;
                    CodePair pair = new(exact[element], approximate[element], differences[element]);
                    if (!elements.TryGetValue(pair, out codes[tap]))
                    {
                        codes[tap] = Corners.Count;
                        elements.Add(pair, Corners.Count);
                        Corners.Add(CornersOf(pair, zeroPoint));
                    }
                }

                EquatableArray<int> key = new(codes);
                if (!rows.TryGetValue(key, out Numbers[row]))
                {
                    Numbers[row] = Distinct.Count;
                    rows.Add(key, Distinct.Count);
                    Distinct.Add(key);
                }
            }
        }

        /// <summary>Position in <see cref="Distinct"/> of each row.</summary>
        public int[] Numbers { get; }

        /// <summary>Rows of positions in <see cref="Corners"/>.</summary>
        public List<EquatableArray<int>> Distinct { get; } = [];

        /// <summary>Of each distinct element, less the zero point.</summary>
        public List<(long Exact, long Approximate)[]> Corners { get; } = [];

        /// <summary>The exact codes at which the approximate ones begin or end otherwise, each with the ends there.</summary>
        private static (long Exact, long Approximate)[] CornersOf(CodePair codes, int zeroPoint)
        {
            (Interval exact, Interval approximate, Interval difference) = codes;
            long first = Math.Max(exact.Lower, approximate.Lower - difference.Upper);
            long last = Math.Min(exact.Upper, approximate.Upper - difference.Lower);
            return
            [
                .. ((long[])[first, last, approximate.Lower - difference.Lower, approximate.Upper - difference.Upper])
                    .Where(code => first <= code && code <= last).Distinct()
                    .SelectMany<long, (long Exact, long Approximate)>(code => codes.Reach((int)code) is var reach
                        ? [(code - zeroPoint, reach.Lower - zeroPoint), (code - zeroPoint, reach.Upper - zeroPoint)]
                        : [])
                    .Distinct(),
            ];
        }
    }
}
