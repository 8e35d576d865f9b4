using System.Diagnostics;
using System.Globalization;
using QMacVerify.Tests.Shared;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>The long test of everything that is read: <c>fuzz [--cases N] [--minutes M] [--seed S] [--target NAME] [--case K] [--out DIR]</c>.</summary>
/// <remarks>
/// Targets take turns, so that a run that ends by its time has cases of all. What is found is kept in the folder, by target, seed and number; <c>--target NAME --case K</c> runs it again. The number of the case that
/// is run stands in the folder, too, in a file: what ends the process or hangs is known by it.
/// </remarks>
internal static class FuzzCommand
{
    private const string Usage = "usage: fuzz [--cases N] [--minutes M] [--seed S] [--target NAME] [--case K] [--out DIR]";
    private const ulong MemoryLimit = 2UL << 30;

    /// <summary>Cases of a target in a turn, for each of its shares.</summary>
    private const int Turn = 50;

    /// <summary>A case that takes longer hangs, however busy the machine is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <returns>0 where all cases were accepted or refused, 1 where one was not, 2 for a usage that is none.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        long cases = 1_000_000;
        long minutes = int.MaxValue;
        long? only = null;
        long seed = 1;
        string? name = null;
        string folder = "fuzz";
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            bool isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
            switch (arguments[i])
            {
                case "--cases" when isNumber && number > 0:
                    cases = number;
                    break;
                case "--minutes" when isNumber && number is > 0 and < int.MaxValue:
                    minutes = number;
                    break;
                case "--seed" when isNumber:
                    seed = number;
                    break;
                case "--case" when isNumber:
                    only = number;
                    break;
                case "--target" when value is not null:
                    name = value;
                    break;
                case "--out" when value is not null:
                    folder = value;
                    break;
                default:
                    Console.Error.WriteLine(Usage);
                    return 2;
            }
        }

        using TemporaryFolder scratch = new();
        FuzzTarget[] targets = [.. FuzzTargets.All(scratch).Where(target => name is null || target.Name == name)];
        if (targets.Length == 0 || (only is not null && targets.Length > 1))
        {
            Console.Error.WriteLine($"{Usage}; targets: {string.Join(", ", FuzzTargets.All(scratch).Select(target => target.Name))}");
            return 2;
        }

        // What takes more than this memory fails here, and not with the machine.
        AppContext.SetData("GCHeapHardLimit", MemoryLimit);
        GC.RefreshMemoryLimit();
        Directory.CreateDirectory(folder);
        int shares = targets.Sum(target => target.Share);
        Stopwatch watch = Stopwatch.StartNew();
        Part[] parts = [.. targets.Select(target => new Part(
            new FuzzRun(target, (ulong)seed), only ?? 0, only is long one ? one + 1 : ((cases * target.Share) + shares - 1) / shares))];
        while (parts.Any(part => part.Next < part.End) && watch.Elapsed.TotalMinutes < minutes)
        {
            foreach (Part part in parts)
            {
                long end = Math.Min(part.End, part.Next + (Turn * part.Run.Target.Share));
                part.Findings += Run(part.Run, seed, part.Next, end, folder);
                part.Next = end;
            }
        }

        foreach (Part part in parts)
        {
            Console.WriteLine(Invariant($"{part.Run.Target.Name}: {part.Done:N0} cases, {part.Run.Accepted:N0} accepted, {part.Run.Refused:N0} refused, {part.Findings} findings"));
        }

        int findings = parts.Sum(part => part.Findings);
        Console.WriteLine(Invariant($"{parts.Sum(part => part.Done):N0} cases of seed {seed}, {findings} findings"));
        return findings == 0 ? 0 : 1;
    }

    private static int Run(FuzzRun run, long seed, long first, long end, string folder)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle current = File.OpenHandle(
            Path.Combine(folder, $"{run.Target.Name}.case"), FileMode.Create, FileAccess.Write, FileShare.Read);
        int findings = 0;
        for (long number = first; number < end; number++)
        {
            string label = Invariant($"{run.Target.Name}-{seed}-{number}");
            RandomAccess.Write(current, FuzzTargets.Bytes($"{label}\n"), 0);
            using Timer watch = new(_ => Hang(label), null, Patience, Timeout.InfiniteTimeSpan);
            if (run.Run(number) is FuzzFinding finding)
            {
                findings++;
                File.WriteAllBytes(Path.Combine(folder, $"{label}{Path.GetExtension(finding.Case.FileName)}"), finding.Case.Content);
                File.WriteAllText(Path.Combine(folder, $"{label}.problem"), finding.Problem);
                Console.WriteLine($"{label} ({finding.Case.FileName}): {finding.Problem.Split('\n')[0]}");
            }
        }

        return findings;
    }

    private static void Hang(string label)
    {
        Console.WriteLine($"{label}: hangs");
        Environment.Exit(1);
    }

    /// <summary>What is done of a target.</summary>
    private sealed class Part(FuzzRun run, long first, long end)
    {
        public FuzzRun Run { get; } = run;

        public long First { get; } = first;

        public long Next { get; set; } = first;

        public long End { get; } = end;

        public long Done => Next - First;

        public int Findings { get; set; }
    }
}
