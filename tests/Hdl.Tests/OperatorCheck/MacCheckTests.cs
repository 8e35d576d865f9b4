using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Templates;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class MacCheckTests
{
    [Fact]
    public void Bench_MatchesSnapshot() => Snapshot.Verify(MacCheck.Bench(66_048), "Bench", "v");

    [SkippableFact]
    public void Run_OurModule_IsEqualOnVectors()
    {
        OperatorReport report = Check("acc_q", "acc_q");
        Assert.Equal((CheckStatus.EqualOnVectors, 66_048, 0), (report.Status, report.Vectors, report.Mismatches));
    }

    [SkippableTheory]
    [InlineData("{ {16{product[15]}}, product }", "{ 16'h0000, product }")]
    [InlineData("{ {16{product[15]}}, product }", "{ {16{product[14]}}, product }")]
    [InlineData("{ {16{product[15]}}, product }", "{ 1'b0, {15{product[15]}}, product }")]
    [InlineData("if (load_i) acc_q <= start_i;\n    else if (valid_i) acc_q <= sum;", "if (valid_i) acc_q <= sum;\n    else if (load_i) acc_q <= start_i;")]
    [InlineData("else if (valid_i) acc_q", "else acc_q")]
    [InlineData(".a_i(a_i),\n    .w_i(w_i)", ".a_i(w_i),\n    .w_i(a_i)")]
    public void Run_PlantedFault_IsDifferent(string right, string wrong)
    {
        OperatorReport report = Check(right, wrong);
        Assert.Equal(CheckStatus.Different, report.Status);
        Assert.True(report.Mismatches > 0);
    }

    private static OperatorReport Check(string right, string wrong)
    {
        Tools.Require("iverilog", "vvp");
        Assert.Contains(right, EmbeddedText.Hdl("mac_s8_acc32"), StringComparison.Ordinal);
        CheckEnvironment environment = CheckEnvironment.Installed() with
        {
            SourceOf = module => module.Name == "mac_s8_acc32"
                ? EmbeddedText.Hdl(module.Name).Replace(right, wrong, StringComparison.Ordinal)
                : EmbeddedText.Hdl(module.Name),
        };
        return MacCheck.Run(environment, CancellationToken.None);
    }
}
