using System.Text.Json;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac opcheck</c>; what it does without a simulator is tested with a child process in Integration.Tests.</summary>
[Trait("Category", "Slow")]
public sealed class OpcheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Opcheck_TruncatedOperators_AreEqualOnEveryVector()
    {
        Tools.Require("iverilog", "vvp");

        string output = QMac.Success("opcheck", "--drop", "2", "--num", "100", "--out", _folder.Path);

        Assert.Matches(@"\Amultiplier trunc:2: equal on 65,536 vectors, Icarus Verilog [^\n]+\nadder trunc:2: equal_on_vectors, 356 of them, a sample, [^\n]+\nself-test: 10 of 10 injected faults caught\n\z", output);
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
        JsonElement operators = json.RootElement.GetProperty("operators");
        Assert.Equal(["trunc:5", "exact"], operators.EnumerateArray().Select(check => check.GetProperty("spec").GetString()));
        Assert.All(operators.EnumerateArray(), check => Assert.True(File.Exists(check.GetProperty("report").GetString())));
        using JsonDocument adder = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("aadd_exact_equiv_report.json")));
        Assert.Equal(3, adder.RootElement.GetProperty("seed").GetInt32());
    }

    [Theory]
    [InlineData("--op, --all and --drop name the operators; give one of them, or --amul and --aadd; see qmac opcheck --help", "--drop", "2", "--amul", "exact")]
    [InlineData("--op, --all and --drop name the operators; give one of them, or --amul and --aadd; see qmac opcheck --help", "--all", "--aadd", "exact")]
    [InlineData("--op, --all and --drop name the operators; give one of them, or --amul and --aadd; see qmac opcheck --help", "--all", "--op", "exact")]
    [InlineData("--against compares the multipliers of --op; name one; see qmac opcheck --help", "--against", "exact")]
    [InlineData("--against compares multipliers, and \"loa:4\" is an adder only", "--op", "loa:4", "--against", "exact")]
    [InlineData("--op needs a value, found \"--all\"; see qmac opcheck --help", "--op=--all")]
    [InlineData(
        "multiplier \"tronc:2\" is unknown; expected exact, trunc:N, trunc_op:N, trunc_col:N, bam:h=H,v=V, drum:K, mitchell, table:FILE[,...] or verilog:FILE[,...]; "
            + "adder \"tronc:2\" is unknown; expected exact, trunc:N, loa:L or eta1:L",
        "--op",
        "tronc:2")]
    [InlineData("There is no file \"none.npy\"", "--op", "table:none.npy")]
    [InlineData("There is no file \"D_sound.json\"", "--op", "exact", "--region", "D_sound.json")]
    [InlineData("--drop takes an integer from 0 to 15, found \"99\"; see qmac opcheck --help", "--drop", "99")]
    [InlineData("--amul-drop: multiplier \"trunc:99\" is not valid; expected trunc:N with N from 0 to 15; see qmac opcheck --help", "--amul-drop", "99")]
    [InlineData("--num takes an integer from 0 to 1048576, found \"-1\"; see qmac opcheck --help", "--num", "-1")]
    [InlineData("--require takes some of iverilog,verilator,yosys,z3, found \"vvp\"; see qmac opcheck --help", "--require", "iverilog,vvp")]
    [InlineData("--require needs a value, found \"\"; see qmac opcheck --help", "--require", "")]
    [InlineData("--seed takes an integer from 0 to 9223372036854775807, found \"x\"; see qmac opcheck --help", "--seed", "x")]
    [InlineData("--seed takes an integer from 0 to 9223372036854775807, found \"9223372036854775808\"; see qmac opcheck --help", "--seed", "9223372036854775808")]
    public void Opcheck_BadUsage_SaysWhatToGiveAndWritesNothing(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.RefusalLeaving(_folder.Path, ["opcheck", "--out", _folder.Path, .. options]));

    [Trait("Category", "Long")]
    [SkippableFact]
    public void Opcheck_All_EveryOperatorIsEqualAndEveryAdderProved()
    {
        Tools.Require("iverilog", "verilator", "g++", "make", "yosys", "z3");
        using TemporaryFolder folder = new();

        string output = QMac.Success("opcheck", "--all", "--num", "500", "--json", "--out", folder.Path);

        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement[] operators = [.. report.RootElement.GetProperty("operators").EnumerateArray()];
        Assert.Equal(166 + 97 + 1, operators.Length);
        foreach (JsonElement entry in operators)
        {
            string kind = entry.GetProperty("kind").GetString()!;
            bool isMultiplier = kind == "multiplier";
            Assert.Equal(kind == "multiply_accumulate" ? "equal_on_vectors" : "equal", entry.GetProperty("status").GetString());
            Assert.Equal(isMultiplier ? "equal" : "equal_on_vectors", entry.GetProperty("simulation").GetProperty("status").GetString());
            foreach (string second in (string[])["second_simulation", "expression"])
            {
                JsonElement comparison = entry.GetProperty(second);
                Assert.Equal(isMultiplier ? JsonValueKind.Object : JsonValueKind.Null, comparison.ValueKind);
                Assert.True(!isMultiplier || comparison.GetProperty("vectors").GetInt32() == 65_536);
            }

            // Formula and order; for one of a form a multiply-accumulate of 16 taps, which is not decided for LOA.
            bool hasMac = entry.GetProperty("spec").GetString() is "exact" or "trunc:2" or "eta1:4";
            Assert.Equal(
                kind != "adder" ? 0 : hasMac ? 3 : 2,
                entry.GetProperty("proofs").EnumerateArray().Count(proof => proof.GetProperty("status").GetString() == "proved"));
        }

        Assert.Equal(output, File.ReadAllText(folder.PathOf("all_equiv_report.json")));
    }
}
