using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class AdderProofTests
{
    [SkippableTheory]
    [InlineData("exact")]
    [InlineData("trunc:0")]
    [InlineData("trunc:2")]
    [InlineData("trunc:31")]
    [InlineData("loa:0")]
    [InlineData("loa:1")]
    [InlineData("loa:4")]
    [InlineData("loa:8")]
    [InlineData("loa:31")]
    [InlineData("eta1:0")]
    [InlineData("eta1:4")]
    [InlineData("eta1:8")]
    [InlineData("eta1:31")]
    public void OfFormula_OurModule_IsProved(string spec) =>
        AssertProved(AdderProof.OfFormula(Adder(spec), Installed(), CancellationToken.None));

    [SkippableTheory]
    [InlineData("exact")]
    [InlineData("trunc:4")]
    [InlineData("loa:4")]
    [InlineData("loa:8")]
    [InlineData("eta1:4")]
    [InlineData("eta1:8")]
    public void OfOrder_OurModule_IsProved(string spec) =>
        AssertProved(AdderProof.OfOrder(Adder(spec), Installed(), CancellationToken.None));

    [Fact]
    public void AdderReference_OfEveryForm_Stands() => Assert.All(
        OperatorSpec.Adders,
        form => Assert.Contains("assign sum_o", AdderReference.Verilog(OperatorSpec.ParseAdder(form.Example, out _)!), StringComparison.Ordinal));

    [SkippableFact]
    public void OfFormula_LoaWithoutItsCarry_IsRefutedByACaseThatDiffers()
    {
        CheckEnvironment environment = Wrong("acc_i[31:LOWER-1] + addend_i[31:LOWER-1]", "{acc_i[31:LOWER], 1'b0} + {addend_i[31:LOWER], 1'b0}");
        LowerPartOrAdder adder = new(4);
        ProofReport report = AdderProof.OfFormula(adder, environment, CancellationToken.None);

        Assert.Equal((CheckStatus.Different, null), (report.Status, report.Reason));
        Assert.Equal(["acc_i", "addend_i", "expected_o", "got_o"], report.Counterexample.Select(value => value.Port));
        int[] values = [.. report.Counterexample.Select(value => value.Int32)];
        Assert.Equal(adder.Apply(values[0], values[1]), values[2]);
        Assert.Equal(values[2] - 16, values[3]);
    }

    /// <summary>No sample of thousands would find one pair in 2^64; the proof does.</summary>
    [SkippableFact]
    public void OfFormula_OnePairIsWrong_IsRefutedByThatPair()
    {
        CheckEnvironment environment = Wrong("acc_i + addend_i", "acc_i + addend_i + (acc_i == 32'sd123456789 && addend_i == -32'sd987654321 ? 32'sd1 : 32'sd0)");
        ProofReport report = AdderProof.OfFormula(new ExactAdder(), environment, CancellationToken.None);

        Assert.Equal(CheckStatus.Different, report.Status);
        Assert.Equal([123_456_789, -987_654_321], report.Counterexample.Take(2).Select(value => value.Int32));
    }

    [SkippableFact]
    public void OfFormula_UndefinedBits_AreNotProved() => Assert.Equal(
        CheckStatus.Different,
        AdderProof.OfFormula(new ExactAdder(), Wrong("acc_i + addend_i", "acc_i == 32'sd7 ? 32'bx : acc_i + addend_i"), CancellationToken.None).Status);

    [SkippableFact]
    public void OfOrder_AdderThatPassesAccumulatorBits_IsRefuted() => Assert.Equal(
        CheckStatus.Different,
        AdderProof.OfOrder(new TruncatedAdder(2), Wrong("(acc_i & KEEP_MASK)", "acc_i"), CancellationToken.None).Status);

    [SkippableFact]
    public void OfFormula_SourceThatYosysDoesNotRead_Fails()
    {
        ProofReport report = AdderProof.OfFormula(new ExactAdder(), Wrong("assign", "asign"), CancellationToken.None);
        Assert.Equal(CheckStatus.Failed, report.Status);
        Assert.StartsWith("yosys does not read the Verilog: exit code 1, ", report.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void OfFormula_TimeLimit_Fails()
    {
        Tools.Require("yosys", "z3");
        CheckEnvironment environment = CheckEnvironment.Installed() with { Formal = FormalTools.Look(limits: new ToolLimits(TimeSpan.FromMilliseconds(1), 1000)) };
        ProofReport report = AdderProof.OfFormula(new ExactAdder(), environment, CancellationToken.None);
        Assert.Equal(CheckStatus.Failed, report.Status);
        Assert.EndsWith("it did not end within the time limit", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void OfFormula_EmptySearchPath_IsSkippedAndSaysHowToInstall()
    {
        ProofReport report = AdderProof.OfFormula(new ExactAdder(), CheckEnvironment.Installed() with { Formal = FormalTools.Look("") }, CancellationToken.None);
        Assert.Equal((CheckStatus.Skipped, "yosys and z3 are not both on PATH; to install them: apt-get install yosys z3"), (report.Status, report.Reason));
    }

    private static void AssertProved(ProofReport report)
    {
        Assert.Equal((CheckStatus.Equal, null), (report.Status, report.Reason));
        Assert.Matches(@"^Yosys \d.*, Z3 version \d", report.Tools);
    }

    private static Adder Adder(string spec) => OperatorSpec.ParseAdder(spec, out _)!;

    private static CheckEnvironment Wrong(string right, string wrong)
    {
        CheckEnvironment environment = Installed();
        return environment with { SourceOf = module => environment.SourceOf(module).Replace(right, wrong, StringComparison.Ordinal) };
    }

    private static CheckEnvironment Installed()
    {
        Tools.Require("yosys", "z3");
        return CheckEnvironment.Installed() with { Formal = FormalTools.Look() };
    }
}
