using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>
/// Operations of which nothing is known here but their boxes on both sides: softmax, whose outputs hang together, and means in
/// float32, where sums round. Results that are no codes have no difference.
/// </summary>
internal sealed class UnknownDifferences : DifferenceRule
{
    public override NodeDifferences Apply(GraphNode node, DifferenceContext context) => NodeDifferences.Unknown;
}
