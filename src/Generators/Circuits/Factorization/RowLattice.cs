using System.Numerics;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>A factorization of a 256x256 integer matrix: a short basis of the lattice that the rows span, and the coordinates of the rows in it.</summary>
internal static class RowLattice
{
    private const int Codes = 256;

    /// <summary>Factors the matrix.</summary>
    /// <param name="matrix">65,536 integers, row after row.</param>
    /// <param name="rows">With <paramref name="columns"/> a nonsingular submatrix of the greatest size.</param>
    /// <param name="columns">As many.</param>
    /// <returns>Whether terms of any size give the matrix, which proves its rank; and the terms, null where some do not fit int16.</returns>
    public static (bool IsProved, ProductFactors? Factors) Factors(int[] matrix, List<int> rows, List<int> columns)
    {
        if (rows.Count == 0)
        {
            return (true, ProductTerms.ToInt16([]));
        }

        BigInteger[][] all = [.. Enumerable.Range(0, Codes).Select(row => matrix.Skip(row * Codes).Take(Codes).Select(value => (BigInteger)value).ToArray())];
        BigInteger[][] projected = [.. all.Select(row => columns.Select(column => row[column]).ToArray())];
        BigInteger[][] pivots = [.. rows.Select(row => projected[row])];
        if (BigMatrix.Invert(pivots) is not (BigInteger determinant, BigInteger[][] adjugate))
        {
            return (false, null);
        }

        // A vector of the row space is determined by its pivot columns: reduce there, then extend to all columns.
        BigInteger[][] basis = LatticeReduction.Triangular(projected, rows.Count, determinant);
        BigInteger[][] extended = BigMatrix.Multiply(BigMatrix.Multiply(basis, adjugate), [.. rows.Select(row => all[row])]);
        if (BigMatrix.DivideExactly(extended, determinant) is not BigInteger[][] vectors)
        {
            return (false, null);
        }

        BigInteger[][] shortVectors = LatticeReduction.Reduce(vectors);
        BigInteger[][] corner = [.. shortVectors.Select(vector => columns.Select(column => vector[column]).ToArray())];
        if (BigMatrix.Invert(corner) is not (BigInteger cornerDeterminant, BigInteger[][] cornerAdjugate)
            || BigMatrix.DivideExactly(BigMatrix.Multiply(projected, cornerAdjugate), cornerDeterminant) is not BigInteger[][] coordinates)
        {
            return (false, null);
        }

        BigInteger[][] products = BigMatrix.Multiply(coordinates, shortVectors);
        bool isProved = products.Zip(all, (first, second) => first.SequenceEqual(second)).All(isEqual => isEqual);
        BigInteger limit = long.MaxValue / 2;
        bool fits = coordinates.Concat(shortVectors).All(row => row.All(value => BigInteger.Abs(value) < limit));
        return (isProved, !fits ? null : ProductTerms.ToInt16(
            shortVectors.Select((vector, k) => (coordinates.Select(row => (long)row[k]).ToArray(), vector.Select(value => (long)value).ToArray()))));
    }
}
