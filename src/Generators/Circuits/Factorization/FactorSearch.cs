using System.Collections.Concurrent;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>Looks for the fewest terms of int16 that give a table: as many as its rank.</summary>
public static class FactorSearch
{
    /// <summary>Beyond this a table lookup is faster than the terms.</summary>
    public const int MaxTerms = 26;

    /// <summary>What was found, by the hash of the table: the same circuit comes by many names and instances.</summary>
    private static readonly ConcurrentDictionary<string, (int? Rank, ProductFactors? Factors)> Known = new(StringComparer.Ordinal);

    /// <summary>The terms, checked on all 65,536 pairs.</summary>
    /// <param name="products">In the order of <see cref="MultiplierTable"/>.</param>
    /// <returns>
    /// The rank over the integers where terms of any size prove it; and the terms, null where there are more than
    /// <see cref="MaxTerms"/> or some do not fit int16. Terms that are small (<see cref="ProductTerm.IsSmall"/>) are the last ones.
    /// </returns>
    public static (int? Rank, ProductFactors? Factors) Of(int[] products) => Known.GetOrAdd(MultiplierTable.Sha256(products), _ => Search(products));

    private static (int? Rank, ProductFactors? Factors) Search(int[] products)
    {
        (List<int> rows, List<int> columns) = Pivots(products, MaxTerms + 1);
        if (rows.Count > MaxTerms)
        {
            return (null, null);
        }

        if (OfBits(products, rows.Count) is ProductFactors fromBits)
        {
            return (rows.Count, fromBits);
        }

        if (OfErrors(products, rows.Count) is ProductFactors fromErrors)
        {
            return (rows.Count, fromErrors);
        }

        (bool isProved, ProductFactors? factors) = OfLattice(products, rows, columns);
        return (isProved ? rows.Count : null, Checked(factors, products));
    }

    /// <summary>The terms that masks of operand bits give: a masked product, and single bits.</summary>
    private static ProductFactors? OfBits(int[] products, int rank) =>
        BilinearForm.Of(products, isSigned: true)?.Factors() is ProductFactors factors && factors.Terms.Count == rank
            ? Checked(factors, products)
            : null;

    /// <summary>The exact product and terms of the error, which are smaller than those of the products.</summary>
    private static ProductFactors? OfErrors(int[] products, int rank)
    {
        int[] errors = new int[products.Length];
        for (int index = 0; index < errors.Length; index++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            errors[index] = products[index] - (activation * weight);
        }

        (List<int> rows, List<int> columns) = Pivots(errors, rank);
        if (rows.Count >= rank || OfLattice(errors, rows, columns).Factors is not ProductFactors ofErrors)
        {
            return null;
        }

        EquatableArray<short> operands = Enumerable.Range(-128, 256).Select(operand => (short)operand).ToEquatableArray();
        return Checked(new ProductFactors(ofErrors.Terms.Prepend(new ProductTerm(operands, operands)).ToEquatableArray()), products);
    }

    private static (bool IsProved, ProductFactors? Factors) OfLattice(int[] matrix, List<int> rows, List<int> columns)
    {
        (bool isProved, ProductFactors? factors) = RowLattice.Factors(matrix, rows, columns);
        if (factors is null && RowLattice.Factors(Transposed(matrix), columns, rows).Factors is ProductFactors swapped)
        {
            factors = new ProductFactors(swapped.Terms.Select(term => new ProductTerm(term.OfWeight, term.OfActivation)).ToEquatableArray());
        }

        return (isProved, factors);
    }

    private static ProductFactors? Checked(ProductFactors? factors, int[] products) =>
        factors?.Give(products) == true
            ? new ProductFactors(factors.Terms.Select(TermScale.Best).OrderBy(term => term.IsSmall).ToEquatableArray())
            : null;

    private static (List<int> Rows, List<int> Columns) Pivots(int[] matrix, int limit) =>
        ModularElimination.Pivots(matrix, ModularElimination.Primes[0], limit);

    private static int[] Transposed(int[] matrix) =>
        [.. Enumerable.Range(0, matrix.Length).Select(index => matrix[((index & 255) << 8) | (index >> 8)])];
}
