using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck.Faults;

/// <summary>What became of the faults that were injected into circuits under test: a bench is worth what it catches.</summary>
/// <param name="Benches">Each bench with its faults; none where no bench could run.</param>
/// <param name="Reason">Why no bench ran; null when one did.</param>
internal sealed record SelfTestResult(IReadOnlyList<BenchFaults> Benches, string? Reason = null)
{
    public int Injected => Benches.Sum(bench => bench.Injected);

    public int Caught => Benches.Sum(bench => bench.Injected - bench.Escaped.Count);

    /// <summary>Whether a fault escaped: then no verdict of that bench means anything.</summary>
    public bool HasEscaped => Caught < Injected;

    /// <summary>A clause, for example <c>12 of 12 injected faults caught</c>.</summary>
    public override string ToString()
    {
        if (Reason is not null)
        {
            return $"not run: {Reason}";
        }

        string escaped = string.Join("; ", Benches.SelectMany(bench => bench.Escaped.Select(fault => $"{fault} ({bench.Name})")));
        return Invariant($"{Caught} of {Injected} injected faults caught") + (escaped.Length == 0 ? "" : $", escaped: {escaped}");
    }
}

/// <summary>One bench and the faults that were injected for it.</summary>
/// <param name="Name">What compared, by which program.</param>
/// <param name="Injected">Number of faults.</param>
/// <param name="Escaped">Those that it did not report.</param>
internal sealed record BenchFaults(string Name, int Injected, IReadOnlyList<string> Escaped);
