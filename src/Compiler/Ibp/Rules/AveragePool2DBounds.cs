using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Ibp.Rules;

/// <summary>Average: nondecreasing in every element, its rounding too, so the operation on the ends is optimal.</summary>
internal sealed class AveragePool2DBounds : BoundRule<AveragePool2D>
{
    protected override NodeBounds Apply(AveragePool2D node, BoundContext context)
    {
        Box input = context.BoxOf(node.Input);
        sbyte[] lower = new sbyte[context.Tensor(node.Output).ElementCount];
        sbyte[] upper = new sbyte[lower.Length];
        AveragePool2DReference.Run(node.Window.ToReference(), node.Clamp.Lower, node.Clamp.Upper, input.Lower, lower);
        AveragePool2DReference.Run(node.Window.ToReference(), node.Clamp.Lower, node.Clamp.Upper, input.Upper, upper);
        return new NodeBounds(new Box(lower, upper));
    }
}
