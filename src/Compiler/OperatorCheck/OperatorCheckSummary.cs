using QMacVerify.Compiler.OperatorCheck.Faults;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Both checks of an operator pair, the files that hold them, and what the benches caught.</summary>
internal sealed record OperatorCheckSummary(
    OperatorReport Multiplier, string MultiplierFile, OperatorReport Adder, string AdderFile, SelfTestResult SelfTest)
{
    /// <summary>Whether a C# model was seen to differ from its Verilog, could not be compared with it for a reason other than a missing simulator, or an injected fault escaped.</summary>
    public bool HasFailure => SelfTest.HasEscaped || Multiplier.Status.IsFailure() || Adder.Status.IsFailure();
}
