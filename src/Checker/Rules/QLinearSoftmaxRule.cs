using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>Softmax in float32: the operation at the corners, widened by a code.</summary>
/// <remarks>
/// Sum, product and quotient of a row of n round at most n + 2 times by 2^-24. With exponentials that are right to 2.6 * 10^-4 a share of
/// 256 codes is wrong by less than half a code up to <see cref="MaxDepth"/>, so with the last rounding a code exceeds that of the corner
/// by one at most. A table of anything else proves nothing.
/// </remarks>
internal static class QLinearSoftmaxRule
{
    private const int MaxDepth = 8192;
    private const double Tolerance = 1e-6;

    /// <summary>Where float32 numbers have an absolute precision.</summary>
    private const float Tiny = 1e-30f;

    public static DerivedBox Derive(Network network, QLinearSoftmax node, CodeBox input)
    {
        int depth = network.Graph.Tensor(node.Input).Shape[^1];
        int zeroPoint = network.Graph.Tensor(node.Output).ZeroPoint;
        float[] exponentials = network.Parameters[node.Exponentials].Float32.ToArray();
        float inverse = Rounding.Real(node.InverseBits);
        return depth > MaxDepth || !IsGeometric(exponentials)
            ? new DerivedBox(CodeBox.Uniform(input.Count, new Ends(node.Clamp.Lower, node.Clamp.Upper)), IsOptimal: false)
            : new DerivedBox(RowCorners.Derive(input, depth, 1, node.Clamp, CodeOf), IsOptimal: false);

        long CodeOf(int[] row, int element)
        {
            int most = row.Max();
            float sum = 0;
            foreach (int code in row)
            {
                sum += exponentials[most - code];
            }

            float share = exponentials[most - row[element]] * inverse;
            return Math.Clamp(Rounding.OfReal(share / sum) + zeroPoint, node.Clamp.Lower, node.Clamp.Upper);
        }
    }

    /// <summary>Whether each entry is the one before times a factor that is at most 1, up to rounding.</summary>
    private static bool IsGeometric(float[] table)
    {
        double factor = (double)table[1] / table[0];
        return float.IsFinite(table[0]) && table[0] >= 1 && factor is >= 0 and <= 1
            && Enumerable.Range(1, table.Length - 1).All(i => table[i] >= 0 && (table[i] < Tiny
                ? table[i] <= table[i - 1]
                : Math.Abs((table[i] / (table[0] * Math.Pow(factor, i))) - 1) < Tolerance * i));
    }
}
