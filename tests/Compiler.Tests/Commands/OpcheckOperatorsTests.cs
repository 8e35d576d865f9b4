using System.Text.Json;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac opcheck --op --against --region</c> on operators of the user.</summary>
[Trait("Category", "Slow")]
public sealed class OpcheckOperatorsTests : IDisposable
{
    /// <summary>A netlist as libraries publish them: gates, cells of its own, ports A, B, O and no word about signs. The product is that of the low 2 bits of A and the lowest of B.</summary>
    private const string Netlist =
        """
        module PDKAND(input A, input B, output Y);
          assign Y = A & B;
        endmodule
        module mul8u_tiny(A, B, O);
          input [7:0] A;
          input [7:0] B;
          output [15:0] O;
          PDKAND u0 (.A(A[0]), .B(B[0]), .Y(O[0]));
          PDKAND u1 (.A(A[1]), .B(B[0]), .Y(O[1]));
          assign O[15:2] = 14'd0;
        endmodule
        """;

    private const string ScrambledVerilog =
        """
        module scrambled(input signed [7:0] A, input signed [7:0] B, output signed [15:0] O);
          wire signed [31:0] a = (A + 32'sd300) * 32'sd40503;
          wire signed [31:0] b = (B + 32'sd500) * 32'sd30011;
          wire signed [31:0] p = (a ^ b) >>> 3;
          assign O = p[15:0];
        endmodule
        """;

    private static readonly int[] Scrambled = MultiplierTable.Of(new ScrambledMultiplier());

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Opcheck_NetlistFromOutside_EqualsItsTableAndItsGeneratedCode()
    {
        Tools.Require("iverilog", "vvp");
        File.WriteAllText(_folder.PathOf("mul.v"), Netlist);

        JsonElement result = Checked(0, "--op", $"verilog:{_folder.PathOf("mul.v")},unsigned", "--self-test");

        JsonElement entry = Assert.Single(result.GetProperty("operators").EnumerateArray());
        Assert.Equal("verilog:mul.v,unsigned,wrap=sign_magnitude,top=mul8u_tiny,ports=A:B:O", entry.GetProperty("spec").GetString());
        Assert.Equal("equal", entry.GetProperty("status").GetString());
        Assert.Equal("equal", entry.GetProperty("expression").GetProperty("status").GetString());
        Assert.Equal(65_536, entry.GetProperty("simulation").GetProperty("vectors").GetInt32());
        Assert.Equal(Tools.IsOnPath("verilator") ? "equal" : "skipped", entry.GetProperty("second_simulation").GetProperty("status").GetString());
        AssertAllCaught(result);
        string report = File.ReadAllText(Directory.GetFiles(_folder.PathOf("out"), "amul_*_equiv_report.json").Single());
        Assert.Contains($"\"protection\": \"sources reprinted; {Sandbox.Installed.Description}\"", report, StringComparison.Ordinal);

        // Exchanged operands, bit 0 stuck at either value, bit 7 at 1; at 0 it is anyway.
        JsonElement bench = result.GetProperty("self_test").GetProperty("benches")[0];
        Assert.Equal(("mul.v, Icarus Verilog", 4), (bench.GetProperty("bench").GetString(), bench.GetProperty("injected").GetInt32()));
    }

    [Trait("Category", "Long")]
    [SkippableFact]
    public void Opcheck_PipelinedCircuitWithFaults_IsEqualAndAllAreCaught()
    {
        Tools.Require("iverilog", "vvp");
        File.WriteAllText(
            _folder.PathOf("pipe.v"),
            "module pipe #(parameter D = 0)(input clk, input rst_n, input signed [7:0] A, B, output reg signed [15:0] O); reg signed [7:0] a, b;"
            + " always @(posedge clk) if (!rst_n) begin a <= 0; b <= 0; O <= 0; end else begin a <= A; b <= B; O <= (a * b) >>> D <<< D; end endmodule");

        JsonElement result = Checked(
            0, "--op", $"verilog:{_folder.PathOf("pipe.v")},signed,param.D=2,clk=clk,latency=2,rst=rst_n", "--against", "trunc:2", "--self-test");

        Assert.Equal("equal", result.GetProperty("operators")[0].GetProperty("against").GetProperty("status").GetString());
        AssertAllCaught(result);
    }

    [SkippableFact]
    public void Opcheck_ScrambledTableAgainstItsCircuit_IsEqual()
    {
        Tools.Require("iverilog", "vvp");
        File.WriteAllText(_folder.PathOf("s.v"), ScrambledVerilog);

        JsonElement result = Checked(0, "--op", Table("s.npy", Scrambled), "--against", $"verilog:{_folder.PathOf("s.v")},signed");

        JsonElement[] operators = [.. result.GetProperty("operators").EnumerateArray()];
        Assert.Equal(["table:s.npy,signed", "verilog:s.v,signed,top=scrambled,ports=A:B:O"], operators.Select(entry => entry.GetProperty("spec").GetString()));
        Assert.All(operators, entry => Assert.Equal("equal", entry.GetProperty("status").GetString()));
        Assert.Equal("equal", operators[0].GetProperty("against").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, operators[0].GetProperty("simulation").ValueKind);
        Assert.Equal(3, FolderContents.Files(_folder.PathOf("out")).Count);
    }

