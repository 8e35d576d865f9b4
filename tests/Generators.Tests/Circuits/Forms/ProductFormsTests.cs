using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Circuits.Forms;

/// <summary>Forms of built-in multipliers and of tables, compared with the multiplier on all pairs.</summary>
public sealed class ProductFormsTests
{
    [Fact]
    public void Of_EveryBuiltIn_GivesEveryProduct()
    {
        foreach (Multiplier multiplier in OperatorSpec.Multipliers.SelectMany(form => form.All))
        {
            ProductForms forms = ProductForms.Of(multiplier);

            foreach (ProductForm? form in (ProductForm?[])[forms.Exact, forms.High, forms.Rank, forms.Table])
            {
                AssertGives(multiplier, form);
            }
        }
    }

    [Theory]
    [InlineData("exact", "exact product")]
    [InlineData("trunc:0", "exact product")]
    [InlineData("trunc:1", "high part of the exact product, from bit 1 up")]
    [InlineData("trunc:15", "high part of the exact product, from bit 15 up")]
    [InlineData("trunc_op:3", "rank 1, int16 factors (masked product)")]
    [InlineData("trunc_col:0", "exact product")]
    [InlineData("trunc_col:1", "high part of the exact product, from bit 1 up")]
    [InlineData("trunc_col:2", "rank 3, int16 factors (masked product + 2 terms, 2 of int8)")]
    [InlineData("bam:h=0,v=4", "rank 5, int16 factors (masked product + 4 terms, 4 of int8)")]
    [InlineData("bam:h=0,v=6", "rank 7, int16 factors (masked product + 6 terms, 6 of int8)")]
    [InlineData("bam:h=2,v=6", "rank 5, int16 factors (masked product + 4 terms, 4 of int8)")]
    [InlineData("drum:3", "rank 1, int16 factors (1 term)")]
    [InlineData("drum:7", "rank 1, int16 factors (1 term)")]
    [InlineData("mitchell", "table of int16, errors -1024 to 1024")]
    public void Simplest_BuiltIn_IsOfTheLeastWork(string spec, string expected) =>
        Assert.Equal(expected, ProductForms.Of(OperatorSpec.ParseMultiplier(spec, out _)!).Simplest.Description);

    [Theory]
    [InlineData("trunc:2", 4)]
    [InlineData("trunc:3", 7)]
    [InlineData("trunc:4", 12)]
    public void Rank_TruncatedProduct_IsTheExactProductAndSmallTerms(string spec, int terms)
    {
        Multiplier multiplier = OperatorSpec.ParseMultiplier(spec, out _)!;

        RankTerms rank = ProductForms.Of(multiplier).Rank!;

        Assert.Equal(terms, rank.Terms.Count);
        Assert.True(rank.Terms[0].IsExactProduct);
        Assert.All(rank.Terms.Skip(1), term => Assert.True(term.IsSmall));
    }

    [Fact]
    public void Of_OneProductChanged_HasNoneOfTheForms()
    {
        foreach (string spec in (string[])["exact", "trunc:3", "drum:4"])
        {
            int[] products = MultiplierTable.Of(OperatorSpec.ParseMultiplier(spec, out _)!);
            products[12_345] += 8;

            ProductForms forms = ProductForms.Of(new TableMultiplier("table:changed", products));

            Assert.Null(forms.Exact);
            Assert.Null(forms.High);
            AssertGives(new TableMultiplier("table:changed", products), forms.Simplest);
        }
    }

    [Theory]
    [InlineData(-128)]
    [InlineData(5)]
    public void Of_CentredActivations_KnowsTheZeroPoint(int zeroPoint)
    {
        ProductForms exact = ProductForms.Of(new CentredMultiplier(new ExactMultiplier(), zeroPoint));
        CentredMultiplier truncated = new(new TruncatedMultiplier(3), zeroPoint);

        Assert.Equal(new ExactProduct(zeroPoint), exact.Exact);
        Assert.Single(exact.Rank!.Terms);
        Assert.Equal(new HighProduct(3, zeroPoint), ProductForms.Of(truncated).Simplest);
        AssertGives(truncated, ProductForms.Of(truncated).Simplest);
    }

    [Fact]
    public void Of_SameInstance_IsLookedForOnce()
    {
        Multiplier multiplier = new DrumMultiplier(4);

        Assert.Same(ProductForms.Of(multiplier), ProductForms.Of(multiplier));
        Assert.Same(ProductForms.Of(multiplier).Rank, ProductForms.Of(multiplier).Rank);
    }

    [Fact]
    public void WithoutLowBits_OfExactProducts_IsTheirHighPart()
    {
        ProductForms exact = ProductForms.Of(new ExactMultiplier());

        Assert.Equal(new HighProduct(5, 0), exact.WithoutLowBits(5).Simplest);
        Assert.Same(exact.WithoutLowBits(5), exact.WithoutLowBits(5));
        Assert.Same(exact, exact.WithoutLowBits(0));
    }

    [Fact]
    public void WithoutLowBits_ThatAreZeroAnyway_ChangesNothing()
    {
        ProductForms masked = ProductForms.Of(new OperandTruncatedMultiplier(2));

        Assert.Equal(4, masked.ZeroBits);
        Assert.Same(masked, masked.WithoutLowBits(4));
        Assert.Equal(5, masked.WithoutLowBits(5).ZeroBits);
    }

    [Fact]
    public void Rank_FactorsOfAFile_AreUsedAsTheyAre()
    {
        // One term would do.
        int[] products = MultiplierTable.Of(new DrumMultiplier(5));
        ProductTerm whole = FactorSearch.Of(products).Factors!.Terms[0];
        EquatableArray<short> even = whole.OfActivation.Select((u, index) => index % 2 == 0 ? u : (short)0).ToEquatableArray();
        EquatableArray<short> odd = whole.OfActivation.Select((u, index) => index % 2 == 0 ? (short)0 : u).ToEquatableArray();
        ProductFactors halves = new(EquatableArray.Of(new ProductTerm(even, whole.OfWeight), new ProductTerm(odd, whole.OfWeight)));

        TableMultiplier multiplier = new("table:drum", products) { Factors = halves };

        Assert.Equal(new RankTerms(halves), ProductForms.Of(multiplier).Rank);
        Assert.NotEqual(new TableMultiplier("table:drum", products), multiplier);
        AssertGives(multiplier, ProductForms.Of(multiplier).Rank);
    }

    [Fact]
    public void Table_OfWideProducts_SaysSo()
    {
        RowTable narrow = ProductForms.Of(new MitchellMultiplier()).Table;
        RowTable wide = ProductForms.Of(ScrambledMultiplier.Table(4)).Table;

        Assert.Equal((true, false, new Interval(-1024, 1024)), (narrow.FitsInt16, narrow.ErrorsFitInt8, narrow.Errors));
        Assert.False(wide.FitsInt16);
        Assert.True(ProductForms.Of(new TruncatedMultiplier(7)).Table.ErrorsFitInt8);
    }

    private static void AssertGives(Multiplier multiplier, ProductForm? form)
    {
        for (int index = 0; form is not null && index < MultiplierTable.Count; index++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            if (form.Apply(activation, weight) != multiplier.Apply(activation, weight))
            {
                Assert.Fail($"{multiplier.Spec} at {activation}, {weight}: {form.Description}");
            }
        }
    }
}
