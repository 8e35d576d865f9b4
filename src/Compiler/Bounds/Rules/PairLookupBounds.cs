using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>A function of two codes: least and greatest entry of its table over both intervals. Optimal for independent operands, whatever the function.</summary>
internal sealed class PairLookupBounds : BoundRule<PairLookup>
{
    protected override NodeBounds Apply(PairLookup node, BoundContext context)
    {
        int[] firstShape = context.Tensor(node.First).Shape.ToArray();
        int[] secondShape = context.Tensor(node.Second).Shape.ToArray();
        int[] shape = context.Tensor(node.Output).Shape.ToArray();
        Box first = context.BoxOf(node.First);
        Box second = context.BoxOf(node.Second);
        ReadOnlySpan<sbyte> table = context.Network.Parameters[node.Table].Int8;

        // A tensor has few distinct intervals: one for the full region.
        Dictionary<(Interval, Interval), Interval> ranges = [];
        sbyte[] lower = new sbyte[context.Tensor(node.Output).ElementCount];
        sbyte[] upper = new sbyte[lower.Length];
        for (int i = 0; i < lower.Length; i++)
        {
            (Interval First, Interval Second) codes = (
                first[Broadcast.OperandOffset(firstShape, shape, i)], second[Broadcast.OperandOffset(secondShape, shape, i)]);
            if (!ranges.TryGetValue(codes, out Interval range))
            {
                range = RangeOf(table, codes.First, codes.Second);
                ranges.Add(codes, range);
            }

            (lower[i], upper[i]) = ((sbyte)range.Lower, (sbyte)range.Upper);
        }

        return new NodeBounds(new Box(lower, upper));
    }

    private static Interval RangeOf(ReadOnlySpan<sbyte> table, Interval first, Interval second)
    {
        (sbyte least, sbyte greatest) = (sbyte.MaxValue, sbyte.MinValue);
        for (int row = (int)first.Lower + 128; row <= first.Upper + 128; row++)
        {
            foreach (sbyte entry in table.Slice((row * PairLookup.Entries) + (int)second.Lower + 128, (int)(second.Upper - second.Lower) + 1))
            {
                least = Math.Min(least, entry);
                greatest = Math.Max(greatest, entry);
            }
        }

        return new Interval(least, greatest);
    }
}
