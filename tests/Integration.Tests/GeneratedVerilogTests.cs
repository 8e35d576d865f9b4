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
        Assert.Contains("module mul", File.ReadAllText(Path.Combine(Bench, "engine", "engine_0", "circuit.v")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void VerilogFolder_SubstitutedTable_HoldsTheTableOfTheCircuit()
    {
        Tools.Require("iverilog", "vvp");
        File.WriteAllText(_folder.PathOf("mul.v"), "module mul(input signed [7:0] A, B, output signed [15:0] O); assign O = A * (B | 8'sd1); endmodule");

        WriteBench($"verilog:{_folder.PathOf("mul.v")},signed", "--substitute-table");

        GeneratedVerilog.AssertPasses(GeneratedVerilog.RunIcarus(Bench));
        foreach (string folder in (string[])[Bench, Path.Combine(Bench, "engine", "engine_0")])
        {
            Assert.False(File.Exists(Path.Combine(folder, "circuit.v")));
            Assert.True(File.Exists(Path.Combine(folder, "products.hex")));
        }

        AssertEngine(0, @"\A06_logits: PASS n=20\n1 of 1 layers pass\n\z", "icarus", "LAYER=06_logits");
    }

    [SkippableFact]
    public void Engine_MadeByIcarus_PassesAndFailsOnAWrongWeight()
    {
        Tools.Require("iverilog", "vvp", "make");
        WriteBench();

        AssertEngine(0, @"\A06_logits: PASS n=20\n1 of 1 layers pass\n\z", "icarus", "LAYER=06_logits");
        ChangeAWeight();
        AssertEngine(2, @"\n06_logits: FAIL, exit code [1-9]\d*, expected PASS n=20\n0 of 1 layers pass\n", "icarus", "LAYER=06_logits");
    }

    /// <summary>One build, which takes a while: all layers pass but the one that was changed.</summary>
    [SkippableFact]
    public void Engine_MadeByVerilator_PassesButForAWrongWeight()
    {
        Tools.Require("verilator", "g++", "make");
        WriteBench();
        ChangeAWeight();

        AssertEngine(2, @"\A(\d\d_\w+: PASS n=\d+\n){6}[^\0]*\n06_logits: FAIL, exit code [1-9]\d*, expected PASS n=20\n6 of 7 layers pass\n", "verilator", "LAYER=");
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

    /// <param name="exitCode">Of make, which ends with 2 where a recipe fails.</param>
    /// <param name="output">What it prints.</param>
    /// <param name="arguments">Of make.</param>
    private void AssertEngine(int exitCode, string output, params string[] arguments)
    {
        ChildResult result = ChildProcess.Run("/bin/sh", ["-c", "exec make \"$@\"", "make", .. arguments], Path.Combine(Bench, "engine"));
        Assert.Matches(output, result.Output);
        Assert.Equal(exitCode, result.ExitCode);
    }

    private void ChangeAWeight()
    {
        string path = Path.Combine(Bench, "engine", "layers", "06_logits", "w.hex");
        string text = File.ReadAllText(path);
        File.WriteAllText(path, $"{text[..31]}{(text[31] == '4' ? '5' : '4')}{text[32..]}");
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
    private void WriteBench(string multiplier = "trunc:2", params string[] options)
    {
        CnnSmallPackage.CopyTo(_folder.PathOf("package"));
        GeneratedProject.Compile(_folder.PathOf("package"), _folder.PathOf("project"), ["--amul", multiplier, "--aadd", "trunc:2", .. options]);
        Directory.Move(_folder.PathOf("project", "verilog"), Bench);
    }
}
