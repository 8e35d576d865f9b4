namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Both checks of an operator pair, and the files that hold them.</summary>
internal sealed record OperatorCheckSummary(OperatorReport Multiplier, string MultiplierFile, OperatorReport Adder, string AdderFile)
{
    /// <summary>Whether a C# model was seen to differ from its Verilog, or could not be compared with it for a reason other than a missing simulator.</summary>
    public bool HasFailure => Multiplier.Status.IsFailure() || Adder.Status.IsFailure();

    /// <summary>Whether both were compared and are equal.</summary>
    public bool AllEqual => Multiplier.Status == CheckStatus.Equal && Adder.Status == CheckStatus.Equal;
}
