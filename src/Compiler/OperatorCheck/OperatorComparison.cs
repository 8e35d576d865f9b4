using System.Globalization;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>What a bench writes of one operator.</summary>
/// <param name="Report">A report in which nothing was compared yet.</param>
/// <param name="File">The memory that the bench writes with <c>$writememh</c>.</param>
/// <param name="Expected">Results of the C# model.</param>
internal sealed record ComparedResults(OperatorReport Report, string File, IReadOnlyList<int> Expected);

/// <summary>Simulates a bench of one operator or of several and compares what it writes with the C# models.</summary>
/// <remarks>The comparison is done here, not in Verilog: a bench that is cut short or broken cannot pass.</remarks>
internal sealed class OperatorComparison
{
    private static readonly TimeSpan InterruptDelay = TimeSpan.FromSeconds(1);

    /// <summary>Module of the bench; its source is <c>TOP.v</c>.</summary>
    public required string Top { get; init; }

    /// <summary>Sources (<c>.v</c>) and vectors, by names that are ours.</summary>
    public required IReadOnlyList<(string Name, string Text)> Files { get; init; }

    /// <summary>What the bench writes, at least one memory; all are of one length.</summary>
    public required IReadOnlyList<ComparedResults> Results { get; init; }

    /// <summary>Width of a result, two's complement.</summary>
    public required int ResultBits { get; init; }

    /// <summary>The operands that a result belongs to.</summary>
    public required Func<int, (int First, int Second)> OperandsAt { get; init; }

    /// <summary>The pairs that can occur; null where all count.</summary>
    public CareSet? Care { get; init; }

    /// <summary>Fills in the outcomes, in the order of the results.</summary>
    public IReadOnlyList<OperatorReport> Run(Tool<Simulator> tool, CancellationToken cancellation)
    {
        if (tool.Program is not Simulator simulator)
        {
            return [.. Results.Select(result => result.Report with { Status = CheckStatuses.Without(tool), Reason = tool.Problem })];
        }

        OperatorReport[] reports = [.. Results.Select(result => result.Report with { ToolName = simulator.Name, ToolVersion = simulator.Version })];
        try
        {
            return Simulate(reports, simulator, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(reports, ScratchFolder.Problem(e), cancellation);
        }
    }

    private OperatorReport[] Simulate(OperatorReport[] reports, Simulator simulator, CancellationToken cancellation)
    {
        using ScratchFolder scratch = new();
        foreach ((string name, string text) in Files)
        {
            File.WriteAllText(scratch.PathOf(name), text);
        }

        string[] sources = [.. Files.Select(file => file.Name).Where(name => name.EndsWith(".v", StringComparison.Ordinal))];
        SimulationResult simulation = simulator.Run(scratch.Path, Top, sources, cancellation);
        if (simulation.Problem is not null)
        {
            return Fail(reports, simulation.Problem, cancellation);
        }

        List<int?>[] memories = [.. Results.Select(result => ReadMemory(scratch.PathOf(result.File), ResultBits))];
        int count = Results[0].Expected.Count;
        int shortest = memories.Min(memory => memory.Count);
        int unknown = memories.Sum(memory => memory.Count(result => result is null));
        return memories.All(memory => memory.Count == count) && simulation.LastLine == Invariant($"DONE n={count} unknown={unknown}")
            ? [.. reports.Select((report, i) => Compare(report, Results[i].Expected, memories[i], OperandsAt, Care))]
            : Fail(
                reports,
                Invariant($"the bench did not end in order: {shortest} of {count} results, last line {Quote(simulation.LastLine)}"),
                cancellation);
    }

    private static OperatorReport[] Fail(OperatorReport[] reports, string reason, CancellationToken cancellation)
    {
        ThrowIfInterrupted(cancellation);
        return [.. reports.Select(report => Failed(report, reason))];
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

        // Only the operands of a multiplier may be in another order; an adder's are of different kinds. And only its vectors are all there are.
        bool isMultiplier = report.Kind == OperatorKind.Multiplier;
        TableRelation? relation = mismatches == 0 || !isMultiplier ? null : TableRelation.Find(expected, results);
        return report with
        {
            Status = mismatches == 0 ? isMultiplier ? CheckStatus.Equal : CheckStatus.EqualOnVectors
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
