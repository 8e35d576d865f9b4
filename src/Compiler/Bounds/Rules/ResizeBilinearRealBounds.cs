using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Weighted means in float32: nondecreasing in every element but for rounding, so two runs bound them within one code.</summary>
/// <remarks>
/// In real numbers the mean of codes up to 255 is monotone, since weights that are negative meet one pixel alone. A weight, the products
/// of four terms and their sums round 16 times by at most 2^-24 of numbers below 2^10, which is less than 1/2 in all: a code
/// exceeds that of the corner by one at most. Points need no widening.
/// </remarks>
internal sealed class ResizeBilinearRealBounds : BoundRule<ResizeBilinearReal>
{
    protected override NodeBounds Apply(ResizeBilinearReal node, BoundContext context)
    {
        Box input = context.BoxOf(node.Input);
        sbyte[] lower = ReferenceOperations.Compute(context.Network, node, _ => input.Lower.ToArray());
        sbyte[] upper = ReferenceOperations.Compute(context.Network, node, _ => input.Upper.ToArray());
        return new NodeBounds(input.Lower.SequenceEqual(input.Upper)
            ? new Box(lower, upper)
            : new Box(
                Array.ConvertAll(lower, code => (sbyte)Math.Max(code - 1, sbyte.MinValue)), Array.ConvertAll(upper, code => (sbyte)Math.Min(code + 1, sbyte.MaxValue))));
    }
}
