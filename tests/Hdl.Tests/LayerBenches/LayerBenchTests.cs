using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Generators.Circuits;
using QMacVerify.Hdl.Tests.Hdl;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.LayerBenches;

public class LayerBenchTests
{
    private static readonly OperatorPair Truncated = new(new TruncatedMultiplier(3), new TruncatedAdder(5));

    public static TheoryData<string, string> OperatorPairs() => new()
    {
        { "exact", "exact" },
        { "trunc:2", "exact" },
        { "exact", "trunc:4" },
        { "trunc:3", "trunc:5" },
    };

    [SkippableTheory]
    [MemberData(nameof(OperatorPairs))]
    public void Run_ReplayedInIcarus_Passes(string multiplier, string adder)
    {
        OperatorPair operators = new(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!);
        BenchVerdict verdict = WriteAndRun(RequireIcarus(), SyntheticLayer.Of(operators));
        Assert.Equal(new BenchVerdict(true, "PASS n=12", null), verdict);
    }

    [SkippableFact]
    public void Run_TableReplayedInIcarus_Passes() => Assert.Equal(
        new BenchVerdict(true, "PASS n=12", null),
        WriteAndRun(RequireIcarus(), SyntheticLayer.Of(new OperatorPair(ScrambledMultiplier.Table(), new LowerPartOrAdder(4)))));

    [SkippableFact]
    public void Run_TableReplayedInVerilator_Passes() => Assert.Equal(
        new BenchVerdict(true, "PASS n=12", null),
        WriteAndRun(RequireVerilator(), SyntheticLayer.Of(new OperatorPair(ScrambledMultiplier.Table(), new ExactAdder()))));

    [SkippableFact]
    public void Run_OneWrongExpectedInIcarus_FailsWithInputs() => AssertOneFailure(RequireIcarus());

    [SkippableFact]
    public void Run_ReplayedInVerilator_Passes() =>
        Assert.Equal(new BenchVerdict(true, "PASS n=12", null), WriteAndRun(RequireVerilator(), SyntheticLayer.Of(Truncated)));

    [SkippableFact]
    public void Run_OneWrongExpectedInVerilator_FailsWithInputs() => AssertOneFailure(RequireVerilator());

    [SkippableTheory]
    [InlineData("taps.hex")]
    [InlineData("accumulators.hex")]
    public void Run_TruncatedVectorFile_Fails(string file)
    {
        Simulator simulator = RequireIcarus();
        using TemporaryFolder folder = new();
        LayerBench.Write(SyntheticLayer.Of(OperatorPair.Exact), folder.Path);
        string[] lines = File.ReadAllLines(folder.PathOf(file));
        File.WriteAllLines(folder.PathOf(file), lines[..^1]);
        Assert.False(LayerBench.Run(simulator, folder.Path, CancellationToken.None).Passed);

        File.Delete(folder.PathOf(file));
        BenchVerdict verdict = LayerBench.Run(simulator, folder.Path, CancellationToken.None);
        Assert.Equal(new BenchVerdict(false, "FAIL n=12 failures=1", "accumulators.hex and taps.hex do not hold 12 accumulators and 160 taps"), verdict);
    }

    [SkippableTheory]
    [InlineData("taps.hex", "00 00")]
    [InlineData("taps.hex", "?")]
    [InlineData("accumulators.hex", "00000000 00000000 00000000")]
    public void Run_VectorFileThatGoesOn_Fails(string file, string line)
    {
        foreach (Simulator simulator in (Simulator[])[RequireIcarus(), RequireVerilator()])
        {
            using TemporaryFolder folder = new();
            LayerBench.Write(SyntheticLayer.Of(OperatorPair.Exact), folder.Path);
            File.AppendAllText(folder.PathOf(file), line);
            Assert.Equal(
                new BenchVerdict(false, "FAIL n=12 failures=1", "accumulators.hex and taps.hex do not hold 12 accumulators and 160 taps"),
                LayerBench.Run(simulator, folder.Path, CancellationToken.None));
        }
    }

    [SkippableFact]
    public void Write_HostileLayerName_StillPassesAndStaysInTheFolder()
    {
        const string name = "../../x\nmodule evil; initial $finish; endmodule //`\"";
        Assert.Matches("^03_[A-Za-z0-9_.-]+$", LayerBench.FolderName(3, name));
        Assert.True(WriteAndRun(RequireIcarus(), SyntheticLayer.Of(Truncated, name)).Passed);
    }

