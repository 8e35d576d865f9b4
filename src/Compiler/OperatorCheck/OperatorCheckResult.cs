using QMacVerify.Compiler.OperatorCheck.Faults;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>The outcome of a <see cref="CheckRequest"/>.</summary>
/// <param name="Verdicts">Multipliers, then adders.</param>
/// <param name="SelfTest">What the benches caught.</param>
/// <param name="Care">The pairs that can occur, or null.</param>
/// <param name="CareHolds">Whether the bounds behind them were computed for one of the operators.</param>
internal sealed record OperatorCheckResult(
    IReadOnlyList<OperatorVerdict> Verdicts, SelfTestResult SelfTest, CareSet? Care, bool CareHolds)
{
    /// <summary>Whether an operator failed its check, or a fault escaped.</summary>
    public bool HasFailure => SelfTest.HasEscaped || Verdicts.Any(verdict => verdict.Status.IsFailure());
}
