using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Ibp.Rules;

/// <summary>Codes are copied in order.</summary>
internal sealed class ReshapeBounds : BoundRule<Reshape>
{
    protected override NodeBounds Apply(Reshape node, BoundContext context) => new(context.BoxOf(node.Input));
}
