using System.Diagnostics;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;
using CommandLine = QMacVerify.Compiler.Program;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>A case that neither was accepted nor refused as users are told.</summary>
/// <param name="Number">Of the case.</param>
/// <param name="Case">Its input.</param>
/// <param name="Problem">What happened instead.</param>
internal sealed record FuzzFinding(long Number, FuzzCase Case, string Problem);

/// <summary>Cases of one target. A case depends on the target, the seed and its number.</summary>
internal sealed class FuzzRun(FuzzTarget target, ulong seed)
{
    private const long MaxAllocatedBytes = 1L << 30;
    private const int MaxMessageLength = 4000;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    public FuzzTarget Target { get; } = target;

    /// <summary>Cases that were read, and used.</summary>
    public long Accepted { get; private set; }

    /// <summary>Cases that were refused in one line.</summary>
    public long Refused { get; private set; }

    /// <summary>Makes a case.</summary>
    public FuzzCase Make(long number) => Target.Make(new SplitMix64(new SplitMix64(seed).NextUInt64() ^ (ulong)number));

    /// <summary>Runs a case.</summary>
    /// <returns>What is wrong; null where all is right.</returns>
    public FuzzFinding? Run(long number)
    {
        FuzzCase made = Make(number);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        (bool isAccepted, string? problem) = Read(made);
        Accepted += isAccepted ? 1 : 0;
        Refused += !isAccepted && problem is null ? 1 : 0;
        if (problem is null && GC.GetAllocatedBytesForCurrentThread() - before is > MaxAllocatedBytes and long allocated)
        {
            problem = Invariant($"it allocated {allocated} bytes");
        }

        if (problem is null && Stopwatch.GetElapsedTime(start) > MaxTime)
        {
            // A busy machine is no hang: what counts is the processor's time, and that it is slow again.
            TimeSpan had = Environment.CpuUsage.TotalTime;
            Read(Make(number));
            had = Environment.CpuUsage.TotalTime - had;
            problem = had > MaxTime ? Invariant($"it took {had.TotalSeconds:f1} s") : null;
        }

        return problem is null ? null : new FuzzFinding(number, made, problem);
    }

    private static (bool IsAccepted, string? Problem) Read(FuzzCase made)
    {
        try
        {
            made.Read();
            return (true, null);
        }
        catch (Exception e) when (CommandLine.IsBadInput(e))
        {
            return (false, e is EndOfStreamException ? $"the end of a stream goes unnoticed: {e}"
                : e.Message.Length is 0 or > MaxMessageLength ? Invariant($"the message has {e.Message.Length} characters: {e.Message}")
                : null);
        }
#pragma warning disable CA1031 // Whatever it is, it is what is searched for.
        catch (Exception e)
        {
            return (false, e.ToString());
        }
#pragma warning restore CA1031
    }
}
