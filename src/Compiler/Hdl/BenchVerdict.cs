namespace QMacVerify.Compiler.Hdl;

/// <summary>The verdict of a bench that compares by itself.</summary>
/// <param name="Passed">The last line of the bench was <c>PASS n=…</c>, and the simulator ended in order.</param>
/// <param name="Line">The line with <c>PASS</c> or <c>FAIL</c>, or why there is none.</param>
/// <param name="Mismatch">The line before a <c>FAIL</c>: the first mismatch with inputs, got and expected; else null.</param>
internal sealed record BenchVerdict(bool Passed, string Line, string? Mismatch)
{
    public static BenchVerdict Of(SimulationResult result)
    {
        // After a FAIL the simulator ends with an exit code, and says so in words of its own.
        string[] lines = result.Output.TrimEnd().Split('\n');
        int failure = Array.FindLastIndex(lines, line => line.StartsWith("FAIL n=", StringComparison.Ordinal));
        return failure >= 0 ? new BenchVerdict(false, lines[failure], failure > 0 ? lines[failure - 1] : null)
            : result.Problem is not null ? new BenchVerdict(false, result.Problem, null)
            : new BenchVerdict(lines[^1].StartsWith("PASS n=", StringComparison.Ordinal), lines[^1], null);
    }
}
