using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>A function of two codes of which nothing is known: all pairs are tried where they are few enough.</summary>
/// <remarks>A smaller region has fewer pairs, so that it never falls back on boxes where a larger one does not.</remarks>
internal sealed class PairLookupDifferences : DifferenceRule<PairLookup>
{
    /// <summary>Pairs of pairs that are tried for one element.</summary>
    private const long MostTries = 1 << 20;

    protected override NodeDifferences Apply(PairLookup node, DifferenceContext context)
    {
        int[] firstShape = context.Tensor(node.First).Shape.ToArray();
        int[] secondShape = context.Tensor(node.Second).Shape.ToArray();
        int[] shape = context.Tensor(node.Output).Shape.ToArray();
        (Box exactFirst, Box exactSecond) = (context.ExactOf(node.First), context.ExactOf(node.Second));
        (Differences first, Differences second) = (context.DifferencesOf(node.First), context.DifferencesOf(node.Second));
        PairCodes codes = new(ElementwiseCode.Of(context.Network, node));
        Dictionary<(Interval, Interval, Interval, Interval), Interval> known = [];
        return new NodeDifferences(Differences.Of(context.Tensor(node.Output).ElementCount, i =>
        {
            int a = Broadcast.OperandOffset(firstShape, shape, i);
            int b = Broadcast.OperandOffset(secondShape, shape, i);
            (Interval, Interval, Interval, Interval) key = (exactFirst[a], exactSecond[b], first[a], second[b]);
            if (!known.TryGetValue(key, out Interval difference))
            {
                difference = Difference(codes, exactFirst[a], exactSecond[b], first[a], second[b]);
                known.Add(key, difference);
            }

            return difference;
        }));
    }

    private static Interval Difference(PairCodes codes, Interval first, Interval second, Interval firstDifference, Interval secondDifference)
    {
        if (Count(first) * Count(second) * Count(firstDifference) * Count(secondDifference) > MostTries)
        {
            return new Interval(-byte.MaxValue, byte.MaxValue);
        }

        Interval difference = Interval.Empty;
        for (int a = (int)first.Lower; a <= first.Upper; a++)
        {
            for (int b = (int)second.Lower; b <= second.Upper; b++)
            {
                for (int x = Least(a, firstDifference); x <= Greatest(a, firstDifference); x++)
                {
                    for (int y = Least(b, secondDifference); y <= Greatest(b, secondDifference); y++)
                    {
                        difference = difference.Hull(Interval.Point(codes[x, y] - codes[a, b]));
                    }
                }
            }
        }

        return difference;
    }

    private static long Count(Interval interval) => interval.Upper - interval.Lower + 1;

    private static int Least(int code, Interval difference) => (int)Math.Max(code + difference.Lower, sbyte.MinValue);

    private static int Greatest(int code, Interval difference) => (int)Math.Min(code + difference.Upper, sbyte.MaxValue);
}