    [Fact]
    public void Write_Twice_GivesEqualBytes()
    {
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        LayerBench.Write(SyntheticLayer.Of(Truncated), first.Path);
        LayerBench.Write(SyntheticLayer.Of(Truncated), second.Path);
        string[] names = [.. Directory.GetFiles(first.Path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["README.md", "accumulators.hex", "add_trunc_s32.v", "layer_tb.v", "mac_s8_acc32.v", "mul_trunc_s8.v", "qm_add.v", "qm_mul.v", "sources.f", "taps.hex"],
            names);
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(first.PathOf(name)), File.ReadAllBytes(second.PathOf(name))));
    }

    [Fact]
    public void Write_NothingToReplay_IsRefused()
    {
        using TemporaryFolder folder = new();
        LayerBenchInput empty = new("conv1", OperatorPair.Exact, []);
        Assert.Throws<ArgumentException>(() => LayerBench.Write(empty, folder.Path));
        LayerBenchInput unlike = new("conv1", OperatorPair.Exact, [new CheckedAccumulator(0, new sbyte[2], new sbyte[1], 0)]);
        Assert.Throws<ArgumentException>(() => LayerBench.Write(unlike, folder.Path));
    }

    [SkippableTheory]
    [InlineData("Icarus")]
    [InlineData("Verilator")]
    public void Readme_Lines_HaveTheExitCodeOfTheVerdict(string tool)
    {
        Simulator simulator = tool == "Icarus" ? RequireIcarus() : RequireVerilator();
        Assert.StartsWith(tool, simulator.Name, StringComparison.Ordinal);
        Assert.True(RunReadme(SyntheticLayer.Of(Truncated), tool).Succeeded);
        ToolResult failed = RunReadme(SyntheticLayer.WithWrongExpected(Truncated, 7), tool);
        Assert.Contains("FAIL n=12 failures=1\n", failed.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, failed.ExitCode);
    }

    [SkippableFact]
    public void Readme_LineForIcarus_RunsAsItStands()
    {
        RequireIcarus();
        using TemporaryFolder folder = new();
        LayerBench.Write(SyntheticLayer.Of(Truncated), folder.Path);
        ToolResult result = RunReadme(folder, "Icarus", " +vcd");
        Assert.EndsWith("PASS n=12\n", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.PathOf("layer_tb.vcd")));
    }

    private static void AssertOneFailure(Simulator simulator)
    {
        BenchVerdict verdict = WriteAndRun(simulator, SyntheticLayer.WithWrongExpected(Truncated, 7));
        Assert.Equal("FAIL n=12 failures=1", verdict.Line);
        Assert.False(verdict.Passed);
        Assert.Matches(@"^accumulator 7: start=2007 taps=16 \(to line \d+ of taps.hex\) got=-?\d+ expected=-?\d+$", verdict.Mismatch);
    }

    private static ToolResult RunReadme(LayerBenchInput layer, string tool)
    {
        using TemporaryFolder folder = new();
        LayerBench.Write(layer, folder.Path);
        return RunReadme(folder, tool, "");
    }

    private static ToolResult RunReadme(TemporaryFolder folder, string tool, string option)
    {
        Tools.Require("sh");
        string line = File.ReadAllLines(folder.PathOf("README.md")).Single(text => text.StartsWith($"- {tool}", StringComparison.Ordinal));
        return ToolRunner.Run(ToolRunner.Find("sh")!, ["-c", line.Split('`')[1] + option], folder.Path, ToolLimits.Default, CancellationToken.None);
    }

    private static BenchVerdict WriteAndRun(Simulator simulator, LayerBenchInput layer)
    {
        using TemporaryFolder folder = new();
        LayerBench.Write(layer, folder.Path);
        return LayerBench.Run(simulator, folder.Path, CancellationToken.None);
    }

    private static Icarus RequireIcarus()
    {
        Tools.Require("iverilog", "vvp");
        return Icarus.Find()!;
    }

    private static Verilator RequireVerilator()
    {
        Verilator? verilator = Verilator.Find();
        Skip.If(verilator is null, "Verilator 5 with g++ and make is not on PATH.");
        return verilator!;
    }
}
