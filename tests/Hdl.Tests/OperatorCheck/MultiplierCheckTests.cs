using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class MultiplierCheckTests
{
    private const string Ports = "(input wire signed [7:0] a_i, input wire signed [7:0] w_i, output wire signed [15:0] p_o);";

    public static TheoryData<string> Specs() =>
    [
        "exact",
        .. Enumerable.Range(0, TruncatedMultiplier.MaxDrop + 1).Select(drop => $"trunc:{drop}"),
        .. Enumerable.Range(0, OperandTruncatedMultiplier.MaxDrop + 1).Select(drop => $"trunc_op:{drop}"),
        .. Enumerable.Range(0, ColumnTruncatedMultiplier.MaxDrop + 1).Select(drop => $"trunc_col:{drop}"),
        .. (string[])["bam:h=0,v=0", "bam:h=1,v=0", "bam:h=1,v=3", "bam:h=2,v=5", "bam:h=5,v=9", "bam:h=0,v=7", "bam:h=7,v=0", "bam:h=7,v=14"],
        .. Enumerable.Range(DrumMultiplier.MinKept, DrumMultiplier.MaxKept - DrumMultiplier.MinKept + 1).Select(kept => $"drum:{kept}"),
        "mitchell",
    ];

    [SkippableTheory]
    [MemberData(nameof(Specs))]
    public void Run_OurModule_IsEqualOnAllPairs(string spec)
    {
        OperatorReport report = MultiplierCheck.Run(OperatorSpec.ParseMultiplier(spec, out _)!, Installed(), CancellationToken.None);
        Assert.Equal(CheckStatus.Equal, report.Status);
        Assert.Equal((65_536, 0, 0), (report.Vectors, report.Mismatches, report.Unknown));
        Assert.Null(report.Reason);
    }

    [SkippableFact]
    public void Run_WrongDrop_IsDifferentAtTheFirstPair()
    {
        string source = EmbeddedText.Hdl("mul_trunc_s8").Replace("<< DROP", "<< (DROP + 1)", StringComparison.Ordinal);
        OperatorReport report = Check(new TruncatedMultiplier(2), source);
        Assert.Equal(CheckStatus.Different, report.Status);

        // It clears bit 2 too: wrong where that bit is set.
        Assert.Equal(MultiplierTable.Of(new ExactMultiplier()).Count(product => (product & 4) != 0), report.Mismatches);
        Assert.Equal(new OperatorMismatch(-127, -124, 15_748, 15_744), report.FirstMismatch);
    }

    [SkippableFact]
    public void Run_UnsignedOperands_AreDifferent()
    {
        OperatorReport report = Check(new ExactMultiplier(), $"module mul_exact_s8 {Ports} assign p_o = $unsigned(a_i) * $unsigned(w_i); endmodule");
        Assert.Equal(CheckStatus.Different, report.Status);
        Assert.Equal(new OperatorMismatch(-128, -127, 16_256, 128 * 129), report.FirstMismatch);
    }

    [SkippableFact]
    public void Run_UnknownBits_AreCountedAndDiffer()
    {
        OperatorReport report = Check(new ExactMultiplier(), $"module mul_exact_s8 {Ports} assign p_o = a_i == 3 ? 16'sbx : a_i * w_i; endmodule");
        Assert.Equal(CheckStatus.Different, report.Status);
        Assert.Equal((256, 256), (report.Unknown, report.Mismatches));
        Assert.Equal(new OperatorMismatch(3, -128, -384, null), report.FirstMismatch);
    }

    [SkippableFact]
    public void Run_SourceThatDoesNotCompile_Fails()
    {
        OperatorReport report = Check(new ExactMultiplier(), "module mul_exact_s8 (; endmodule");
        Assert.Equal(CheckStatus.Failed, report.Status);
        Assert.Contains("Icarus Verilog does not compile the Verilog: exit code", report.Reason, StringComparison.Ordinal);
        Assert.Contains("operator.v:1: syntax error", report.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_SourceThatEndsTheSimulation_Fails()
    {
        OperatorReport report = Check(new ExactMultiplier(), $"module mul_exact_s8 {Ports} assign p_o = a_i * w_i; initial #9 $finish; endmodule");
        Assert.Equal(CheckStatus.Failed, report.Status);
        Assert.Contains("0 of 65536 results", report.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_EndlessSimulation_FailsAtTheTimeLimit()
    {
        OperatorReport report = Check(
            new ExactMultiplier(),
            $"module mul_exact_s8 {Ports} assign p_o = a_i * w_i; initial forever #1; endmodule",
            new ToolLimits(TimeSpan.FromSeconds(2), 1000));
        Assert.Equal(CheckStatus.Failed, report.Status);
        Assert.EndsWith("it did not end within the time limit", report.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_EndlessSimulation_CanBeCancelled()
    {
        CheckEnvironment environment = Installed() with
        {
            SourceOf = _ => $"module mul_exact_s8 {Ports} assign p_o = a_i * w_i; initial forever #1; endmodule",
        };
        using CancellationTokenSource cancellation = new(TimeSpan.FromSeconds(2));
        Assert.ThrowsAny<OperationCanceledException>(() => MultiplierCheck.Run(new ExactMultiplier(), environment, cancellation.Token));
    }

    [Fact]
    public void Table_OfExact_HasNumericOrderAndKnownHash()
    {
        int[] table = MultiplierTable.Of(new ExactMultiplier());
        Assert.Equal((16_384, 16_256, -16_256, 16_129), (table[0], table[256], table[255], table[^1]));
        Assert.Equal("02e8658b7ee406392c5fe0b33ba4732ab475aa5073ad1c4d79b5e721329946db", MultiplierTable.Sha256(table));
    }

    private static OperatorReport Check(Multiplier multiplier, string source, ToolLimits? limits = null)
    {
        Tools.Require("iverilog", "vvp");
        return MultiplierCheck.Run(multiplier, new CheckEnvironment(Icarus.Look(limits: limits), _ => source), CancellationToken.None);
    }

    private static CheckEnvironment Installed()
    {
        Tools.Require("iverilog", "vvp");
        return CheckEnvironment.Installed();
    }
}
