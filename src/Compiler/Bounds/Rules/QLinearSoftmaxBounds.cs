using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Softmax in float32: output i grows with element i and falls with the others, so two runs bound it, but for rounding.</summary>
/// <remarks>
/// <para>
/// In real numbers, with true exponentials, the function is monotone. The sum of n numbers that are not negative, the product
/// and the quotient round n + 2 times by at most 2^-24 each, and an entry of the table is right to 2^-24, or, if someone edited
/// it, to what <see cref="AreExponentials"/> lets pass, 256 * 10^-6. So a share of at most 256 codes (whatever exceeds it is
/// clamped anyway) is wrong by less than <c>256 * ((n + 4) * 2^-24 + 2 * 256 * 10^-6)</c>, less than 1/2 of a code for rows of up
/// to <see cref="MaxDepth"/>. With the rounding to codes a code exceeds that of the corner by less than 2, that is by one at most.
/// A row of points needs no widening.
/// </para>
/// </remarks>
internal sealed class QLinearSoftmaxBounds : BoundRule<QLinearSoftmax>
{
    private const int MaxDepth = 1 << 13;

    /// <summary>Entries of the table are right to 2^-24, their quotients to a little more than twice that.</summary>
    private const double QuotientTolerance = 1e-6;

    /// <summary>Below the normal numbers roundings are absolute; next to the greatest exponential those are nothing.</summary>
    private const float Negligible = 1e-30f;

    protected override NodeBounds Apply(QLinearSoftmax node, BoundContext context)
    {
        Box input = context.BoxOf(node.Input);
        int depth = context.Tensor(node.Input).Shape[^1];
        float[] exponentials = context.Network.Parameters[node.Exponentials].Float32.ToArray();
        if (depth > MaxDepth || !AreExponentials(exponentials))
        {
            return new NodeBounds(Box.Uniform(input.Count, node.Clamp));
        }

        int zeroPoint = context.Tensor(node.Output).ZeroPoint;
        sbyte[] lower = new sbyte[input.Count];
        sbyte[] upper = new sbyte[input.Count];
        for (int row = 0; row < input.Count; row += depth)
        {
            ReadOnlySpan<sbyte> inputLower = input.Lower.Slice(row, depth);
            ReadOnlySpan<sbyte> inputUpper = input.Upper.Slice(row, depth);
            int margin = inputLower.SequenceEqual(inputUpper) ? 0 : 1;
            for (int i = 0; i < depth; i++)
            {
                lower[row + i] = (sbyte)Math.Max(CodeAt(node, exponentials, zeroPoint, i, inputLower[i], inputUpper) - margin, node.Clamp.Lower);
                upper[row + i] = (sbyte)Math.Min(CodeAt(node, exponentials, zeroPoint, i, inputUpper[i], inputLower) + margin, node.Clamp.Upper);
            }
        }

        return new NodeBounds(new Box(lower, upper));
    }

    /// <summary>Output i for one code at element i and given codes elsewhere.</summary>
    private static int CodeAt(QLinearSoftmax node, float[] exponentials, int zeroPoint, int i, sbyte code, ReadOnlySpan<sbyte> others)
    {
        sbyte[] row = others.ToArray();
        row[i] = code;
        sbyte[] output = new sbyte[row.Length];
        QLinearSoftmaxReference.Run(
            row.Length, exponentials, BitConverter.UInt32BitsToSingle(node.InverseBits), zeroPoint, node.Clamp.Lower, node.Clamp.Upper, row, output);
        return output[i];
    }

    /// <summary>Whether entries fall by one factor from each to the next, up to rounding.</summary>
    private static bool AreExponentials(float[] table)
    {
        if (!float.IsFinite(table[0]) || table[0] < 1)
        {
            return false;
        }

        double factor = (double)table[1] / table[0];
        bool fall = factor is >= 0 and <= 1;
        for (int d = 1; fall && d < table.Length; d++)
        {
            fall = table[d] >= 0 && (table[d] < Negligible
                ? table[d] <= table[d - 1]
                : Math.Abs((table[d] / (table[0] * Math.Pow(factor, d))) - 1) < QuotientTolerance * d);
        }

        return fall;
    }
}
