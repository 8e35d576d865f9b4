using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Sums: nondecreasing in every element, so those of the ends are optimal.</summary>
internal sealed class ReduceTotalBounds : BoundRule<ReduceTotal>
{
    protected override NodeBounds Apply(ReduceTotal node, BoundContext context)
    {
        Box input = context.BoxOf(node.Input);
        int[] least = ReferenceOperations.Totals(context.Network, node, input.Lower);
        int[] greatest = ReferenceOperations.Totals(context.Network, node, input.Upper);

        // As a layer of one channel, whose windows all differ.
        return new NodeBounds(null)
        {
            Accumulators = new WindowIntervals(
                [.. Enumerable.Range(0, least.Length)], [[.. least.Zip(greatest, (lower, upper) => new Interval(lower, upper))]]),
        };
    }
}
