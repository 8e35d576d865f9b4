using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>
/// Operations that are nondecreasing in every element, rounding included: the operation on the lower ends and on the upper
/// ends is optimal. Copies are such operations, and maxima, and means.
/// </summary>
internal sealed class MonotoneBounds : BoundRule
{
    public override NodeBounds Apply(GraphNode node, BoundContext context) => new(new Box(
        ReferenceOperations.Compute(context.Network, node, tensor => context.BoxOf(tensor).Lower.ToArray()),
        ReferenceOperations.Compute(context.Network, node, tensor => context.BoxOf(tensor).Upper.ToArray())));
}
