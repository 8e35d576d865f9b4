using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Circuits.Forms;

/// <summary>The tables of published circuits: the forms of each for signed operands, and its rank on its own.</summary>
public sealed class PublishedFormsTests
{
    /// <summary>
    /// Circuit; rank on the circuit's own operands, found by an independent computation; for signed operands the terms, and how many of
    /// them are of int8, -1 where a table is the form.
    /// </summary>
    private static TheoryData<string, int, int, int> Circuits() => new()
    {
        { "operators/mul8s_1KR3", 1, 1, 0 }, { "operators/mul8s_1KR6", 3, 3, 2 }, { "operators/mul8s_1KRC", 4, 4, 3 },
        { "operators/mul8s_1KV8", 1, 1, 0 }, { "operators/mul8s_1KVA", 3, 3, 2 }, { "operators/mul8s_1KX2", 5, 5, 4 },
        { "operators/mul8s_1L2H", 1, 1, 0 }, { "operators_2/mul8s_1KR8", 1, 1, 0 }, { "operators_2/mul8s_1KTY", 1, 1, 0 },
        { "operators_2/mul8s_1KVB", 4, 4, 3 }, { "operators_2/mul8s_1KVL", 4, 4, 3 }, { "operators_2/mul8s_1L1G", 1, 1, 0 },
        { "operators_2/mul8s_1L2D", 1, 1, 0 }, { "operators/mul8u_125K", 5, 5, 4 }, { "operators/mul8u_13QR", 4, 3, 0 },
        { "operators/mul8u_14VP", 12, 11, 10 }, { "operators/mul8u_150Q", 10, 10, 9 }, { "operators/mul8u_17KS", 18, 10, 0 },
        { "operators/mul8u_185Q", 150, -1, 0 }, { "operators/mul8u_18DU", 5, 4, 1 }, { "operators/mul8u_1AGV", 10, 7, 0 },
        { "operators/mul8u_1JFF", 1, 1, 0 }, { "operators/mul8u_2AC", 11, 9, 8 }, { "operators/mul8u_2P7", 7, 6, 5 },
        { "operators/mul8u_CK5", 10, 8, 7 }, { "operators/mul8u_DM1", 81, 19, 4 }, { "operators/mul8u_FTA", 17, 6, 3 },
        { "operators/mul8u_JQQ", 4, 3, 2 }, { "operators/mul8u_JV3", 16, 6, 0 }, { "operators/mul8u_L40", 193, -1, 0 },
        { "operators/mul8u_NGR", 53, -1, 0 }, { "operators/mul8u_QJD", 12, 12, 11 }, { "operators/mul8u_RCG", 26, 19, 7 },
        { "operators/mul8u_YX7", 128, -1, 0 }, { "operators/mul8u_ZFB", 112, -1, 0 }, { "operators_2/mul8u_12N4", 229, -1, 0 },
        { "operators_2/mul8u_1446", 2, 2, 1 }, { "operators_2/mul8u_17C8", 3, 3, 0 }, { "operators_2/mul8u_17QU", 3, 2, 0 },
        { "operators_2/mul8u_19DB", 90, -1, 0 }, { "operators_2/mul8u_1CMB", 50, -1, 0 }, { "operators_2/mul8u_2HH", 50, -1, 0 },
        { "operators_2/mul8u_7C1", 9, 7, 6 }, { "operators_2/mul8u_E9R", 0, 0, 0 }, { "operators_2/mul8u_GS2", 8, 8, 7 },
        { "operators_2/mul8u_KEM", 16, 16, 15 }, { "operators_2/mul8u_LM7", 5, 5, 4 }, { "operators_2/mul8u_QKX", 52, 18, 8 },
        { "operators_2/mul8u_Y48", 2, 2, 1 },
    };

    public static TheoryData<string, int> OwnRanks()
    {
        TheoryData<string, int> rows = [];
        foreach (object[] row in Circuits())
        {
            rows.Add((string)row[0], (int)row[1]);
        }

        return rows;
    }

    public static TheoryData<string, int, int> SignedForms()
    {
        TheoryData<string, int, int> rows = [];
        foreach (object[] row in Circuits())
        {
            rows.Add((string)row[0], (int)row[2], (int)row[3]);
        }

        return rows;
    }

    [SkippableTheory]
    [MemberData(nameof(SignedForms))]
    public void Of_SignedOperands_GivesEveryProduct(string circuit, int terms, int small)
    {
        int[] own = Read(circuit);
        int[] products = circuit.Contains("mul8u", StringComparison.Ordinal) ? [.. Enumerable.Range(0, own.Length).Select(index => SignMagnitude(own, index))] : own;

        ProductForms forms = ProductForms.Of(new TableMultiplier("table:x", products));

        Assert.Equal((terms, small), (forms.Rank?.Terms.Count ?? -1, forms.Rank?.Terms.Count(term => term.IsSmall) ?? 0));
        Assert.Equal(products, Enumerable.Range(0, products.Length).Select(index => forms.Simplest.Apply((index >> 8) - 128, (index & 255) - 128)));
    }

    [SkippableTheory]
    [MemberData(nameof(OwnRanks))]
    public void Factors_OwnOperands_AreAsManyAsTheRank(string circuit, int ownRank)
    {
        int[] products = Read(circuit);

        TableRank rank = TableRank.Of(products);

        Assert.Equal(ownRank, rank.Rank);
        Assert.Equal(ownRank <= FactorSearch.MaxTerms ? ownRank : null, rank.Factors?.Terms.Count);
        Assert.True(rank.Factors is null || (rank.IsProved && rank.Factors.Give(products)));
    }

    /// <summary>The product of the magnitudes with the sign of the exact product.</summary>
    private static int SignMagnitude(int[] products, int index)
    {
        (int activation, int weight) = MultiplierTable.OperandsAt(index);
        return Math.Sign(activation) * Math.Sign(weight) * products[(Math.Abs(activation) << 8) | Math.Abs(weight)];
    }

    private static int[] Read(string circuit)
    {
        NpyArray table = NpyFormat.ReadFile(SharedMaterial.PathOf($"{circuit}.npy".Split('/')));
        return circuit.Contains("mul8s", StringComparison.Ordinal)
            ? Array.ConvertAll(table.Values<short>().ToArray(), product => (int)product)
            : Array.ConvertAll(table.Values<ushort>().ToArray(), product => (int)product);
    }
}
