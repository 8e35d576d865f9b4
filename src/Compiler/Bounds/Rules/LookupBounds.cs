using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>A function of one code: least and greatest entry of its table over the interval. Optimal, whatever the function.</summary>
internal sealed class LookupBounds : BoundRule<Lookup>
{
    protected override NodeBounds Apply(Lookup node, BoundContext context)
    {
        Box input = context.BoxOf(node.Input);
        ReadOnlySpan<sbyte> table = context.Network.Parameters[node.Table].Int8;
        Dictionary<Interval, Interval> ranges = [];
        sbyte[] lower = new sbyte[input.Count];
        sbyte[] upper = new sbyte[input.Count];
        for (int i = 0; i < lower.Length; i++)
        {
            // A layer has few distinct intervals: one for the full region.
            if (!ranges.TryGetValue(input[i], out Interval range))
            {
                range = RangeOf(table[(input.Lower[i] - sbyte.MinValue)..(input.Upper[i] - sbyte.MinValue + 1)]);
                ranges.Add(input[i], range);
            }

            (lower[i], upper[i]) = ((sbyte)range.Lower, (sbyte)range.Upper);
        }

        return new NodeBounds(new Box(lower, upper));
    }

    private static Interval RangeOf(ReadOnlySpan<sbyte> entries)
    {
        Interval range = Interval.Empty;
        foreach (sbyte entry in entries)
        {
            range = range.Hull(Interval.Point(entry));
        }

        return range;
    }
}
