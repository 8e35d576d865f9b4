using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class OperatorCheckerTests
{
    private static readonly OperatorPair Operators = new(new TruncatedMultiplier(2), new TruncatedAdder(4));

    [SkippableFact]
    public void Run_InstalledIcarus_WritesEqualReportsOfEqualBytes()
    {
        Tools.Require("iverilog", "vvp");
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        OperatorCheckSummary summary = OperatorChecker.Run(Operators, 100, 7, first.PathOf("results", "opcheck"), CancellationToken.None);
        OperatorChecker.Run(Operators, 100, 7, second.PathOf("results", "opcheck"), CancellationToken.None);
        Assert.True(summary.AllEqual);
        Assert.False(summary.HasFailure);
        Assert.Equal(first.PathOf("results", "opcheck", "amul_trunc_2_equiv_report.json"), summary.MultiplierFile);
        Assert.Equal(first.PathOf("results", "opcheck", "aadd_trunc_4_equiv_report.json"), summary.AdderFile);
        Snapshot.Verify(Scrub(summary.MultiplierFile), "Multiplier", "json");
        Snapshot.Verify(Scrub(summary.AdderFile), "Adder", "json");
        foreach (string name in new[] { "amul_trunc_2_equiv_report.json", "aadd_trunc_4_equiv_report.json" })
        {
            Assert.Equal(File.ReadAllBytes(first.PathOf("results", "opcheck", name)), File.ReadAllBytes(second.PathOf("results", "opcheck", name)));
        }
    }

    [Fact]
    public void Run_EmptySearchPath_IsSkippedAndSaysHowToInstall()
    {
        using TemporaryFolder folder = new();
        CheckEnvironment environment = CheckEnvironment.Installed() with { Simulator = Icarus.Find("") };
        OperatorCheckSummary summary = OperatorChecker.Run(Operators, 100, 7, folder.Path, environment, null, CancellationToken.None);
        Assert.False(summary.AllEqual);
        Assert.False(summary.HasFailure);
        Assert.Equal(0, summary.Multiplier.Vectors + summary.Adder.Vectors);
        Snapshot.Verify(File.ReadAllText(summary.MultiplierFile), "Skipped", "json");
    }

    [SkippableFact]
    public void Run_WrongModules_AreFailuresWithFirstMismatch()
    {
        Tools.Require("iverilog", "vvp");
        using TemporaryFolder folder = new();
        CheckEnvironment environment = CheckEnvironment.Installed() with
        {
            SourceOf = module => EmbeddedText.Hdl(module.Name).Replace("KEEP_MASK = ", "KEEP_MASK = 1 | ", StringComparison.Ordinal),
        };
        OperatorCheckSummary summary = OperatorChecker.Run(Operators, 100, 7, folder.Path, environment, null, CancellationToken.None);
        Assert.True(summary.HasFailure);
        Snapshot.Verify(Scrub(summary.MultiplierFile), "DifferentMultiplier", "json");
        Snapshot.Verify(Scrub(summary.AdderFile), "DifferentAdder", "json");
    }

    [SkippableFact]
    public void RunAll_EveryTool_IsEqualForEveryOperator()
    {
        Tools.Require("iverilog", "vvp", "verilator", "g++", "make", "yosys", "z3");
        IReadOnlyList<OperatorVerdict> verdicts = OperatorChecker.RunAll(
            CheckRequest.Of(CheckedOperators.Multipliers, CheckedOperators.Adders, 500, 1), CheckEnvironment.AllInstalled(), CancellationToken.None).Verdicts;

        Assert.Equal(
            [.. CheckedOperators.Multipliers.Select(multiplier => multiplier.Spec), .. CheckedOperators.Adders.Select(adder => adder.Spec)],
            verdicts.Select(verdict => verdict.Principal.Spec));
        Assert.All(verdicts, verdict =>
        {
            Assert.Equal((CheckStatus.Equal, CheckStatus.Equal), (verdict.Status, verdict.Simulation!.Status));
            bool isMultiplier = verdict.Simulation.Kind == OperatorKind.Multiplier;
            Assert.Equal(isMultiplier ? "Verilator" : null, verdict.SecondSimulation?.ToolName);
            Assert.Equal(isMultiplier ? CheckStatus.Equal : null, verdict.Expression?.Status);
            Assert.Equal(verdict.Simulation.TableSha256, isMultiplier ? verdict.SecondSimulation!.TableSha256 : null);

            // The chain of 16 LOAs is what z3 does not decide.
            bool isLoa = verdict.Simulation.Spec.StartsWith("loa", StringComparison.Ordinal);
            Assert.Equal(isMultiplier ? 0 : isLoa ? 2 : 3, verdict.Proofs.Count(proof => proof.Status == CheckStatus.Equal));
            Assert.Equal(isLoa ? 1 : 0, verdict.Proofs.Count(proof => proof.Reason?.StartsWith("z3 does not decide", StringComparison.Ordinal) == true));
        });
    }

    [Fact]
    public void RunAll_NoTool_IsSkippedForEveryOperator()
    {
        CheckEnvironment environment = CheckEnvironment.Installed() with { Simulator = null };
        IReadOnlyList<OperatorVerdict> verdicts = OperatorChecker.RunAll(
            CheckRequest.Of([new DrumMultiplier(4)], [new LowerPartOrAdder(4)], 10, 1), environment, CancellationToken.None).Verdicts;

        Assert.All(verdicts, verdict => Assert.Equal(CheckStatus.Skipped, verdict.Status));
        Assert.Equal(
            "verilator 5 with g++ and make is not on PATH; to install it: apt-get install verilator g++ make", verdicts[0].SecondSimulation?.Reason);
        Assert.All(verdicts[1].Proofs, proof => Assert.Equal(CheckStatus.Skipped, proof.Status));
    }

    /// <summary>The bench for several multipliers, in the simulator that starts at once.</summary>
    [SkippableFact]
    public void RunAll_WrongModuleAmongOthers_IsDifferentAlone()
    {
        Tools.Require("iverilog", "vvp");
        CheckEnvironment installed = CheckEnvironment.Installed();
        CheckEnvironment environment = installed with
        {
            SecondSimulator = installed.Simulator,
            SourceOf = module => installed.SourceOf(module).Replace("a_shifted[0] | (a_distance != 3'd0)", "a_shifted[0]", StringComparison.Ordinal),
        };
        IReadOnlyList<OperatorVerdict> verdicts = OperatorChecker.RunAll(
            CheckRequest.Of([new MitchellMultiplier(), new DrumMultiplier(4), new TruncatedMultiplier(2), new TruncatedMultiplier(3)], [], 10, 1),
            environment,
            CancellationToken.None).Verdicts;

        Assert.Equal(
            [CheckStatus.Equal, CheckStatus.Different, CheckStatus.Equal, CheckStatus.Equal], verdicts.Select(verdict => verdict.SecondSimulation!.Status));
        Assert.Equal(CheckStatus.Different, verdicts[1].Status);
        Assert.Equal(verdicts[1].Simulation!.FirstMismatch, verdicts[1].SecondSimulation!.FirstMismatch);
        Assert.Equal(verdicts[1].Simulation!.Mismatches, verdicts[1].SecondSimulation!.Mismatches);
    }

    [Fact]
    public void FileName_SpecWithPath_StaysOneName()
    {
        OperatorReport report = new()
        {
            Kind = OperatorKind.Multiplier,
            Spec = "table:../a b",
            Module = new VerilogModule("mul_table"),
            SourceSha256 = "",
        };
        Assert.Matches("^amul_table_.._a_b_[0-9a-f]{8}_equiv_report.json$", OperatorReportWriter.FileName(report));
    }

    private static string Scrub(string file) => System.Text.RegularExpressions.Regex.Replace(
        File.ReadAllText(file), "\"version\": \"[^\"]*\"", "\"version\": \"scrubbed\"");
}
