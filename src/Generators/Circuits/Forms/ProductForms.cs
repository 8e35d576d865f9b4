using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits.Forms;

/// <summary>The forms that the products of a multiplier have, each checked on all 65,536 pairs.</summary>
/// <remarks>
/// Each is looked for once, when it is first asked for. All but <see cref="Rank"/> take a few milliseconds of CPU time. Rank takes 5 to
/// 20 where bits give the terms, 10 to 500 for other tables whose factors are not known: ask for it last.
/// </remarks>
public sealed class ProductForms
{
    private static readonly ConditionalWeakTable<Multiplier, ProductForms> Known = new();

    private readonly int[] _products;
    private readonly int _zeroPoint;
    private readonly ConcurrentDictionary<int, ProductForms> _cleared = new();
    private readonly Lazy<ExactProduct?> _exact;
    private readonly Lazy<HighProduct?> _high;
    private readonly Lazy<RankTerms?> _rank;
    private readonly Lazy<RowTable> _table;
    private readonly Lazy<string> _sha256;

    private ProductForms(int[] products, int zeroPoint, ProductFactors? factors)
    {
        _products = products;
        _zeroPoint = zeroPoint;
        ZeroBits = LowZeroBits(products);
        _exact = new(() => Checked(new ExactProduct(zeroPoint)));
        _high = new(() => Exact is null
            ? Enumerable.Range(1, HighProduct.MaxDrop).Select(drop => Checked(new HighProduct(drop, zeroPoint))).FirstOrDefault(form => form is not null)
            : null);
        _rank = new(() => (factors ?? FactorSearch.Of(products).Factors) is ProductFactors found ? Checked(new RankTerms(found)) : null);
        _table = new(() => new RowTable(new EquatableArray<int>(products)));
        _sha256 = new(() => MultiplierTable.Sha256(products));
    }

    /// <summary>Number of low bits that are 0 in every product, at most 31.</summary>
    public int ZeroBits { get; }

    public ExactProduct? Exact => _exact.Value;

    /// <summary>Null where the product is exact.</summary>
    public HighProduct? High => _high.Value;

    /// <summary>The fewest terms that were found, or those of the multiplier's file.</summary>
    public RankTerms? Rank => _rank.Value;

    public RowTable Table => _table.Value;

    /// <summary>Of the products, as <see cref="MultiplierTable.Sha256(int[])"/> defines it.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>The form of the least work.</summary>
    public ProductForm Simplest => Exact ?? High ?? Rank ?? (ProductForm)Table;

    /// <summary>The forms of a multiplier, the same instance for the same instance.</summary>
    public static ProductForms Of(Multiplier multiplier) => Known.GetValue(
        multiplier,
        key => new ProductForms(
            MultiplierTable.Of(key),
            (key as CentredMultiplier)?.ZeroPoint ?? 0,
            (key as TableMultiplier)?.Factors));

    /// <summary>The forms of the same products with low bits read as zero.</summary>
    /// <param name="bits">0 to 31; the instance itself where this changes no product.</param>
    public ProductForms WithoutLowBits(int bits) => bits <= ZeroBits ? this : _cleared.GetOrAdd(
        bits,
        count => new ProductForms([.. _products.Select(product => (product >> count) << count)], _zeroPoint, factors: null));

    private static int LowZeroBits(int[] products)
    {
        int union = products.Aggregate(0, (bits, product) => bits | product);
        return Enumerable.Range(0, 31).TakeWhile(bit => (union & (1 << bit)) == 0).Count();
    }

    private TForm? Checked<TForm>(TForm form)
        where TForm : ProductForm => form.Gives(_products) ? form : null;
}
