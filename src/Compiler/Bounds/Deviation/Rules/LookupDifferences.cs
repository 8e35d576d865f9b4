using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>A function of one code: a step function of 256 steps, whatever its table.</summary>
internal sealed class LookupDifferences : DifferenceRule<Lookup>
{
    protected override NodeDifferences Apply(Lookup node, DifferenceContext context)
    {
        Box exact = context.ExactOf(node.Input);
        Box approximate = context.ApproximateOf(node.Input);
        Differences input = context.DifferencesOf(node.Input);
        sbyte[] tables = context.Network.Parameters[node.Table].Int8.ToArray();
        StepFunction[] functions = [.. tables.Chunk(Lookup.Entries).Select(table => StepFunction.OfTable(table))];
        Dictionary<(int Channel, Interval Exact, Interval Approximate, Interval Difference), Interval> known = [];
        return new NodeDifferences(Differences.Of(exact.Count, i =>
        {
            // A layer has few distinct intervals: one for the full region.
            (int Channel, Interval Exact, Interval Approximate, Interval Difference) key = (i % functions.Length, exact[i], approximate[i], input[i]);
            if (!known.TryGetValue(key, out Interval difference))
            {
                difference = functions[key.Channel].Difference(key.Exact, key.Approximate, key.Difference);
                known.Add(key, difference);
            }

            return difference;
        }));
    }
}
