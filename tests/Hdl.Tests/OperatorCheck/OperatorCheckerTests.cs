using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Operators;
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
        OperatorCheckSummary summary = OperatorChecker.Run(Operators, 100, 7, folder.Path, environment, CancellationToken.None);
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
        OperatorCheckSummary summary = OperatorChecker.Run(Operators, 100, 7, folder.Path, environment, CancellationToken.None);
        Assert.True(summary.HasFailure);
        Snapshot.Verify(Scrub(summary.MultiplierFile), "DifferentMultiplier", "json");
        Snapshot.Verify(Scrub(summary.AdderFile), "DifferentAdder", "json");
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
