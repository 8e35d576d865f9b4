using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Circuits.Factorization;

public sealed class TableRankTests
{
    [Theory]
    [InlineData("exact", 1)]
    [InlineData("trunc:1", 2)]
    [InlineData("trunc:2", 4)]
    [InlineData("trunc:3", 7)]
    [InlineData("trunc:4", 12)]
    public void Of_BuiltIn_IsProvedByFactors(string spec, int rank)
    {
        int[] products = MultiplierTable.Of(OperatorSpec.ParseMultiplier(spec, out _)!);

        TableRank result = TableRank.Of(products);

        Assert.Equal((rank, true), (result.Rank, result.IsProved));
        AssertGives(products, result.Factors!, rank);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    public void Of_SumOfRandomTerms_FindsAsManyTerms(int rank)
    {
        SplitMix64 random = new((ulong)rank);
        int[][] first = [.. Enumerable.Range(0, rank).Select(_ => RandomVector(random))];
        int[][] second = [.. Enumerable.Range(0, rank).Select(_ => RandomVector(random))];
        int[] products = [.. Enumerable.Range(0, MultiplierTable.Count).Select(index =>
            Enumerable.Range(0, rank).Sum(k => first[k][index >> 8] * second[k][index & 255]))];

        TableRank result = TableRank.Of(products);

        Assert.Equal((rank, true), (result.Rank, result.IsProved));
        AssertGives(products, result.Factors!, rank);
    }

    [Fact]
    public void Of_Bits_GivesTermsThatAreMasksAndSingleBits()
    {
        // The three lowest partial products are left out: trunc_col:2.
        int[] products = [.. Enumerable.Range(0, MultiplierTable.Count).Select(index =>
        {
            (int a, int w) = MultiplierTable.OperandsAt(index);
            return (a * w) - ((a & 1) * (w & 1)) - (2 * (a & 1) * ((w >> 1) & 1)) - (2 * ((a >> 1) & 1) * (w & 1));
        })];

        ProductFactors factors = TableRank.Of(products).Factors!;

        Assert.Equal(3, factors.Terms.Count);
        Assert.Equal(Enumerable.Range(-128, 256).Select(a => a & ~3), factors.Terms[0].OfActivation.Select(u => (int)u));
        AssertGives(products, factors, 3);
    }

    [Fact]
    public void Of_RowsThatShareAFactor_AreNotDividedByIt()
    {
        // Rank 1, and no row is the basis of the others: 6, 10 and 15 times one vector.
        int[] scale = [6, 10, 15];
        int[] products = [.. Enumerable.Range(0, MultiplierTable.Count).Select(index => scale[(index >> 8) % 3] * (index & 255))];

        AssertGives(products, TableRank.Of(products).Factors!, 1);
    }

    [Fact]
    public void Of_ElementsBeyondInt16_HasARankAndNoFactors()
    {
        int[] products = new int[MultiplierTable.Count];
        products[4242] = 100_003;

        Assert.Equal(new TableRank(1, true, null), TableRank.Of(products));
    }

    [Fact]
    public void Of_ScrambledTable_IsOfLowRank()
    {
        // An exclusive or of 16 bits: x ^ y = x + y - 2xy for each.
        TableRank result = TableRank.Of(MultiplierTable.Of(new ScrambledMultiplier()));

        Assert.InRange(result.Rank, 2, 18);
    }

    [Fact]
    public void Of_RandomTable_IsOfFullRankWithoutFactors()
    {
        SplitMix64 random = new(3);
        int[] products = [.. Enumerable.Range(0, MultiplierTable.Count).Select(_ => random.NextBelow(65_536))];

        Assert.Equal(new TableRank(256, true, null), TableRank.Of(products));
    }

    private static void AssertGives(int[] products, ProductFactors factors, int terms)
    {
        Assert.Equal(terms, factors.Terms.Count);
        for (int index = 0; index < products.Length; index++)
        {
            Assert.Equal(products[index], factors.Terms.Sum(term => term.OfActivation[index >> 8] * term.OfWeight[index & 255]));
        }
    }

    private static int[] RandomVector(SplitMix64 random) => [.. Enumerable.Range(0, 256).Select(_ => random.NextBelow(41) - 20)];
}
