using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>Weighted means of up to four pixels in integers: a mean differs by a mean of the differences.</summary>
/// <remarks>
/// Rounding half up commutes with adding integers, so codes differ by no more than pixels do. Half away from zero does not: it
/// jumps by 2 across 0, and is off by one at most. Where all pixels grow or stay, so does the mean.
/// </remarks>
internal sealed class ResizeDifferences : DifferenceRule<BilinearNode>
{
    protected override NodeDifferences Apply(BilinearNode node, DifferenceContext context)
    {
        Differences input = context.DifferencesOf(node.Input);
        int[][] groups = ElementGroups.Of(context.Network, node);
        int margin = node.RoundsHalfUp ? 0 : 1;
        short[] lower = new short[groups.Length];
        short[] upper = new short[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            int least = groups[i].Min(element => input.Lower[element]);
            int greatest = groups[i].Max(element => input.Upper[element]);
            lower[i] = (short)(least >= 0 ? Math.Max(least - margin, 0) : least - margin);
            upper[i] = (short)(greatest <= 0 ? Math.Min(greatest + margin, 0) : greatest + margin);
        }

        return new NodeDifferences(new Differences(lower, upper));
    }
}
