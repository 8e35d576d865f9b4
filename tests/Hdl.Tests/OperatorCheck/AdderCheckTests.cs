using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class AdderCheckTests
{
    [SkippableTheory]
    [InlineData("exact")]
    [InlineData("trunc:0")]
    [InlineData("trunc:1")]
    [InlineData("trunc:2")]
    [InlineData("trunc:8")]
    [InlineData("trunc:15")]
    [InlineData("trunc:16")]
    [InlineData("trunc:30")]
    [InlineData("trunc:31")]
    [InlineData("loa:0")]
    [InlineData("loa:1")]
    [InlineData("loa:4")]
    [InlineData("loa:8")]
    [InlineData("loa:16")]
    [InlineData("loa:31")]
    [InlineData("eta1:0")]
    [InlineData("eta1:1")]
    [InlineData("eta1:4")]
    [InlineData("eta1:8")]
    [InlineData("eta1:16")]
    [InlineData("eta1:31")]
    public void Run_OurModule_IsEqual(string spec)
    {
        OperatorReport report = Check(OperatorSpec.ParseAdder(spec, out _)!);
        Assert.Equal(CheckStatus.EqualOnVectors, report.Status);
        Assert.Equal((2256, 0, 0), (report.Vectors, report.Mismatches, report.Unknown));
    }

    [SkippableFact]
    public void Run_TruncatedSumOnly_IsDifferent()
    {
        string source = EmbeddedText.Hdl("add_trunc_s32")
            .Replace("(acc_i & KEEP_MASK) + (addend_i & KEEP_MASK)", "(acc_i + addend_i) & KEEP_MASK", StringComparison.Ordinal);
        OperatorReport report = Check(new TruncatedAdder(2), source);
        Assert.Equal(CheckStatus.Different, report.Status);
        Assert.Equal(new OperatorMismatch(1, -1, -4, 0), report.FirstMismatch);
    }

    [SkippableFact]
    public void Run_OnlyOneRandomVectorInAThousandDiffers_IsDifferent()
    {
        string source = EmbeddedText.Hdl("add_exact_s32")
            .Replace("acc_i + addend_i", "acc_i + addend_i + (addend_i[19:10] == 10'h155 ? 32'sd1 : 32'sd0)", StringComparison.Ordinal);
        OperatorReport report = Check(new ExactAdder(), source, vectors: 20_000);
        Assert.Equal(CheckStatus.Different, report.Status);
        Assert.InRange(report.Mismatches, 1, 100);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(AdderCheck.MaxVectors + 1)]
    public void Run_VectorsOutOfRange_IsRefused(int vectors) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => AdderCheck.Run(new ExactAdder(), vectors, 1, new CheckEnvironment(Icarus.Look(""), _ => ""), CancellationToken.None));

    private static OperatorReport Check(Adder adder, string? source = null, int vectors = 2000)
    {
        Tools.Require("iverilog", "vvp");
        CheckEnvironment environment = CheckEnvironment.Installed();
        return AdderCheck.Run(
            adder, vectors, seed: 1, source is null ? environment : environment with { SourceOf = _ => source }, CancellationToken.None);
    }
}
