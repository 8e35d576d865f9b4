using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits.Forms;

/// <summary>A way to compute all 65,536 products of a multiplier that a vector kernel can use.</summary>
/// <remarks>A multiplier's forms come from <see cref="ProductForms"/>, which has checked each on all pairs; what kind of multiplier it is proves nothing.</remarks>
public abstract record ProductForm
{
    /// <summary>One clause for a report, for example <c>rank 3, int16 factors (masked product + 2 terms, 2 of int8)</c>.</summary>
    public abstract string Description { get; }

    /// <summary>The product by this form, modulo 2^32, for operands in [-128, 127].</summary>
    public abstract int Apply(int activation, int weight);

    /// <summary>Whether the form gives every one of 65,536 products, in the order of <see cref="MultiplierTable"/>.</summary>
    internal virtual bool Gives(ReadOnlySpan<int> products)
    {
        for (int index = 0; index < products.Length; index++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            if (Apply(activation, weight) != products[index])
            {
                return false;
            }
        }

        return true;
    }

    private protected static string Less(int zeroPoint) => zeroPoint == 0 ? "" : Invariant($" of activations less {zeroPoint}");
}

/// <summary>The exact product, <c>f(a, w) = (a - zeroPoint) * w</c>.</summary>
/// <param name="ZeroPoint">0, but for centred activations.</param>
public sealed record ExactProduct(int ZeroPoint) : ProductForm
{
    public override string Description => $"exact product{Less(ZeroPoint)}";

    public override int Apply(int activation, int weight) => (activation - ZeroPoint) * weight;
}

/// <summary>The exact product without its low bits, <c>f(a, w) = floor((a - zeroPoint) * w / 2^drop) * 2^drop</c>.</summary>
/// <remarks>
/// A kernel adds <c>floor(... / 2^drop)</c>: the high half of a product of int16 whose factors hold the operands shifted to the left
/// by 16 - drop bits together, at most 8 each (7 for activations of nine bits). The multiplication by 2^drop follows the sum.
/// </remarks>
/// <param name="Drop">1 to <see cref="MaxDrop"/>.</param>
/// <param name="ZeroPoint">0, but for centred activations.</param>
public sealed record HighProduct(int Drop, int ZeroPoint) : ProductForm
{
    public const int MaxDrop = 15;

    public override string Description => Invariant($"high part of the exact product{Less(ZeroPoint)}, from bit {Drop} up");

    public override int Apply(int activation, int weight) => (((activation - ZeroPoint) * weight) >> Drop) << Drop;
}

/// <summary>A sum of exact products of int16, <c>f(a, w) = sum over k of u_k(a) * v_k(w)</c>.</summary>
/// <param name="Factors">The terms. Where they were searched for, those that are small (<see cref="ProductTerm.IsSmall"/>) come last.</param>
public sealed record RankTerms(ProductFactors Factors) : ProductForm
{
    public EquatableArray<ProductTerm> Terms => Factors.Terms;

    public override string Description => Terms.Count == 0
        ? "rank 0, every product is 0"
        : Invariant($"rank {Terms.Count}, int16 factors ({Parts()})");

    public override int Apply(int activation, int weight) =>
        unchecked(Terms.Aggregate(0, (sum, term) => sum + (term.OfActivation[activation + 128] * term.OfWeight[weight + 128])));

    internal override bool Gives(ReadOnlySpan<int> products) => Factors.Give(products);

    private string Parts()
    {
        // The first term of a mask stands for the product, the others correct it.
        string first = Terms[0].IsExactProduct ? "exact product" : Terms[0].Mask is null ? "" : "masked product";
        ProductTerm[] others = [.. Terms.Skip(first.Length > 0 ? 1 : 0)];
        int small = others.Count(term => term.IsSmall);
        string rest = Invariant($"{others.Length} {(others.Length == 1 ? "term" : "terms")}{(small == 0 ? "" : Invariant($", {small} of int8"))}");
        return first.Length == 0 ? rest : others.Length == 0 ? first : $"{first} + {rest}";
    }
}

/// <summary>A look-up: every multiplier has this form.</summary>
/// <param name="Products">All 65,536, in the order of <see cref="MultiplierTable"/>.</param>
public sealed record RowTable(EquatableArray<int> Products) : ProductForm
{
    /// <summary>The least interval that holds all products.</summary>
    public Interval Range { get; } = RangeOf(Products, (product, _, _) => product);

    /// <summary>The least interval that holds all errors, product minus <c>a * w</c>.</summary>
    public Interval Errors { get; } = RangeOf(Products, (product, activation, weight) => product - (activation * weight));

    public bool FitsInt16 => new Interval(short.MinValue, short.MaxValue).Contains(Range);

    public bool ErrorsFitInt8 => new Interval(sbyte.MinValue, sbyte.MaxValue).Contains(Errors);

    public override string Description => Invariant(
        $"table of {(FitsInt16 ? "int16" : "int32")}, errors {Errors.Lower} to {Errors.Upper}{(ErrorsFitInt8 ? ", of int8" : "")}");

    public override int Apply(int activation, int weight) => Products[((activation + 128) << 8) | (weight + 128)];

    private static Interval RangeOf(EquatableArray<int> products, Func<int, int, int, int> value)
    {
        Interval range = Interval.Empty;
        for (int index = 0; index < products.Count; index++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            range = range.Hull(Interval.Point(value(products[index], activation, weight)));
        }

        return range;
    }
}
