using System.Numerics;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>Exact arithmetic on small integer matrices, given as arrays of rows.</summary>
internal static class BigMatrix
{
    /// <summary>A number d and a matrix X with <c>X * matrix = d * identity</c>, by fraction-free elimination; null when it is singular.</summary>
    public static (BigInteger Determinant, BigInteger[][] Adjugate)? Invert(BigInteger[][] matrix)
    {
        int size = matrix.Length;
        BigInteger[][] rows = [.. matrix.Select((row, i) => (BigInteger[])[.. row, .. Enumerable.Range(0, size).Select(j => i == j ? BigInteger.One : BigInteger.Zero)])];
        BigInteger previous = BigInteger.One;
        for (int k = 0; k < size; k++)
        {
            int pivot = Array.FindIndex(rows, k, row => !row[k].IsZero);
            if (pivot < 0)
            {
                return null;
            }

            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            BigInteger[] pivotRow = rows[k];
            for (int i = 0; i < size; i++)
            {
                if (i != k)
                {
                    BigInteger factor = rows[i][k];

                    // Every entry is a minor of the matrix, so the division leaves no remainder (Bareiss 1968).
                    rows[i] = [.. rows[i].Select((value, j) => ((pivotRow[k] * value) - (factor * pivotRow[j])) / previous)];
                }
            }

            previous = pivotRow[k];
        }

        return (previous, [.. rows.Select(row => row.Skip(size).ToArray())]);
    }

    public static BigInteger[][] Multiply(BigInteger[][] left, BigInteger[][] right) =>
        [.. left.Select(row => Enumerable.Range(0, right[0].Length).Select(column => Dot(row, right, column)).ToArray())];

    /// <summary>Every element divided by a number, or null when a division leaves a remainder.</summary>
    public static BigInteger[][]? DivideExactly(BigInteger[][] matrix, BigInteger divisor) =>
        matrix.All(row => row.All(value => (value % divisor).IsZero))
            ? [.. matrix.Select(row => row.Select(value => value / divisor).ToArray())]
            : null;

    private static BigInteger Dot(BigInteger[] row, BigInteger[][] right, int column)
    {
        BigInteger sum = BigInteger.Zero;
        for (int i = 0; i < row.Length; i++)
        {
            sum += row[i] * right[i][column];
        }

        return sum;
    }
}
