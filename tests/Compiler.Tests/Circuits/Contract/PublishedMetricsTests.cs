using System.Globalization;
using System.Text.Json;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Circuits.Contract;

/// <summary>The tables of published circuits, measured, against the figures that their library prints.</summary>
public class PublishedMetricsTests
{
    /// <summary>Rank of the table on the circuit's own operands, found by an independent computation.</summary>
    public static TheoryData<string, int> Circuits() => new()
    {
        { "mul8s_1KR3", 1 }, { "mul8s_1KR6", 3 }, { "mul8s_1KRC", 4 }, { "mul8s_1KV8", 1 }, { "mul8s_1KVA", 3 }, { "mul8s_1KX2", 5 },
        { "mul8s_1L2H", 1 }, { "mul8u_125K", 5 }, { "mul8u_13QR", 4 }, { "mul8u_14VP", 12 }, { "mul8u_150Q", 10 }, { "mul8u_17KS", 18 },
        { "mul8u_185Q", 150 }, { "mul8u_18DU", 5 }, { "mul8u_1AGV", 10 }, { "mul8u_1JFF", 1 }, { "mul8u_2AC", 11 }, { "mul8u_2P7", 7 },
        { "mul8u_CK5", 10 }, { "mul8u_DM1", 81 }, { "mul8u_FTA", 17 }, { "mul8u_JQQ", 4 }, { "mul8u_JV3", 16 }, { "mul8u_L40", 193 },
        { "mul8u_NGR", 53 }, { "mul8u_QJD", 12 }, { "mul8u_RCG", 26 }, { "mul8u_YX7", 128 }, { "mul8u_ZFB", 112 },
    };

    [SkippableTheory]
    [MemberData(nameof(Circuits))]
    public void Of_PublishedCircuit_HasThePublishedFigures(string name, int rank)
    {
        ResolvedMultiplier resolved = OperatorResolver.Multiplier($"table:{SharedMaterial.PathOf("operators", $"{name}.npy")}");
        CircuitTable table = resolved.Origin!.Table;
        Assert.Equal(name.StartsWith("mul8s", StringComparison.Ordinal), table.IsSigned);
        using JsonDocument published = JsonDocument.Parse(File.ReadAllText(SharedMaterial.PathOf("operators", "metrics.json")));
        JsonElement figures = published.RootElement.GetProperty(name);

        ErrorMetrics metrics = ErrorMetrics.Of(table.Products, table.IsSigned ? -128 : 0);

        Assert.Equal(figures.GetProperty("WCE").GetDouble(), metrics.Wce);
        AssertPrinted(figures, "EP%", 100 * metrics.Ep);
        AssertPrinted(figures, "MAE", metrics.Mae);
        AssertPrinted(figures, "MRE%", 100 * metrics.MreOfNonzero);
        Assert.Equal(metrics.MreOfNonzero * 65_025 / 65_536, metrics.Mre, 1e-12);
        AssertPrinted(figures, "MSE", metrics.Mse);
        Assert.Equal(rank, TableRank.Of(table.Products).Rank);
    }

    public static TheoryData<string> CircuitsOfLowRank() => [.. Circuits().Where(row => (int)row[1] <= 20).Select(row => (string)row[0])];

    [SkippableTheory]
    [MemberData(nameof(CircuitsOfLowRank))]
    public void Of_WrappedTableOfLowRank_HasInt16Factors(string name)
    {
        ResolvedMultiplier resolved = OperatorResolver.Multiplier($"table:{SharedMaterial.PathOf("operators", $"{name}.npy")}");

        OperatorContract contract = OperatorContract.Of(resolved);

        Assert.True(contract.Rank.IsProved);
        Assert.True(contract.Rank.Factors!.Give(contract.Table));
        Assert.Equal(contract.Rank.Rank, contract.Rank.Factors.Terms.Count);
    }

    /// <summary>The library prints some digits, cut in some places and rounded in others.</summary>
    private static void AssertPrinted(JsonElement figures, string name, double measured)
    {
        string printed = figures.GetProperty(name).GetRawText();
        int decimals = printed.EndsWith(".0", StringComparison.Ordinal) ? 0 : printed.Length - 1 - printed.IndexOf('.', StringComparison.Ordinal);
        double unit = Math.Pow(10, -decimals);
        double value = double.Parse(printed, CultureInfo.InvariantCulture);
        Assert.True(Math.Abs(measured - value) < unit, $"{name}: measured {measured}, published {printed}");
    }
}
