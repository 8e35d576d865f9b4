using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>A multiplier as a sum over operand bits: <c>f(a, w) = sum of c[i, j] * a_i * w_j</c>, as every array of partial products is.</summary>
/// <param name="IsSigned">Whether bit 7 of the operands is worth -128 in the exact product.</param>
/// <param name="Coefficients">64 numbers c[i, j], i the bit of the first operand, outer.</param>
public sealed record BilinearForm(bool IsSigned, EquatableArray<int> Coefficients)
{
    private const int Bits = 8;
    private const int Codes = 256;

    /// <summary>The bits (i, j) whose partial product is missing.</summary>
    public IEnumerable<(int I, int J)> Dropped => Pairs.Where(pair => this[pair.I, pair.J] == 0);

    /// <summary>Whether every partial product is either as in the exact product, or missing.</summary>
    public bool IsExactWhereKept => Pairs.All(pair => this[pair.I, pair.J] is int c && (c == 0 || c == Weight(pair.I) * Weight(pair.J)));

    private static IEnumerable<(int I, int J)> Pairs => Enumerable.Range(0, Bits * Bits).Select(k => (k / Bits, k % Bits));

    public int this[int i, int j] => Coefficients[(i * Bits) + j];

    /// <summary>The form of a table, checked on all 65,536 pairs; null when it has none.</summary>
    /// <param name="table">First operand outer, both in numeric order: from -128 or from 0.</param>
    /// <param name="isSigned">Which of the two.</param>
    public static BilinearForm? Of(int[] table, bool isSigned)
    {
        // The code of a negative number in numeric order: the sign bit inverted.
        int flip = isSigned ? 128 : 0;
        int At(int first, int second) => table[((first ^ flip) * Codes) + (second ^ flip)];

        int[] coefficients = [.. Pairs.Select(pair => At(1 << pair.I, 1 << pair.J))];
        for (int first = 0; first < Codes; first++)
        {
            int[] row = [.. Enumerable.Range(0, Bits).Select(j => SumOfBits(first, i => coefficients[(i * Bits) + j]))];
            for (int second = 0; second < Codes; second++)
            {
                if (At(first, second) != SumOfBits(second, j => row[j]))
                {
                    return null;
                }
            }
        }

        return new BilinearForm(isSigned, new EquatableArray<int>(coefficients));
    }

    /// <summary>The masks (m, n) with <c>f(a, w) = (a &amp; m) * (w &amp; n)</c>, or null when there are none.</summary>
    public (int First, int Second)? OperandMasks()
    {
        int first = 0;
        int second = 0;
        foreach ((int i, int j) in Pairs.Where(pair => this[pair.I, pair.J] != 0))
        {
            first |= 1 << i;
            second |= 1 << j;
        }

        bool isProduct = Pairs.All(pair =>
            this[pair.I, pair.J] == ((first >> pair.I) & (second >> pair.J) & 1) * Weight(pair.I) * Weight(pair.J));
        return isProduct ? (first, second) : null;
    }

    /// <summary>One term per class of proportional rows of c; a factorization of the signed table, often the shortest.</summary>
    /// <remarks>The first term is usually <c>(a &amp; mask) * v(w)</c>, the others are worth a single bit of a.</remarks>
    internal ProductFactors? Factors()
    {
        List<(int[] Direction, int[] OfBit)> classes = [];
        for (int i = Bits - 1; i >= 0; i--)
        {
            int[] row = [.. Enumerable.Range(0, Bits).Select(j => this[i, j])];
            int divisor = row.Aggregate(0, GreatestCommonDivisor) * Math.Sign(row.FirstOrDefault(value => value != 0));
            if (divisor == 0)
            {
                continue;
            }

            // One direction for a row and its negative, such as that of the sign bit.
            int[] direction = [.. row.Select(value => value / divisor)];
            int index = classes.FindIndex(known => known.Direction.SequenceEqual(direction));
            if (index < 0)
            {
                index = classes.Count;
                classes.Add((direction, new int[Bits]));
            }

            classes[index].OfBit[i] = divisor;
        }

        return ProductTerms.ToInt16(classes.Select(one => (ValuesOf(one.OfBit), ValuesOf(one.Direction))));
    }

    private static long[] ValuesOf(int[] ofBit) => [.. Enumerable.Range(0, Codes).Select(index => (long)SumOfBits(index ^ 128, bit => ofBit[bit]))];

    private static int SumOfBits(int code, Func<int, int> value)
    {
        int sum = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            sum += ((code >> bit) & 1) == 0 ? 0 : value(bit);
        }

        return sum;
    }

    private static int GreatestCommonDivisor(int first, int second) =>
        second == 0 ? Math.Abs(first) : GreatestCommonDivisor(second, first % second);

    private int Weight(int bit) => IsSigned && bit == Bits - 1 ? -128 : 1 << bit;
}
