using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>The Verilog folder of the built-in network: it stands alone, passes, and notices a wrong value.</summary>
public sealed class GeneratedVerilogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Bench => _folder.PathOf("bench");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void VerilogFolder_UnderIcarus_PassesAndFailsOnAWrongValue()
    {
        Tools.Require("iverilog", "vvp");
        WriteBench();

        GeneratedVerilog.AssertPasses(GeneratedVerilog.RunIcarus(Bench));
        string first = ChangeAnExpectedValue();

        Assert.Equal($"FAIL n={File.ReadLines(first).Count()} failures=1", GeneratedVerilog.RunIcarus(Bench));
    }

    [SkippableFact]
    public void VerilogFolder_CircuitOfTheUser_HoldsItAndPasses()
    {
        Tools.Require("iverilog", "vvp");
        const string circuit = "module mul(input signed [7:0] A, B, output signed [15:0] O); assign O = A * (B | 8'sd1); endmodule";
        File.WriteAllText(_folder.PathOf("mul.v"), circuit);

        WriteBench($"verilog:{_folder.PathOf("mul.v")},signed");

        GeneratedVerilog.AssertPasses(GeneratedVerilog.RunIcarus(Bench));
        Assert.Contains("module mul", File.ReadAllText(Path.Combine(Bench, "circuit.v")), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Bench, "products.hex")));
    }

    [SkippableFact]
    public void VerilogFolder_UnderVerilator_Passes()
    {
        Tools.Require("verilator", "g++", "make");
        WriteBench();

        GeneratedVerilog.AssertPasses(GeneratedVerilog.RunVerilator(Bench));
    }

    [SkippableFact]
    public void VerilogFolder_Waves_AreWrittenWhenAskedFor()
    {
        Tools.Require("iverilog", "vvp");
        WriteBench();
        GeneratedVerilog.RunIcarus(Bench);
        Assert.False(File.Exists(Path.Combine(Bench, "layer_tb.vcd")));

        // A bench of some thousand accumulators writes a large file: stop at its first lines.
        using ChildProcess child = new("/bin/sh", ["-c", "exec vvp -n layer_tb.vvp +dir=. +vcd"], Bench);
        for (int i = 0; i < 600 && !File.Exists(Path.Combine(Bench, "layer_tb.vcd")) && !child.HasEnded; i++)
        {
            Thread.Sleep(50);
        }

        Assert.True(File.Exists(Path.Combine(Bench, "layer_tb.vcd")));
    }

    private string ChangeAnExpectedValue()
    {
        string path = Path.Combine(Bench, "accumulators.hex");
        string[] lines = File.ReadAllLines(path);
        lines[7] = lines[7][..^1] + (lines[7][^1] == '0' ? '1' : '0');
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Moves the folder away from its project: it needs nothing around it.</summary>
    private void WriteBench(string multiplier = "trunc:2")
    {
        CnnSmallPackage.CopyTo(_folder.PathOf("package"));
        GeneratedProject.Compile(_folder.PathOf("package"), _folder.PathOf("project"), "--amul", multiplier, "--aadd", "trunc:2");
        Directory.Move(_folder.PathOf("project", "verilog"), Bench);
    }
}
