using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>A function of two codes of which nothing is known: all pairs are tried where they are few enough.</summary>
/// <remarks>A smaller region has fewer pairs, so that it never falls back on boxes where a larger one does not.</remarks>
internal sealed class PairLookupDifferences : DifferenceRule<PairLookup>
{
    /// <summary>Pairs of pairs that are tried for one element.</summary>
    private const long MostTries = 1 << 20;

    protected override NodeDifferences Apply(PairLookup node, DifferenceContext context)
    {
        PairCodes codes = new(ElementwiseCode.Of(context.Network, node));
        return new NodeDifferences(CodePairs.Differences(
            new PairOperand(context, node.First), new PairOperand(context, node.Second), context.Tensor(node.Output), known => Difference(codes, known)));
    }

    private static Interval Difference(PairCodes codes, CodePairs known)
    {
        if (Tries(known.First) * Tries(known.Second) > MostTries)
        {
            return new Interval(-byte.MaxValue, byte.MaxValue);
        }

        Interval difference = Interval.Empty;
        for (int a = (int)known.First.Exact.Lower; a <= known.First.Exact.Upper; a++)
        {
            Interval first = known.First.Reach(a);
            for (int b = (int)known.Second.Exact.Lower; b <= known.Second.Exact.Upper; b++)
            {
                Interval second = known.Second.Reach(b);
                for (int x = (int)first.Lower; x <= first.Upper; x++)
                {
                    for (int y = (int)second.Lower; y <= second.Upper; y++)
                    {
                        difference = difference.Hull(Interval.Point(codes[x, y] - codes[a, b]));
                    }
                }
            }
        }

        return difference;
    }

    /// <summary>Pairs of an exact and an approximate code, at most.</summary>
    private static long Tries(CodePair code) => Count(code.Exact) * Math.Min(Count(code.Approximate), Count(code.Difference));

    private static long Count(Interval interval) => interval.Upper - interval.Lower + 1;
}
