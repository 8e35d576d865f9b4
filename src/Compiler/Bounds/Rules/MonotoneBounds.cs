using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>
/// Operations that are nondecreasing in every element, rounding included: the operation on the lower ends and on the upper
/// ends is optimal. Copies are such operations, and maxima, and means.
/// </summary>
internal sealed class MonotoneBounds : BoundRule
{
    public override NodeBounds Apply(GraphNode node, BoundContext context)
    {
        sbyte[][] ends = new sbyte[2][];
        context.Options.Do(2, end => ends[end] = ReferenceOperations.Compute(
            context.Network, node, tensor => (end == 0 ? context.BoxOf(tensor).Lower : context.BoxOf(tensor).Upper).ToArray()));
        return new NodeBounds(new Box(ends[0], ends[1]));
    }
}
