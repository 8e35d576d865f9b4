using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>The greatest or the least of some codes: it changes by no more than one of those does that can be it.</summary>
/// <remarks>
/// Let i be the greatest approximate element. The exact maximum is at least the exact element i, so the maximum grows by no more than element i. It
/// falls by no more than the greatest exact element does. For a minimum both sides change places. A clamp lets a difference
/// shrink to 0.
/// </remarks>
internal sealed class ExtremumDifferences : DifferenceRule
{
    public override NodeDifferences Apply(GraphNode node, DifferenceContext context)
    {
        Box exact = context.ExactOf(node.Inputs[0]);
        Box approximate = context.ApproximateOf(node.Inputs[0]);
        Differences input = context.DifferencesOf(node.Inputs[0]);
        int[][] groups = ElementGroups.Of(context.Network, node);
        bool isMinimum = node is ReduceMin;
        bool isClamped = node is Pool2D pool && pool.Clamp != ClampRange.Full;
        short[] lower = new short[groups.Length];
        short[] upper = new short[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            int[] exactly = Candidates(exact, groups[i], isMinimum);
            int[] approximately = Candidates(approximate, groups[i], isMinimum);
            lower[i] = (isMinimum ? approximately : exactly).Min(element => input.Lower[element]);
            upper[i] = (isMinimum ? exactly : approximately).Max(element => input.Upper[element]);
            if (isClamped)
            {
                (lower[i], upper[i]) = (Math.Min(lower[i], (short)0), Math.Max(upper[i], (short)0));
            }
        }

        return new NodeDifferences(new Differences(lower, upper));
    }

    /// <summary>The elements that can be the extremum.</summary>
    private static int[] Candidates(Box box, int[] elements, bool isMinimum)
    {
        int certain = isMinimum ? elements.Min(element => box.Upper[element]) : elements.Max(element => box.Lower[element]);
        return Array.FindAll(elements, element => isMinimum ? box.Lower[element] <= certain : box.Upper[element] >= certain);
    }
}
