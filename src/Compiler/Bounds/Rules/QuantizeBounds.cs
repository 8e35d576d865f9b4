using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Quantization of an input: regions are about codes, so the box of the result is the region's, and known beforehand.</summary>
internal sealed class QuantizeBounds : BoundRule<Quantize>
{
    protected override NodeBounds Apply(Quantize node, BoundContext context) => new(
        context.Boxes.TryGetValue(node.Output, out Box? region)
            ? region
            : Box.Uniform(context.Tensor(node.Output).ElementCount, ClampRange.Full));
}

/// <summary>Numbers that are no codes have no box: the codes that they are made of have.</summary>
internal sealed class OutputBounds : BoundRule
{
    public override NodeBounds Apply(GraphNode node, BoundContext context) => new(Output: null);
}
