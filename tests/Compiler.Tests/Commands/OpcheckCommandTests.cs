using System.Text.Json;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac opcheck</c>; what it does without a simulator is tested with a child process in Integration.Tests.</summary>
public sealed class OpcheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Opcheck_TruncatedOperators_AreEqualOnEveryVector()
    {
        Tools.Require("iverilog", "vvp");

        string output = QMac.Success("opcheck", "--drop", "2", "--num", "100", "--out", _folder.Path);

        Assert.Matches(@"\Amultiplier trunc:2: equal on 65,536 vectors, Icarus Verilog [^\n]+\nadder trunc:2: equal on \d+ vectors, [^\n]+\n\z", output);
        Assert.Equal(["aadd_trunc_2_equiv_report.json", "amul_trunc_2_equiv_report.json"], FolderContents.Files(_folder.Path));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("amul_trunc_2_equiv_report.json")));
        Assert.Equal("equal", report.RootElement.GetProperty("status").GetString());
        Assert.Equal(65536, report.RootElement.GetProperty("vectors").GetInt32());
        Assert.Equal(0, report.RootElement.GetProperty("mismatches").GetInt32());
    }

    [SkippableFact]
    public void Opcheck_NamedOperators_AreCheckedAndPrintedAsJson()
    {
        Tools.Require("iverilog", "vvp");

        string output = QMac.Success(
            "opcheck", "--amul", "trunc:5", "--aadd", "exact", "--num", "0", "--seed", "3", "--json", "--out", _folder.Path);

        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(["trunc:5", "exact"], json.RootElement.EnumerateArray().Select(check => check.GetProperty("spec").GetString()));
        Assert.All(json.RootElement.EnumerateArray(), check => Assert.True(File.Exists(check.GetProperty("report").GetString())));
        using JsonDocument adder = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("aadd_exact_equiv_report.json")));
        Assert.Equal(3, adder.RootElement.GetProperty("seed").GetInt32());
    }

    [Theory]
    [InlineData("--all and --drop name the operators; give one of them, or --amul and --aadd", "--drop", "2", "--amul", "exact")]
    [InlineData("--all and --drop name the operators; give one of them, or --amul and --aadd", "--all", "--aadd", "exact")]
    [InlineData("--drop takes an integer from 0 to 15, found \"99\"; see qmac opcheck --help", "--drop", "99")]
    [InlineData("--amul-drop: multiplier \"trunc:99\" is not valid; expected trunc:N with N from 0 to 15; see qmac opcheck --help", "--amul-drop", "99")]
    [InlineData("--num takes an integer from 0 to 1048576, found \"-1\"; see qmac opcheck --help", "--num", "-1")]
    [InlineData("--seed takes an integer from 0 to 9223372036854775807, found \"x\"; see qmac opcheck --help", "--seed", "x")]
    [InlineData("--seed takes an integer from 0 to 9223372036854775807, found \"9223372036854775808\"; see qmac opcheck --help", "--seed", "9223372036854775808")]
    public void Opcheck_BadUsage_SaysWhatToGiveAndWritesNothing(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.RefusalLeaving(_folder.Path, ["opcheck", "--out", _folder.Path, .. options]));

    [SkippableFact]
    public void Opcheck_All_EveryOperatorIsEqualAndEveryAdderProved()
    {
        Tools.Require("iverilog", "verilator", "g++", "make", "yosys", "z3");
        using TemporaryFolder folder = new();

        string output = QMac.Success("opcheck", "--all", "--num", "500", "--json", "--out", folder.Path);

        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement[] operators = [.. report.RootElement.GetProperty("operators").EnumerateArray()];
        Assert.Equal(20 + 7, operators.Length);
        Assert.All(operators, entry => Assert.Equal("equal", entry.GetProperty("status").GetString()));
        foreach (JsonElement entry in operators)
        {
            Assert.StartsWith("equal on ", entry.GetProperty("simulation").GetString());
            bool isMultiplier = entry.GetProperty("kind").GetString() == "multiplier";
            Assert.Equal(isMultiplier, entry.TryGetProperty("second_simulation", out JsonElement second) && second.GetString()!.StartsWith("equal on 65,536", StringComparison.Ordinal));
            Assert.Equal(isMultiplier ? 0 : 2, entry.GetProperty("proofs").EnumerateArray().Count(proof => proof.GetString()!.StartsWith("proved: ", StringComparison.Ordinal)));
        }

        Assert.Equal(output, File.ReadAllText(folder.PathOf("all_equiv_report.json")));
    }
}
