using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Ibp.Rules;

/// <summary>Maximum: nondecreasing in every element, so the operation on the ends is optimal.</summary>
internal sealed class MaxPool2DBounds : BoundRule<MaxPool2D>
{
    protected override NodeBounds Apply(MaxPool2D node, BoundContext context)
    {
        Box input = context.BoxOf(node.Input);
        sbyte[] lower = new sbyte[context.Tensor(node.Output).ElementCount];
        sbyte[] upper = new sbyte[lower.Length];
        MaxPool2DReference.Run(node.Window.ToReference(), node.Clamp.Lower, node.Clamp.Upper, input.Lower, lower);
        MaxPool2DReference.Run(node.Window.ToReference(), node.Clamp.Lower, node.Clamp.Upper, input.Upper, upper);
        return new NodeBounds(new Box(lower, upper));
    }
}
