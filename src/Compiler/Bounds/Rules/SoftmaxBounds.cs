using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Softmax: output i grows with element i and falls with the others, so two runs bound it, but for rounding.</summary>
/// <remarks>
/// <para>
/// The integer kernel need not be monotone. Its codes lie close to those of the real function with the same quantized
/// multiplier, which is: let e bound that distance; then no code exceeds the kernel's code at the corner by more than 2e.
/// </para>
/// <para>
/// In units of a code (1/256): rounding the result gives 1/2. Reciprocal and product are right to 2^-25 together, which
/// gives 2^-17. The exponential of an element is right to 2^-20, which gives 2^-12 in the numerator. Each element's share of
/// the sum, which is at least 1, is rounded to a multiple of 2^-19; with the exponential's own error that is 2^-19, or 2^-11
/// codes. So 2e is below <c>1 + 2^-10 + n / 1024</c> for rows of n elements. Codes are integers: widening by
/// <c>2 + n / 1024</c>, rounded down, is sound with a whole code to spare. Elements below the minimum difference count
/// as zero; that is no further off than 2^-20, which <see cref="IsCloseToReal"/> checks.
/// </para>
/// <para>A row of points needs no widening, and a wider box may, by a code, get the narrower bound: the one rule here that is not monotone.</para>
/// </remarks>
internal sealed class SoftmaxBounds : BoundRule<Softmax>
{
    // exp(-14) < 2^-20: no further off than an exponential that is computed. Real models leave out from exp(-15.5) on.
    private const long NegligibleExponent = 14L << 26;

    protected override NodeBounds Apply(Softmax node, BoundContext context)
    {
        Box input = context.BoxOf(node.Input);
        int depth = context.Tensor(node.Input).Shape[^1];
        if (depth > SoftmaxReference.MaximumDepth || !IsCloseToReal(node))
        {
            return new NodeBounds(Box.Uniform(input.Count, ClampRange.Full));
        }

        sbyte[] lower = new sbyte[input.Count];
        sbyte[] upper = new sbyte[input.Count];
        for (int row = 0; row < input.Count; row += depth)
        {
            ReadOnlySpan<sbyte> inputLower = input.Lower.Slice(row, depth);
            ReadOnlySpan<sbyte> inputUpper = input.Upper.Slice(row, depth);
            int margin = inputLower.SequenceEqual(inputUpper) ? 0 : 2 + (depth / 1024);
            for (int i = 0; i < depth; i++)
            {
                lower[row + i] = (sbyte)Math.Max(CodeAt(node, i, inputLower[i], inputUpper) - margin, sbyte.MinValue);
                upper[row + i] = (sbyte)Math.Min(CodeAt(node, i, inputUpper[i], inputLower) + margin, sbyte.MaxValue);
            }
        }

        return new NodeBounds(new Box(lower, upper));
    }

    /// <summary>Output i for one code at element i and given codes elsewhere.</summary>
    private static int CodeAt(Softmax node, int i, sbyte code, ReadOnlySpan<sbyte> others)
    {
        sbyte[] row = others.ToArray();
        row[i] = code;
        sbyte[] output = new sbyte[row.Length];
        SoftmaxReference.Run(
            row.Length, node.InputMultiplier.ToReference(node.Kind), node.MinDifference, row, output);
        return output[i];
    }

    /// <summary>Whether differences of codes are scaled without wrapping, and those left out are negligible.</summary>
    /// <remarks>Always so when multiplier and minimum difference come from one scale; a package may have been edited.</remarks>
    private static bool IsCloseToReal(Softmax node)
    {
        (int multiplier, int shift) = node.InputMultiplier;
        Interval kept = new(Math.Max(node.MinDifference, -byte.MaxValue), 0);
        Int128 greatestLeftOut = ((Int128)(1 - kept.Lower) * multiplier) >> (31 - shift);
        return Rescaling.IsMonotone(kept, new Rescale(node.Kind, node.InputMultiplier))
            && (kept.Lower == -byte.MaxValue || greatestLeftOut >= NegligibleExponent);
    }
}
