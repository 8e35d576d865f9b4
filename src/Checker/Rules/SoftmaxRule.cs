using System.Numerics;
using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>Softmax in fixed point: the integer operation at the corners where an output is least and greatest in real numbers, widened (BOUNDS section 5).</summary>
/// <remarks>
/// A code of the integer operation is less than <c>1/2 + 2^-11 + n/2048</c> from the real function's, for n elements in a row: the rounding of the
/// result, and of reciprocal, exponential and the sum's terms. So it exceeds the code at the corner by less than twice that, and
/// <c>2 + n/1024</c>, rounded down, is enough. That needs exponentials that are left out to be negligible; else every code is possible.
/// </remarks>
internal static class SoftmaxRule
{
    /// <summary>Q5.26 of 14: exp(-14) is below 2^-20.</summary>
    private const long Negligible = 14L << 26;

    /// <summary>The sum of more exponentials need not fit 32 bits.</summary>
    private const int MaxDepth = 8191;

    public static DerivedBox Derive(Softmax node, CodeBox input, int depth)
    {
        if (depth > MaxDepth || Exponentials(node) is not long[] exponentials)
        {
            return new DerivedBox(CodeBox.Uniform(input.Count, Ends.Codes), IsOptimal: false);
        }

        return new DerivedBox(RowCorners.Derive(input, depth, 2 + (depth / 1024), ClampRange.Full, (row, element) => CodeOf(row, element, exponentials)), IsOptimal: false);
    }

    /// <summary>The code of an element of a row.</summary>
    private static long CodeOf(int[] row, int element, long[] exponentials)
    {
        int most = row.Max();
        long sum = row.Sum(code => Rounding.HalfAwayFromZero(exponentials[most - code], 12));
        int leadingZeros = BitOperations.LeadingZeroCount((uint)sum);
        long reciprocal = Reciprocal((sum << leadingZeros) - (1L << 31));
        long share = Rounding.HighMultiply(reciprocal, exponentials[most - row[element]]);
        return Math.Clamp(Rounding.HalfAwayFromZero(share, 35 - leadingZeros) - 128, -128, 127);
    }

    /// <summary>Of the differences 0, -1 … -255; null where one wraps, or one that counts as 0 is not negligible.</summary>
    private static long[]? Exponentials(Softmax node)
    {
        long[] exponentials = new long[256];
        (int m, int shift) = node.InputMultiplier;
        for (int d = 0; d < exponentials.Length; d++)
        {
            if (-d < node.MinDifference)
            {
                if (((long)d * m) >> (31 - shift) < Negligible)
                {
                    return null;
                }

                continue;
            }

            if (Rounding.Rescale(-d, new Rescale(node.Kind, node.InputMultiplier)) is not long scaled)
            {
                return null;
            }

            exponentials[d] = ExpOfNegative(scaled);
        }

        return exponentials;
    }

    /// <summary><c>expneg_5</c> of SEMANTICS section 4.</summary>
    private static long ExpOfNegative(long a)
    {
        const int fractionBits = 26;
        if (a == 0)
        {
            return int.MaxValue;
        }

        long rest = (a & ((1L << (fractionBits - 2)) - 1)) - (1L << (fractionBits - 2));
        long x = (rest << 5) + (1L << 28);
        long x2 = Rounding.HighMultiply(x, x);
        long x3 = Rounding.HighMultiply(x2, x);
        long x4 = Rounding.HighMultiply(x2, x2);
        long t = Rounding.HalfAwayFromZero(Rounding.HighMultiply(Rounding.HalfAwayFromZero(x4, 2) + x3, 715827883) + x2, 1);
        long y = 1895147668 + Rounding.HighMultiply(1895147668, x + t);
        int[] factors = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];
        for (int e = -2; e < 5; e++)
        {
            if ((((rest - a) >> (fractionBits + e)) & 1) == 1)
            {
                y = Rounding.HighMultiply(y, factors[e + 2]);
            }
        }

        return y;
    }

    /// <summary>1 / (1 + a): <c>recip</c> of SEMANTICS section 4.</summary>
    private static long Reciprocal(long a)
    {
        long half = (a + (1L << 31)) >> 1;
        long x = 1515870810 + Rounding.HighMultiply(half, -1010580540);
        for (int step = 0; step < 3; step++)
        {
            x += Saturated(Rounding.HighMultiply(x, (1 << 29) - Rounding.HighMultiply(half, x)) << 2);
        }

        return Saturated(x << 1);
    }

    private static long Saturated(long x) => Math.Clamp(x, int.MinValue, int.MaxValue);
}