    /// <summary>The operand order is what published forms of one circuit differ in.</summary>
    [SkippableFact]
    public void Opcheck_CircuitWithExchangedOperands_IsEqualIfSwapped()
    {
        Tools.Require("iverilog", "vvp");
        File.WriteAllText(_folder.PathOf("s.v"), ScrambledVerilog);

        JsonElement against = Against(1, $"verilog:{_folder.PathOf("s.v")},signed,activation=B", Table("s.npy", Scrambled));

        Assert.Equal("equal_if_swapped", against.GetProperty("status").GetString());
        Assert.Equal("activation and weight are exchanged", against.GetProperty("relation").GetString());
        Assert.True(against.GetProperty("mismatches").GetInt32() > 60_000);
    }

    [Fact]
    public void Opcheck_TableInTheOrderOfBitPatterns_IsEqualIfReindexed()
    {
        int[] byCode = [.. Enumerable.Range(0, 65_536).Select(index => Scrambled[index ^ 0x8080])];

        JsonElement against = Against(1, Table("code.npy", byCode), Table("numeric.npy", Scrambled));

        Assert.Equal("equal_if_reindexed", against.GetProperty("status").GetString());
        Assert.StartsWith("activation and weight in offset binary", against.GetProperty("relation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Opcheck_OneWrongBit_IsDifferentThereOnly()
    {
        int[] wrong = [.. Scrambled];
        wrong[(130 * 256) + 5] ^= 64;

        JsonElement against = Against(1, Table("wrong.npy", wrong), Table("right.npy", Scrambled));

        Assert.Equal(("different", 1), (against.GetProperty("status").GetString(), against.GetProperty("mismatches").GetInt32()));
        JsonElement first = against.GetProperty("first_mismatch");
        Assert.Equal((2, -123), (first.GetProperty("activation").GetInt32(), first.GetProperty("weight").GetInt32()));
        Assert.Equal(Scrambled[(130 * 256) + 5], first.GetProperty("expected").GetInt32());
    }

    [Fact]
    public void Opcheck_DifferenceOutsideOfTheCareSet_IsEqualOnCareSet()
    {
        string region = Region();
        (int used, int unused) = UsedAndUnusedWeight(region);
        string right = Table("right.npy", Scrambled);

        JsonElement result = Checked(0, "--op", Table("unused.npy", Changed(unused)), "--against", right, "--region", region);

        JsonElement against = result.GetProperty("operators")[0].GetProperty("against");
        Assert.Equal(("equal_on_care_set", 256, 0), (against.GetProperty("status").GetString(), against.GetProperty("mismatches").GetInt32(), against.GetProperty("care_mismatches").GetInt32()));
        JsonElement care = result.GetProperty("region");
        Assert.True(care.GetProperty("pairs").GetInt32() is > 256 and < 65_536);
        Assert.Equal("trunc:2", Assert.Single(care.GetProperty("multipliers").EnumerateArray()).GetString());
        Assert.False(care.GetProperty("holds_for_these_operators").GetBoolean());

        against = Checked(1, "--op", Table("used.npy", Changed(used)), "--against", right, "--region", region).GetProperty("operators")[0].GetProperty("against");
        Assert.Equal("different", against.GetProperty("status").GetString());
        Assert.InRange(against.GetProperty("care_mismatches").GetInt32(), 1, 256);

        int[] Changed(int weight) => [.. Scrambled.Select((product, index) => (index & 255) - 128 == weight ? product ^ 1 : product)];
    }

    [Fact]
    public void Opcheck_RegionOfTheOperatorItself_Holds()
    {
        string exact = Table("trunc.npy", MultiplierTable.Of(new TruncatedMultiplier(2)));
        Assert.True(Checked(0, "--op", exact, "--region", Region()).GetProperty("region").GetProperty("holds_for_these_operators").GetBoolean());
    }

    [Theory]
    [InlineData("{}", "member \"schema\" is missing")]
    [InlineData("not JSON", "expected a JSON value")]
    [InlineData("{ \"schema\": \"qmac.graph/1\" }", "found \"qmac.graph/1\", expected qmac.constraints/1; make it with qmac constraints")]
    [InlineData(
        "{ \"schema\": \"qmac.constraints/1\", \"kind\": \"empirical\" }",
        "D_sound.json is \"empirical\": what was observed does not exclude other operands; give the D_sound.json of qmac constraints")]
    public void Opcheck_RegionThatIsNone_IsRefused(string text, string expected)
    {
        File.WriteAllText(_folder.PathOf("D_sound.json"), text);
        Assert.Contains(expected, QMac.RefusalLeaving(_folder.Path, Arguments(["--op", "exact", "--region", _folder.PathOf("D_sound.json")])), StringComparison.Ordinal);
    }

    [Fact]
    public void Opcheck_RegionOfCentredOperands_IsRefusedWhereTheyNeedNineBits()
    {
        Assert.Matches(
            "^D_sound.json is of a package with centred operands: layer \"[^\"]+\" feeds activations of -?[0-9]+ to [0-9]+, and circuits of 8 bits take -128 to 127$",
            QMac.RefusalLeaving(_folder.Path, Arguments(["--op", "exact", "--region", Region(TinyGraphs.Network(2).Centred())])));
    }

    [Fact]
    public void Opcheck_EditedRegion_IsRefused()
    {
        string region = Region();
        string text = File.ReadAllText(region);
        foreach (string edited in (string[])[text.Replace("\"pairs\": 1", "\"pairs\": 2", StringComparison.Ordinal), text.Replace("\"care\"", "\"dare\"", StringComparison.Ordinal)])
        {
            Assert.NotEqual(text, edited);
            File.WriteAllText(region, edited);
            Assert.Equal(
                "D_sound.json does not match its digest: it was cut or edited; write it again with qmac constraints",
                QMac.RefusalLeaving(_folder.Path, Arguments(["--op", "exact", "--region", region])));
        }

        string older = text[..text.LastIndexOf(",\n  \"digest\"", StringComparison.Ordinal)].Replace("\"care\"", "\"dare\"", StringComparison.Ordinal);
        File.WriteAllText(region, TextDigest.Append(older + "\n}\n"));
        Assert.Equal(
            "D_sound.json has no care set, as older versions wrote it; write it again with qmac constraints",
            QMac.RefusalLeaving(_folder.Path, Arguments(["--op", "exact", "--region", region])));
    }

    [Fact]
    public void Opcheck_TableAsAmul_PointsToOp() => Assert.Equal(
        "table:s.npy,signed is an operator of yours, which --op checks with every tool: give --op in place of --amul",
        QMac.RefusalLeaving(_folder.Path, Arguments(["--amul", Table("s.npy", Scrambled)])));

    [Fact]
    public void Opcheck_TwoFilesOfOneName_AreRefused()
    {
        Directory.CreateDirectory(_folder.PathOf("other"));
        string first = Table("s.npy", Scrambled);
        string second = Table(Path.Combine("other", "s.npy"), MultiplierTable.Of(new ExactMultiplier()));
        Assert.Equal(
            "two files of one name give two operators \"table:s.npy,signed\"; rename one of them",
            QMac.RefusalLeaving(_folder.Path, Arguments(["--op", first, "--op", second])));
    }

    private string Region() => Region(TinyGraphs.RandomLayer(3));

    private string Region(Network network)
    {
        string file = _folder.PathOf("D_sound.json");
        OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()));
        File.WriteAllText(file, ConstraintsWriter.Write(Constraints.Compute(network, operators, InputRegion.Full), network.Identity()));
        return file;
    }

    private static (int Used, int Unused) UsedAndUnusedWeight(string region)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(region));
        WeightSet[] sets = [.. json.RootElement.GetProperty("layers").EnumerateArray()
            .Select(layer => WeightSet.Parse(layer.GetProperty("care").GetProperty("weights").GetString()!)!.Value)];
        int[] weights = [.. Enumerable.Range(-128, 256)];
        return (weights.First(weight => sets.Any(set => set.Contains(weight))), weights.First(weight => !sets.Any(set => set.Contains(weight))));
    }

    private string Table(string name, int[] products)
    {
        NpyFormat.WriteFile(_folder.PathOf(name), NpyArray.Create<short>([256, 256], Array.ConvertAll(products, product => (short)product)));
        return $"table:{_folder.PathOf(name)},signed";
    }

    private JsonElement Against(int exitCode, string spec, string other) =>
        Checked(exitCode, "--op", spec, "--against", other).GetProperty("operators")[0].GetProperty("against");

    private static void AssertAllCaught(JsonElement result)
    {
        JsonElement selfTest = result.GetProperty("self_test");
        Assert.True(selfTest.GetProperty("injected").GetInt32() > 0);
        Assert.Equal(selfTest.GetProperty("injected").GetInt32(), selfTest.GetProperty("caught").GetInt32());
    }

    /// <summary>Runs a check with an expected exit code and reads what it prints, which is what it writes.</summary>
    private JsonElement Checked(int exitCode, params string[] options)
    {
        (int actual, string output, string error) = QMac.Run([.. Arguments(options), "--json"]);
        Assert.Equal((exitCode, ""), (actual, error));
        Assert.Equal(output, File.ReadAllText(_folder.PathOf("out", "op_equiv_report.json")));
        using JsonDocument json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }

    private string[] Arguments(string[] options) => ["opcheck", "--out", _folder.PathOf("out"), .. options];
}
