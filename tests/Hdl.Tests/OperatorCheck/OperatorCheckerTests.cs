using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Templates;
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
        Assert.Equal((CheckStatus.Equal, CheckStatus.EqualOnVectors), (summary.Multiplier.Status, summary.Adder.Status));
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
        CheckEnvironment environment = CheckEnvironment.Installed() with { Simulator = Icarus.Look("") };
        OperatorCheckSummary summary = OperatorChecker.Run(Operators, 100, 7, folder.Path, environment, null, CancellationToken.None);
        Assert.Equal((CheckStatus.Skipped, CheckStatus.Skipped), (summary.Multiplier.Status, summary.Adder.Status));
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

    [Fact]
    public void All_EveryForm_IsCheckedWithEveryValue()
    {
        CheckRequest request = CheckRequest.All(0, 0);

        string[] multipliers = [.. request.Multipliers.Select(resolved => resolved.Multiplier.Spec)];
        string[] adders = [.. request.Adders.Select(adder => adder.Spec)];
        Assert.Equal((1 + 16 + 8 + 15 + (8 * 15) + 5 + 1, 1 + 32 + 32 + 32), (multipliers.Length, adders.Length));
        Assert.Equal(multipliers.Length, multipliers.Distinct().Count());
        Assert.Equal(adders.Length, adders.Distinct().Count());
        AssertEnds(OperatorSpec.Multipliers, multipliers);
        AssertEnds(OperatorSpec.Adders, adders);
        Assert.True(request.HasMac);

        static void AssertEnds<T>(IReadOnlyList<OperatorForm<T>> forms, string[] specs)
            where T : class
        {
            foreach (OperatorForm<T> form in forms)
            {
                Assert.Contains(form.Example, specs);
                Assert.Contains(form.Create([.. form.Parameters.Select(parameter => parameter.Minimum)]).ToString(), specs);
                Assert.Contains(form.Create([.. form.Parameters.Select(parameter => parameter.Maximum)]).ToString(), specs);
                Assert.Equal(
                    form.Parameters.Aggregate(1, (count, parameter) => count * (parameter.Maximum - parameter.Minimum + 1)),
                    specs.Count(spec => spec.Split(':')[0] == form.Name));
            }
        }
    }

    /// <summary>A fault that shows from 7 dropped columns on, and which a few parameters of the form would not show.</summary>
    [SkippableFact]
    public void RunAll_FaultAtLargeParametersOnly_IsDifferentThere()
    {
        Tools.Require("iverilog", "vvp");
        CheckEnvironment environment = CheckEnvironment.Installed() with
        {
            SourceOf = module => EmbeddedText.Hdl(module.Name).Replace("if (7 + n >= drop) correction", "if (7 + n >= drop || drop == 8) correction", StringComparison.Ordinal),
        };
        CheckRequest all = CheckRequest.All(0, 0);
        CheckRequest columns = all with { Multipliers = [.. all.Multipliers.Where(resolved => resolved.Multiplier is ColumnTruncatedMultiplier)], Adders = [], HasMac = false };

        OperatorCheckResult result = OperatorChecker.RunAll(columns, environment, CancellationToken.None);

        Assert.Equal(15, result.Verdicts.Count);
        Assert.Equal(["trunc_col:8"], result.Verdicts.Where(verdict => verdict.Status == CheckStatus.Different).Select(verdict => verdict.Principal.Spec));
        Assert.True(result.HasFailure);
    }

    [SkippableFact]
    public void RunAll_EveryWidthOfEveryAdder_IsEqualOnVectors()
    {
        Tools.Require("iverilog", "vvp");

        OperatorCheckResult result = OperatorChecker.RunAll(
            CheckRequest.All(500, 1) with { Multipliers = [] }, CheckEnvironment.Installed(), CancellationToken.None);

        Assert.Equal(97 + 1, result.Verdicts.Count);
        Assert.All(result.Verdicts, verdict => Assert.Equal((CheckStatus.EqualOnVectors, CheckStatus.EqualOnVectors), (verdict.Status, verdict.Simulation!.Status)));
        Assert.All(result.Verdicts.SkipLast(1), verdict => Assert.Equal(756, verdict.Principal.Vectors));
        Assert.Equal(("mac_s8_acc32", 66_048), (result.Verdicts[^1].Principal.Spec, result.Verdicts[^1].Principal.Vectors));
        Assert.False(result.HasFailure);
    }

    [SkippableFact]
    public void RunAll_WrongAdderAmongOthers_IsDifferentAlone()
    {
        Tools.Require("iverilog", "vvp");
        CheckEnvironment environment = CheckEnvironment.Installed() with
        {
            SourceOf = module => EmbeddedText.Hdl(module.Name).Replace("acc_i[LOWER-1:0] | addend_i[LOWER-1:0]", "acc_i[LOWER-1:0] ^ addend_i[LOWER-1:0]", StringComparison.Ordinal),
        };

        IReadOnlyList<OperatorVerdict> verdicts = OperatorChecker.RunAll(
            CheckRequest.Of([], [new ErrorTolerantAdder(8), new LowerPartOrAdder(8), new TruncatedAdder(8)], 100, 1), environment, CancellationToken.None).Verdicts;

        Assert.Equal([CheckStatus.EqualOnVectors, CheckStatus.Different, CheckStatus.EqualOnVectors], verdicts.Select(verdict => verdict.Status));
    }

    [SkippableFact]
    public void RunAll_FormulaProved_MakesAnEqualAdderOfASampledOne()
    {
        Tools.Require("iverilog", "vvp", "yosys", "z3");

        OperatorVerdict verdict = Assert.Single(OperatorChecker.RunAll(
            CheckRequest.Of([], [new ErrorTolerantAdder(4)], 100, 1), CheckEnvironment.Installed() with { Formal = FormalTools.Look() }, CancellationToken.None).Verdicts);

        Assert.Equal((CheckStatus.Equal, CheckStatus.EqualOnVectors), (verdict.Status, verdict.Simulation!.Status));
    }

    [Fact]
    public void RunAll_NoTool_IsSkippedForEveryOperator()
    {
        CheckEnvironment environment = CheckEnvironment.Installed() with { Simulator = Icarus.Look(""), SecondSimulator = Verilator.Look(""), Formal = FormalTools.Look("") };
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
