using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>Operations that only move codes: differences move likewise, and what a tensor is padded with does not differ.</summary>
/// <remarks>The reference moves bytes, so the two bytes of the differences' ends are moved one after the other.</remarks>
internal sealed class CopyDifferences : DifferenceRule
{
    public override NodeDifferences Apply(GraphNode node, DifferenceContext context)
    {
        GraphNode copy = node is Pad pad ? pad with { Value = 0 } : node;
        return new NodeDifferences(new Differences(
            Moved(copy, context, tensor => context.DifferencesOf(tensor).Lower.ToArray()),
            Moved(copy, context, tensor => context.DifferencesOf(tensor).Upper.ToArray())));
    }

    private static short[] Moved(GraphNode node, DifferenceContext context, Func<int, short[]> ends)
    {
        sbyte[] low = ReferenceOperations.Compute(context.Network, node, tensor => Array.ConvertAll(ends(tensor), end => unchecked((sbyte)end)));
        sbyte[] high = ReferenceOperations.Compute(context.Network, node, tensor => Array.ConvertAll(ends(tensor), end => (sbyte)(end >> 8)));
        return [.. low.Zip(high, (lower, upper) => (short)((upper << 8) | (byte)lower))];
    }
}
