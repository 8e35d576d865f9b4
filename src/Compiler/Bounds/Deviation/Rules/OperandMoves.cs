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
    private readonly Interval[] _distinct;
    private readonly int[] _ofOutput;

    /// <param name="node">The layer.</param>
    /// <param name="context">What is known of its operands.</param>
    public OperandMoves(MatMul node, DifferenceContext context)
    {
        MatMulGeometry geometry = node.Geometry;
        Rows inputs = new(context, node.Input, geometry.Taps);
        Rows weights = new(context, node.Weights, geometry.Taps);
        Dictionary<(int, int), Interval> taps = [];
        Numbering<(int Input, int Weights)> outputs = new();
        _ofOutput = new int[geometry.Outputs];
        for (int output = 0; output < _ofOutput.Length; output++)
        {
            (int input, int weight) = geometry.RowsOf(output);
            _ofOutput[output] = outputs.Of((inputs.Numbers[input], weights.Numbers[weight]));
        }

        _distinct = [.. outputs.Distinct.Select(rows => SumOf(inputs.Distinct[rows.Input], weights.Distinct[rows.Weights]))];

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
        private readonly Numbering<CodePair> _elements = new();
        private readonly Numbering<EquatableArray<int>> _rows = new();

        public Rows(DifferenceContext context, int tensor, int taps)
        {
            PairOperand operand = new(context, tensor);
            Numbers = new int[context.Tensor(tensor).ElementCount / taps];
            for (int row = 0; row < Numbers.Length; row++)
            {
                Numbers[row] = _rows.Of(Enumerable.Range(row * taps, taps).Select(element => _elements.Of(operand[element])).ToEquatableArray());
            }

            int zeroPoint = context.Tensor(tensor).ZeroPoint;
            Corners = [.. _elements.Distinct.Select(codes => CornersOf(codes, zeroPoint))];
        }

        /// <summary>Position in <see cref="Distinct"/> of each row.</summary>
        public int[] Numbers { get; }

        /// <summary>Rows of positions in <see cref="Corners"/>.</summary>
        public IReadOnlyList<EquatableArray<int>> Distinct => _rows.Distinct;

        /// <summary>Of each distinct element, less the zero point.</summary>
        public (long Exact, long Approximate)[][] Corners { get; }

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
