using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Sum and mean: nondecreasing in every element, so the operation on the ends is optimal, unless its rescaling wraps.</summary>
internal sealed class ReduceSumBounds : BoundRule<ReduceSum>
{
    private static readonly MonotoneBounds Monotone = new();

    protected override NodeBounds Apply(ReduceSum node, BoundContext context)
    {
        TensorInfo input = context.Tensor(node.Input);
        Interval codes = context.BoxOf(node.Input).Hull;
        long count = node.CountOf(input);
        Interval sums = new((codes.Lower - input.ZeroPoint) * count, (codes.Upper - input.ZeroPoint) * count);
        return Rescaling.IsMonotone(sums, new Rescale(node.Kind, node.Multiplier))
            ? Monotone.Apply(node, context)
            : new NodeBounds(Box.Uniform(context.Tensor(node.Output).ElementCount, ClampRange.Full));
    }
}
