using System.Numerics;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>The rank of a multiplier's table as a 256x256 integer matrix, and a factorization of that many int16 terms where one was found.</summary>
/// <param name="Rank">
/// Of the matrix modulo the two greatest primes below 2^31, the greater one. That never exceeds the rank over the integers. It falls below
/// only if both primes divide every larger minor.
/// </param>
/// <param name="IsProved">Whether the rank is proved: a factorization of that many terms gives all products, or the rank is full.</param>
/// <param name="Factors">Checked on all 65,536 pairs; null when none with int16 elements was found, or when the rank is above <see cref="MaxFactoredRank"/>.</param>
public sealed record TableRank(int Rank, bool IsProved, ProductFactors? Factors)
{
    /// <summary>Beyond this a table lookup is faster than the terms.</summary>
    public const int MaxFactoredRank = 24;

    private const int Codes = 256;

    /// <summary>Measures a table in the order of <see cref="MultiplierTable"/>.</summary>
    public static TableRank Of(int[] products)
    {
        (List<int> rows, List<int> columns) = ModularElimination.Pivots(products, ModularElimination.Primes[0]);
        int rank = Math.Max(rows.Count, ModularElimination.Pivots(products, ModularElimination.Primes[1]).Rows.Count);
        if (rank > MaxFactoredRank || rank > rows.Count)
        {
            return new TableRank(rank, rank == Codes, null);
        }

        ProductFactors? fromBits = BilinearForm.Of(products, isSigned: true)?.Factors();
        if (fromBits?.Terms.Count == rank && fromBits.Give(products))
        {
            return new TableRank(rank, true, fromBits);
        }

        (bool isProved, ProductFactors? factors) = FromRows(products, rows, columns);
        if (factors is null)
        {
            (bool _, ProductFactors? swapped) = FromRows(Transposed(products), columns, rows);
            factors = swapped is null ? null : new ProductFactors(
                Support.EquatableArray.ToEquatableArray(swapped.Terms.Select(term => new ProductTerm(term.OfWeight, term.OfActivation))));
        }

        return new TableRank(rank, isProved, factors?.Give(products) == true ? factors : null);
    }

    /// <summary>The terms <c>v_k</c> are a short basis of the lattice that the rows span, <c>u_k</c> the coordinates of the rows in it.</summary>
    private static (bool IsProved, ProductFactors? Factors) FromRows(int[] matrix, List<int> rows, List<int> columns)
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

    private static int[] Transposed(int[] matrix) =>
        [.. Enumerable.Range(0, matrix.Length).Select(index => matrix[((index & 255) << 8) | (index >> 8)])];
}
