using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Circuits and tables of a user in the commands that run and bound networks.</summary>
[Trait("Category", "Slow")]
public sealed class UserOperatorTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private static readonly TableMultiplier Scrambled = ScrambledMultiplier.Table();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--strategy", "depthwise=unrolled", "--strategy", "conv2=loops")]
    [InlineData("--aadd", "loa:6")]
    public void Run_Table_GivesTheSameBytesInBothEngines(params string[] options)
    {
        string[] arguments = ["--amul", $"table:{Table()},signed", .. options];

        byte[] compiled = Outputs("compiled", arguments);

        Assert.Equal(Outputs("reference", [.. arguments, "--engine", "reference"]), compiled);
        Assert.NotEqual(Outputs("exact"), compiled);
        string record = File.ReadAllText(_folder.PathOf("compiled", "run.json"));
        Assert.Contains($"\"multiplier\": \"table:mul.npy,signed\", \"multiplier_sha256\": \"{Scrambled.Sha256}\"", record, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ExportedTable_IsTheTable()
    {
        QMac.Success("op", "export", $"table:{Table()},signed", "--out", _folder.PathOf("mul.qop.json"));

        Assert.Equal(Outputs("table", "--amul", $"table:{Table()},signed"), Outputs("exported", "--amul", $"table:{_folder.PathOf("mul.qop.json")}"));
    }

    [Fact]
    public void Run_AssignedTable_ReachesItsLayerOnly()
    {
        string assign = _folder.PathOf("assign.json");
        File.WriteAllText(assign, $$"""
            { "default": { "multiplier": "exact", "adder": "exact" },
              "layers": [ { "name": "conv2", "multiplier": "table:{{Table()}},signed", "adder": "exact" } ] }
            """);

        byte[] compiled = Outputs("compiled", "--assign", assign);

        Assert.Equal(Outputs("reference", "--assign", assign, "--engine", "reference"), compiled);
        Assert.NotEqual(Outputs("everywhere", "--amul", $"table:{Table()},signed"), compiled);
        Assert.Contains("\"name\": \"conv2\", \"multiplier\": \"table:mul.npy,signed\"", File.ReadAllText(_folder.PathOf("compiled", "run.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_RunOnATable_NamesItByItsHash()
    {
        Outputs("exact");
        Outputs("table", "--amul", $"table:{Table()},signed");

        string report = QMac.Success("compare", "--baseline", _folder.PathOf("exact"), "--approx", _folder.PathOf("table"), "--out", _folder.Path, "--json");

        Assert.Contains(Scrambled.Sha256, report, StringComparison.Ordinal);
    }

    [Fact]
    public void Constraints_Table_CarryItsHash()
    {
        string[] table = ["--amul", $"table:{Table()},signed", "--out", _folder.PathOf("d.json")];
        QMac.Success(["constraints", "--pkg", package.Folder, .. table, "--tight", "--random-input", "--batch", "4"]);

        Assert.Contains($"\"sha256\": \"{Scrambled.Sha256}\"", File.ReadAllText(_folder.PathOf("d.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_Table_WritesItsProducts()
    {
        QMac.Success("compile", "--pkg", package.Folder, "--amul", $"table:{Table()},signed", "--out", _folder.PathOf("g"));

        Assert.Contains($"static readonly short[] {Scrambled.TableName} = ParameterText.DecodeInt16(", File.ReadAllText(_folder.PathOf("g", "CnnSmall.Parameters.g.cs")), StringComparison.Ordinal);
        Assert.Contains($"products {Scrambled.Sha256}.", File.ReadAllText(_folder.PathOf("g", "CnnSmall.g.cs")), StringComparison.Ordinal);
        string[] memory = File.ReadAllLines(_folder.PathOf("g", "verilog", "products.hex"));
        Assert.Equal(MultiplierTable.Count, memory.Length);
        Assert.Equal(unchecked((ushort)Scrambled.Products[777]), Convert.ToUInt16(memory[777], 16));
    }

    [Fact]
    public void Compile_TableBeyond16Bits_HasNoBench()
    {
        string[] wide = ["compile", "--pkg", package.Folder, "--amul", $"table:{Wide()}", "--out", _folder.PathOf("g")];

        QMac.Success(wide);

        Assert.False(Directory.Exists(_folder.PathOf("g", "verilog")));
        Assert.Contains("products of 16", QMac.Refusal([.. wide, "--bench-layer", "conv2"]), StringComparison.Ordinal);
    }

    /// <summary>From a netlist to the outputs of a network, one command each, with what the netlist computes as the oracle.</summary>
    [SkippableTheory]
    [InlineData(true, 3, "signed")]
    [InlineData(false, 2, "unsigned,wrap=sign_magnitude")]
    public void Netlist_FromOutside_RunsTheNetwork(bool isSigned, int missingRows, string reading)
    {
        Tools.Require("iverilog");
        ArrayMultiplierNetlist netlist = new("mul8_outside", isSigned, missingRows);
        File.WriteAllText(_folder.PathOf("mul.v"), netlist.Write());
        short[] expected = [.. Enumerable.Range(0, MultiplierTable.Count).Select(MultiplierTable.OperandsAt).Select(operands => (short)(isSigned
            ? netlist.Apply(operands.Activation, operands.Weight)
            : Math.Sign(operands.Activation) * Math.Sign(operands.Weight) * netlist.Apply(Math.Abs(operands.Activation), Math.Abs(operands.Weight))))];
        NpyFormat.WriteFile(_folder.PathOf("oracle.npy"), NpyArray.Create<short>([256, 256], expected));

        string contract = QMac.Success("op", "inspect", $"verilog:{_folder.PathOf("mul.v")}");
        byte[] outputs = Outputs("netlist", "--amul", $"verilog:{_folder.PathOf("mul.v")}");

        Assert.Contains($"verilog:mul.v,{reading}", contract, StringComparison.Ordinal);
        Assert.Contains(MultiplierTable.Sha256(Array.ConvertAll(expected, product => (int)product)), contract, StringComparison.Ordinal);
        Assert.Equal(Outputs("oracle", "--amul", $"table:{_folder.PathOf("oracle.npy")},signed"), outputs);
        Assert.NotEqual(Outputs("exact"), outputs);
    }

    [Theory]
    [InlineData("table:none.npy", "none.npy")]
    [InlineData("verilog:none.v", "none.v")]
    [InlineData("table:", "names no file; expected table:FILE")]
    public void Run_MissingFile_IsNamed(string spec, string expected) => Assert.Contains(
        expected,
        QMac.RefusalLeaving(_folder.Path, "run", "--pkg", package.Folder, "--random-input", "--amul", spec, "--out", _folder.PathOf("x")),
        StringComparison.Ordinal);

    private string Table()
    {
        string file = _folder.PathOf("mul.npy");
        NpyFormat.WriteFile(file, NpyArray.Create<short>([256, 256], Array.ConvertAll(Scrambled.Products.ToArray(), product => (short)product)));
        return file;
    }

    private string Wide()
    {
        string file = _folder.PathOf("wide.qop.json");
        File.WriteAllText(file, OperatorFileWriter.Write(new OperatorFile(ScrambledMultiplier.Table(3), 18)));
        return file;
    }

    private byte[] Outputs(string name, params string[] options)
    {
        QMac.Success(["run", "--pkg", package.Folder, "--input", package.Images, "--limit", "3", .. options, "--out", _folder.PathOf(name)]);
        return File.ReadAllBytes(_folder.PathOf(name, "outputs.npz"));
    }
}
