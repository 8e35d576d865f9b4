using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>Operations on two codes.</summary>
/// <remarks>
/// A sum of two terms, each a monotone function of a code, becomes a code by a step function: terms differ by what their
/// codes do, sums by the sum of that. Of the others all pairs of exact codes are tried; where the approximate ones lie in
/// a rectangle of codes, the extremes are where <see cref="ElementwiseBounds"/> has them. Optimal for independent operands.
/// </remarks>
internal sealed class ElementwiseDifferences : DifferenceRule<ElementwiseNode>
{
    protected override NodeDifferences Apply(ElementwiseNode node, DifferenceContext context)
    {
        PairOperand first = new(context, node.First);
        PairOperand second = new(context, node.Second);
        if (!ElementwiseBounds.IsMonotone(node, first.Centred, second.Centred))
        {
            return NodeDifferences.Unknown;
        }

        Func<CodePairs, Interval> difference = TermsOf(node, context) is SumOfTerms sum ? sum.Difference : new Pairs(node, context).Difference;
        return new NodeDifferences(CodePairs.Differences(first, second, context.Tensor(node.Output), difference));
    }

    /// <summary>The terms of the operations that are sums in integers; null for others.</summary>
    private static SumOfTerms? TermsOf(ElementwiseNode node, DifferenceContext context)
    {
        int first = context.Tensor(node.First).ZeroPoint;
        int second = context.Tensor(node.Second).ZeroPoint;
        int output = context.Tensor(node.Output).ZeroPoint;
        switch (node)
        {
            case ScaledSum sum:
                Rescaler firstRescaler = sum.FirstMultiplier.ToReference(sum.Kind);
                Rescaler secondRescaler = sum.SecondMultiplier.ToReference(sum.Kind);
                Rescaler outputRescaler = sum.OutputMultiplier.ToReference(sum.Kind);
                return new SumOfTerms(
                    code => firstRescaler.Apply((code - first) << ScaledSum.LeftShift),
                    code => sum.Sign * (long)secondRescaler.Apply((code - second) << ScaledSum.LeftShift),
                    total => outputRescaler.Requantize((int)total, output, sum.Clamp.Lower, sum.Clamp.Upper));
            case XnnpackAdd add:
                int constant = add.Constant(first, second);
                return new SumOfTerms(
                    code => (long)code * add.FirstFactor,
                    code => (long)code * add.SecondFactor,
                    total => XnnpackArithmetic.Add(0, 0, 0, 0, (int)total + constant, add.Shift, output, add.Clamp.Lower, add.Clamp.Upper));
            default:
                return null;
        }
    }

    /// <summary>A step function of the sum of two terms.</summary>
    private sealed class SumOfTerms
    {
        private readonly Func<int, long> _first;
        private readonly Func<int, long> _second;
        private readonly Func<long, int> _code;
        private StepFunction? _codes;
        private Interval _domain = Interval.Empty;

        public SumOfTerms(Func<int, long> first, Func<int, long> second, Func<long, int> code)
        {
            _first = first;
            _second = second;
            _code = code;
        }

        public Interval Difference(CodePairs key)
        {
            Interval exact = Terms(_first, key.First.Exact) + Terms(_second, key.Second.Exact);
            Interval approximate = Terms(_first, key.First.Approximate) + Terms(_second, key.Second.Approximate);
            if (_codes is null || !_domain.Contains(exact.Hull(approximate)))
            {
                _domain = _domain.Hull(exact).Hull(approximate);
                _codes = StepFunction.OfNondecreasing(_domain, _code);
            }

            return _codes.Difference(exact, approximate, Terms(_first, key.First) + Terms(_second, key.Second));
        }

        private static Interval Terms(Func<int, long> term, Interval codes) =>
            Interval.Point(term((int)codes.Lower)).Hull(Interval.Point(term((int)codes.Upper)));

        /// <summary>By how much a term differs.</summary>
        private static Interval Terms(Func<int, long> term, CodePair codes)
        {
            Interval difference = Interval.Empty;
            for (int code = (int)codes.Exact.Lower; code <= codes.Exact.Upper; code++)
            {
                Interval reach = codes.Reach(code);
                difference = reach.Lower > reach.Upper ? difference : difference.Hull(Terms(term, reach) - term(code));
            }

            return difference;
        }
    }

    /// <summary>All pairs of codes.</summary>
    private sealed class Pairs(ElementwiseNode node, DifferenceContext context)
    {
        private readonly int _zeroPoint = context.Tensor(node.First).ZeroPoint;
        private readonly PairCodes _codes = new(ElementwiseCode.Of(context.Network, node));

        public Interval Difference(CodePairs key)
        {
            Interval difference = Interval.Empty;
            Span<sbyte> candidates = stackalloc sbyte[4];
            for (int a = (int)key.First.Exact.Lower; a <= key.First.Exact.Upper; a++)
            {
                Interval firstReach = key.First.Reach(a);
                if (firstReach.Lower > firstReach.Upper)
                {
                    continue;
                }

                ReadOnlySpan<sbyte> extremes = ElementwiseBounds.Candidates(node, firstReach, _zeroPoint, candidates);
                for (int b = (int)key.Second.Exact.Lower; b <= key.Second.Exact.Upper; b++)
                {
                    Interval secondReach = key.Second.Reach(b);
                    if (secondReach.Lower > secondReach.Upper)
                    {
                        continue;
                    }

                    int exact = _codes[a, b];
                    foreach (sbyte x in extremes)
                    {
                        difference = difference
                            .Hull(Interval.Point(_codes[x, (int)secondReach.Lower] - exact))
                            .Hull(Interval.Point(_codes[x, (int)secondReach.Upper] - exact));
                    }
                }
            }

            return difference;
        }
    }
}
