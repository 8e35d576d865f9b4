namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>The rank of a multiplier's table as a 256x256 integer matrix, and a factorization of that many int16 terms where one was found.</summary>
/// <param name="Rank">
/// Of the matrix modulo the two greatest primes below 2^31, the greater one. That never exceeds the rank over the integers. It falls below
/// only if both primes divide every larger minor.
/// </param>
/// <param name="IsProved">Whether the rank is proved: a factorization of that many terms gives all products, or the rank is full.</param>
/// <param name="Factors">As <see cref="FactorSearch"/> found them.</param>
public sealed record TableRank(int Rank, bool IsProved, ProductFactors? Factors)
{
    private const int FullRank = 256;

    /// <summary>Measures a table in the order of <see cref="MultiplierTable"/>.</summary>
    public static TableRank Of(int[] products)
    {
        int rank = ModularElimination.Primes.Max(prime => ModularElimination.Pivots(products, prime).Rows.Count);
        if (rank > FactorSearch.MaxTerms)
        {
            return new TableRank(rank, rank == FullRank, null);
        }

        (int? proved, ProductFactors? factors) = FactorSearch.Of(products);
        return new TableRank(rank, proved == rank, factors);
    }
}
