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
        Dictionary<Interval, (sbyte Lower, sbyte Upper)> ranges = [];
        sbyte[] lower = new sbyte[input.Count];
        sbyte[] upper = new sbyte[input.Count];
        for (int i = 0; i < lower.Length; i++)
        {
            // A layer has few distinct intervals: one for the full region.
            if (!ranges.TryGetValue(input[i], out (sbyte Lower, sbyte Upper) range))
            {
                range = RangeOf(table[(input.Lower[i] - sbyte.MinValue)..(input.Upper[i] - sbyte.MinValue + 1)]);
                ranges.Add(input[i], range);
            }

            (lower[i], upper[i]) = range;
        }

        return new NodeBounds(new Box(lower, upper));
    }

    private static (sbyte Lower, sbyte Upper) RangeOf(ReadOnlySpan<sbyte> entries)
    {
        (sbyte lower, sbyte upper) = (entries[0], entries[0]);
        foreach (sbyte entry in entries)
        {
            lower = Math.Min(lower, entry);
            upper = Math.Max(upper, entry);
        }

        return (lower, upper);
    }
}
