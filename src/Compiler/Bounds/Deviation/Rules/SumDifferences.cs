using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>Averages and sums: the sum of the elements differs by the sum of their differences, and codes are a step function of it.</summary>
internal sealed class SumDifferences : DifferenceRule
{
    public override NodeDifferences Apply(GraphNode node, DifferenceContext context)
    {
        int[][] groups = ElementGroups.Of(context.Network, node);
        AccumulatorDifferences sums = new(
            SumsOf(groups, context.ExactOf(node.Inputs[0])),
            SumsOf(groups, context.ApproximateOf(node.Inputs[0])),
            OfPositions(groups, element => context.DifferencesOf(node.Inputs[0])[element]));
        if (node is ReduceTotal total)
        {
            int start = ReferenceOperations.StartOf(total, context.Tensor(total.Input));
            return new NodeDifferences(Output: null)
            {
                Accumulators = sums with { Exact = StartingAt(sums.Exact, start), Approximate = StartingAt(sums.Approximate, start) },
            };
        }

        // Windows at the edges of an image have fewer elements; all of one count share the function.
        Dictionary<int, StepFunction?> functions = groups.Select(group => group.Length).Distinct().ToDictionary(count => count, count => CodesOf(node, context, count));
        return functions.Values.Any(function => function is null)
            ? NodeDifferences.Unknown
            : new NodeDifferences(Differences.Of(groups.Length, i => functions[groups[i].Length]!.Difference(
                sums.Exact.Ranges[0][i], sums.Approximate.Ranges[0][i], sums.Difference.Ranges[0][i])));
    }

    private static WindowIntervals StartingAt(WindowIntervals sums, int start) =>
        sums.Map((ofWindows, _) => Array.ConvertAll(ofWindows, sum => sum - -start));

    /// <summary>What becomes of a sum of some codes; null where that may wrap and orders nothing.</summary>
    private static StepFunction? CodesOf(GraphNode node, DifferenceContext context, int count)
    {
        Interval domain = new((long)sbyte.MinValue * count, (long)sbyte.MaxValue * count);
        TensorInfo input = context.Tensor(node.Inputs[0]);
        switch (node)
        {
            case AveragePool2D pool:
                return StepFunction.OfNondecreasing(
                    domain, sum => AveragePool2DReference.Average((int)sum, count, pool.Clamp.Lower, pool.Clamp.Upper, pool.TiesUp));
            case QLinearGlobalAveragePool pool:
                Rescaler rescaler = pool.Rescale.ToReference();
                int zeroPoint = context.Tensor(pool.Output).ZeroPoint;
                return StepFunction.OfNondecreasing(
                    domain, sum => rescaler.Requantize((int)sum - (count * input.ZeroPoint), zeroPoint, pool.Clamp.Lower, pool.Clamp.Upper));
            default:
                Reduce reduce = (Reduce)node;
                int start = ReferenceOperations.StartOf(reduce, input);
                return reduce is ReduceSum sum && !Rescaling.IsMonotone(domain - -start, new Rescale(sum.Kind, sum.Multiplier))
                    ? null
                    : StepFunction.OfNondecreasing(domain, codes => ReferenceOperations.CodeOf(context.Network, reduce, start + (int)codes));
        }
    }

    private static WindowIntervals SumsOf(int[][] groups, Box box) => OfPositions(groups, element => box[element]);

    /// <summary>Sums by output element, as those of a layer of one channel whose windows all differ.</summary>
    private static WindowIntervals OfPositions(int[][] groups, Func<int, Interval> term) => new(
        [.. Enumerable.Range(0, groups.Length)], [Array.ConvertAll(groups, group => group.Aggregate(Interval.Point(0), (sum, element) => sum + term(element)))]);
}
