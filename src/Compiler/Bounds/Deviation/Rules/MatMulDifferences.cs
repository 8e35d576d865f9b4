using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>
/// Products of two tensors that may both differ: nothing is known here but the bounds of both sides. Where accumulators are the
/// result, these are handed on, as whoever reads them has no box of theirs.
/// </summary>
internal sealed class MatMulDifferences : DifferenceRule<MatMul>
{
    protected override NodeDifferences Apply(MatMul node, DifferenceContext context)
    {
        if (node.Requantization.Kind != RequantizationKind.Accumulator)
        {
            return NodeDifferences.Unknown;
        }

        WindowIntervals exact = Accumulators(context.Network, OperatorAssignment.Exact, context.Exact);
        WindowIntervals approximate = Accumulators(context.ApproximateNetwork, context.Operators, context.Approximate);
        return NodeDifferences.Unknown with
        {
            Accumulators = new AccumulatorDifferences(exact, approximate, exact.Map((own, channel) =>
                [.. own.Zip(approximate.Ranges[channel], Differences.Between)])),
        };

        WindowIntervals Accumulators(Network network, OperatorAssignment operators, IReadOnlyDictionary<int, Box> boxes) =>
            BoundRules.For(node).Apply(node, new BoundContext(network, operators, boxes, context.NodeIndex)).Accumulators!;
    }
}
