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
        int channels = table.Length / Lookup.Entries;
        Dictionary<(int Channel, Interval Codes), Interval> ranges = [];
        sbyte[] lower = new sbyte[input.Count];
        sbyte[] upper = new sbyte[input.Count];
        for (int i = 0; i < lower.Length; i++)
        {
            // A layer has few distinct intervals: one for the full region.
            (int Channel, Interval Codes) key = (i % channels, input[i]);
            if (!ranges.TryGetValue(key, out Interval range))
            {
                ReadOnlySpan<sbyte> own = table.Slice(key.Channel * Lookup.Entries, Lookup.Entries);
                range = Interval.Of(own[(input.Lower[i] - sbyte.MinValue)..(input.Upper[i] - sbyte.MinValue + 1)]);
                ranges.Add(key, range);
            }

            (lower[i], upper[i]) = ((sbyte)range.Lower, (sbyte)range.Upper);
        }

        return new NodeBounds(new Box(lower, upper));
    }
}
