using System.Globalization;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Simulates an operator bench and compares what it writes with the C# model.</summary>
/// <remarks>The comparison is done here, not in Verilog: a bench that is cut short or broken cannot pass.</remarks>
internal sealed class OperatorComparison
{
    private static readonly TimeSpan InterruptDelay = TimeSpan.FromSeconds(1);

    /// <summary>Module of the bench; its source is <c>TOP.v</c>.</summary>
    public required string Top { get; init; }

    /// <summary>Sources (<c>.v</c>) and vectors, by names that are ours.</summary>
    public required IReadOnlyList<(string Name, string Text)> Files { get; init; }

    /// <summary>The memory that the bench writes with <c>$writememh</c>.</summary>
    public required string ResultFile { get; init; }

    /// <summary>Width of a result, two's complement.</summary>
    public required int ResultBits { get; init; }

    /// <summary>Results of the C# model.</summary>
    public required IReadOnlyList<int> Expected { get; init; }

    /// <summary>The operands that a result belongs to.</summary>
    public required Func<int, (int First, int Second)> OperandsAt { get; init; }

    /// <summary>The pairs that can occur; null where all count.</summary>
    public CareSet? Care { get; init; }

    /// <summary>Fills in the outcome; a report without a simulator stays as it is, skipped.</summary>
    public OperatorReport Run(OperatorReport report, Simulator? simulator, CancellationToken cancellation)
    {
        if (simulator is null)
        {
            return report;
        }

        report = report with { ToolName = simulator.Name, ToolVersion = simulator.Version };
        using ScratchFolder scratch = new();
        foreach ((string name, string text) in Files)
        {
            File.WriteAllText(scratch.PathOf(name), text);
        }

        string[] sources = [.. Files.Select(file => file.Name).Where(name => name.EndsWith(".v", StringComparison.Ordinal))];
        SimulationResult simulation = simulator.Run(scratch.Path, Top, sources, cancellation);
        if (simulation.Problem is not null)
        {
            ThrowIfInterrupted(cancellation);
            return Failed(report, simulation.Problem);
        }

        List<int?> results = ReadMemory(scratch.PathOf(ResultFile), ResultBits);
        int unknown = results.Count(result => result is null);
        if (results.Count == Expected.Count && simulation.LastLine == Invariant($"DONE n={Expected.Count} unknown={unknown}"))
        {
            return Compare(report, Expected, results, OperandsAt, Care);
        }

        ThrowIfInterrupted(cancellation);
        return Failed(report, Invariant($"the bench did not end in order: {results.Count} of {Expected.Count} results, last line {Quote(simulation.LastLine)}"));
    }

    /// <summary>To be called before a tool is said to have failed.</summary>
    /// <remarks>A terminal sends Ctrl-C to the tool too, which may stop of it before this process hears of it: that is no failure.</remarks>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static void ThrowIfInterrupted(CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne(InterruptDelay);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>A report of a bench without results.</summary>
    public static OperatorReport Failed(OperatorReport report, string reason) =>
        report with { Status = CheckStatus.Failed, Reason = reason };

    /// <summary>A report with the outcome of comparing results with as many of the C# model.</summary>
    public static OperatorReport Compare(
        OperatorReport report, IReadOnlyList<int> expected, IReadOnlyList<int?> results, Func<int, (int First, int Second)> operandsAt, CareSet? care = null)
    {
        int mismatches = 0;
        int careMismatches = 0;
        OperatorMismatch? firstMismatch = null;
        for (int index = 0; index < expected.Count; index++)
        {
            if (results[index] != expected[index])
            {
                mismatches++;
                careMismatches += care?.Contains(index) == true ? 1 : 0;
                (int first, int second) = operandsAt(index);
                firstMismatch ??= new OperatorMismatch(first, second, expected[index], results[index]);
            }
        }

        // Only the operands of a multiplier may be in another order; an adder's are of different kinds.
        TableRelation? relation = mismatches == 0 || report.Kind == OperatorKind.Adder ? null : TableRelation.Find(expected, results);
        return report with
        {
            Status = mismatches == 0 ? CheckStatus.Equal
                : care is not null && careMismatches == 0 ? CheckStatus.EqualOnCareSet
                : relation?.Status ?? CheckStatus.Different,
            Relation = relation?.Description,
            CareMismatches = care is null ? null : careMismatches,
            Reason = null,
            Vectors = expected.Count,
            Mismatches = mismatches,
            Unknown = results.Count(result => result is null),
            FirstMismatch = firstMismatch,
        };
    }

    /// <summary>Words of a <c>$writememh</c> file; null for one with x or z digits. Comment lines give addresses and are skipped.</summary>
    public static List<int?> ReadMemory(string path, int bits)
    {
        List<int?> words = [];
        if (!File.Exists(path))
        {
            return words;
        }

        int unused = 32 - bits;
        foreach (string line in File.ReadLines(path).Where(line => !line.StartsWith("//", StringComparison.Ordinal)))
        {
            foreach (string digits in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                bool isKnown = int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int word);
                words.Add(isKnown ? word << unused >> unused : null);
            }
        }

        return words;
    }
}
