using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck.Faults;

public class SelfTestTests
{
    [SkippableFact]
    public void Run_OneOperatorOfEveryForm_EveryFaultIsCaughtByEveryTool()
    {
        Tools.Require("iverilog", "vvp", "verilator", "g++", "make", "yosys", "z3");

        SelfTestResult result = SelfTest.Run(SelfTestScope.Forms, CheckEnvironment.AllInstalled(), CancellationToken.None);

        Assert.Equal(
            ["multiplier, Icarus Verilog", "multiplier, Verilator", "generated C#", "adder, Icarus Verilog", "adder, yosys and z3"],
            result.Benches.Select(bench => bench.Name));
        Assert.All(result.Benches, bench => Assert.Empty(bench.Escaped));
        Assert.Equal(SelfTestScope.Forms.Multipliers.Sum(resolved => MultiplierFault.Of(resolved.Multiplier).Count), result.Benches[1].Injected);
        Assert.False(result.HasEscaped);
    }

    [SkippableFact]
    public void Run_WithoutScope_IsQuickAndCatchesAll()
    {
        Tools.Require("iverilog", "vvp");
        SelfTestResult result = SelfTest.Run(null, CheckEnvironment.Installed(), CancellationToken.None);
        Assert.Equal("10 of 10 injected faults caught", result.ToString());
    }

    [Fact]
    public void Run_WithoutSimulator_IsNotRun()
    {
        SelfTestResult result = SelfTest.Run(null, CheckEnvironment.Installed() with { Simulator = Icarus.Look("") }, CancellationToken.None);
        Assert.Equal("not run: iverilog is not on PATH; to install it: apt-get install iverilog", result.ToString());
        Assert.False(result.HasEscaped);
    }

    /// <summary>A simulator that looks at nothing and writes the table that is expected: no fault shows.</summary>
    [Fact]
    public void Run_BlindBench_LetsEveryFaultEscapeAndFailsTheCheck()
    {
        TruncatedMultiplier multiplier = new(2);
        CheckEnvironment environment = CheckEnvironment.Installed() with { Simulator = new Tool<Simulator>(new BlindSimulator(MultiplierTable.Of(multiplier))) };
        CheckRequest request = CheckRequest.Of([multiplier], [], 0, 0);

        OperatorCheckResult result = OperatorChecker.RunAll(request with { SelfTest = request.Scope }, environment, CancellationToken.None);

        Assert.Equal(CheckStatus.Equal, Assert.Single(result.Verdicts).Status);
        BenchFaults bench = result.SelfTest.Benches[0];
        Assert.Equal("multiplier, blind", bench.Name);
        Assert.Equal(bench.Injected, bench.Escaped.Count);
        Assert.Contains("trunc:2 built as trunc:3", bench.Escaped);
        Assert.Contains("trunc:2 with bit 15 stuck at 0 (multiplier, blind)", result.SelfTest.ToString(), StringComparison.Ordinal);
        Assert.True(result.HasFailure);
    }

    [Fact]
    public void MultiplierFaults_CommutativeMultiplier_HasNoExchangedOperands()
    {
        Assert.DoesNotContain(MultiplierFault.Of(new ExactMultiplier()), IsExchange);
        MultiplierFault exchange = Assert.Single(MultiplierFault.Of(new BrokenArrayMultiplier(1, 3)), IsExchange);
        Assert.InRange(exchange.Mismatches, 1, MultiplierTable.Count - 256);
        Assert.Single(MultiplierFault.Of(new TableMultiplier("table:scrambled.npy", MultiplierTable.Of(new ScrambledMultiplier()))), IsExchange);

        static bool IsExchange(MultiplierFault fault) => fault.Name.EndsWith("with its operands exchanged", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trunc:15", "trunc:15 built as trunc:14")]
    [InlineData("drum:4", "drum:4 built as drum:5")]
    [InlineData("bam:h=1,v=3", "bam:h=1,v=3 built as bam:h=2,v=3", "bam:h=1,v=3 built as bam:h=1,v=4")]
    [InlineData("mitchell")]
    public void MultiplierFaults_Parameters_AreOffByOne(string spec, params string[] expected) => Assert.Equal(
        expected,
        MultiplierFault.Of(OperatorSpec.ParseMultiplier(spec, out _)!).Select(fault => fault.Name).Where(name => name.Contains("built as", StringComparison.Ordinal)));

    [Fact]
    public void MultiplierFaults_FaultWithoutEffect_IsNotInjected()
    {
        // Every product is 0: neither exchanged operands nor a sign bit that is stuck at 0 change one.
        TableMultiplier constant = new("table:zero.npy", new int[MultiplierTable.Count]);
        Assert.Equal(
            ["table:zero.npy with one wrong bit at -128, -128", "table:zero.npy with one wrong bit at 127, 127"],
            MultiplierFault.Of(constant).Select(fault => fault.Name));
    }

    [Fact]
    public void AdderFaults_OfEveryForm_ChangeTheWidthAndTheParameter()
    {
        foreach (Adder adder in SelfTestScope.Forms.Adders)
        {
            string[] names = [.. AdderFaults.Of(adder).Select(fault => fault.Name)];
            Assert.Contains($"{adder.Spec} of 31 bits", names);
            Assert.Equal(adder is not ExactAdder, names.Any(name => name.Contains("built as", StringComparison.Ordinal)));
        }
    }

    private sealed class BlindSimulator(int[] table) : Simulator("blind", "1", ToolLimits.Default)
    {
        public override string ProgramOf(string top) => top;

        protected override ToolResult Compile(
            string folder, string top, IReadOnlyList<string> sources, SimulatorBuild build, Sandbox sandbox, CancellationToken cancellation) =>
            new(ToolEnd.Exited, 0, "", "");

        protected override ToolResult Execute(string folder, string program, IReadOnlyList<string> arguments, Sandbox sandbox, CancellationToken cancellation)
        {
            foreach (string file in (string[])["table.hex", "table_0.hex"])
            {
                File.WriteAllLines(Path.Combine(folder, file), table.Select(product => $"{product & 0xFFFF:x4}"));
            }

            return new(ToolEnd.Exited, 0, "DONE n=65536 unknown=0\n", "");
        }
    }
}
