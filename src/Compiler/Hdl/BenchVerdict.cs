namespace QMacVerify.Compiler.Hdl;

/// <summary>The verdict of a bench that compares by itself.</summary>
/// <param name="Passed">The last line of the bench was <c>PASS n=…</c>, and the simulator ended in order.</param>
/// <param name="Line">The last line, or why there is none.</param>
/// <param name="Mismatch">The line before a <c>FAIL</c>: the first mismatch with inputs, got and expected; else null.</param>
internal sealed record BenchVerdict(bool Passed, string Line, string? Mismatch)
{
    public static BenchVerdict Of(SimulationResult result)
    {
        if (result.Problem is not null)
        {
            return new BenchVerdict(false, result.Problem, null);
        }

        string[] lines = result.Output.TrimEnd().Split('\n');
        bool failed = lines[^1].StartsWith("FAIL n=", StringComparison.Ordinal);
        return new BenchVerdict(
            lines[^1].StartsWith("PASS n=", StringComparison.Ordinal),
            lines[^1],
            failed && lines.Length > 1 ? lines[^2] : null);
    }
}
