using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary><c>qmac opcheck</c> where no simulator is installed.</summary>
public sealed class OpcheckTests
{
    [Fact]
    public void Opcheck_EmptyPath_IsSkippedAndDone()
    {
        using TemporaryFolder folder = new();
        using ChildProcess child = ChildProcess.QMac(
            folder.Path, ["opcheck", "--drop", "3"], new Dictionary<string, string?> { ["PATH"] = "" });

        ChildResult result = child.WaitForEnd();

        const string reason = "skipped: iverilog is not on PATH; to install it: apt-get install iverilog";
        Assert.Equal(
            (0, $"multiplier trunc:3: {reason} (results/opcheck/amul_trunc_3_equiv_report.json)\nadder trunc:3: {reason} (results/opcheck/aadd_trunc_3_equiv_report.json)\nself-test: not run: iverilog is not on PATH; to install it: apt-get install iverilog\n", ""),
            (result.ExitCode, result.Output, result.Error));
        Assert.Contains("\"status\": \"skipped\"", File.ReadAllText(folder.PathOf("results", "opcheck", "amul_trunc_3_equiv_report.json")), StringComparison.Ordinal);
    }
}
