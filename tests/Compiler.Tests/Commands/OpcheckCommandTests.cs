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
    [InlineData("--drop names both operators; give it or --amul and --aadd", "--drop", "2", "--amul", "exact")]
    [InlineData("--drop takes an integer from 0 to 15, found \"99\"; see qmac opcheck --help", "--drop", "99")]
    [InlineData("--amul-drop: multiplier \"trunc:99\" is unknown; expected exact or trunc:N with N from 0 to 15; see qmac opcheck --help", "--amul-drop", "99")]
    [InlineData("--num takes an integer from 0 to 1048576, found \"-1\"; see qmac opcheck --help", "--num", "-1")]
    [InlineData("--seed takes an integer from 0 to 9223372036854775807, found \"x\"; see qmac opcheck --help", "--seed", "x")]
    [InlineData("--seed takes an integer from 0 to 9223372036854775807, found \"9223372036854775808\"; see qmac opcheck --help", "--seed", "9223372036854775808")]
    public void Opcheck_BadUsage_SaysWhatToGiveAndWritesNothing(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.RefusalLeaving(_folder.Path, ["opcheck", "--out", _folder.Path, .. options]));
}
