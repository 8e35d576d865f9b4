using System.Runtime.InteropServices;

namespace QMacVerify.Benchmarks.Measuring;

/// <summary>CPU time of child processes that have ended, user and system: what a command costs as a whole.</summary>
internal static partial class ChildClock
{
    private const int Children = -1;

    /// <summary>Seconds of CPU time that an action's children take; no others may end meanwhile.</summary>
    public static double Time(Action action)
    {
        double start = Now();
        action();
        return Now() - start;
    }

    private static double Now() => GetUsage(Children, out Usage usage) == 0
        ? usage.User.Total + usage.System.Total
        : throw new InvalidOperationException("the CPU time of child processes cannot be read");

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, out Usage usage);

    private struct TimeValue
    {
        public nint Seconds;
        public nint Microseconds;

        public readonly double Total => Seconds + (Microseconds * 1e-6);
    }

    private unsafe struct Usage
    {
        public TimeValue User;
        public TimeValue System;

        /// <summary>Memory, faults and switches, which nobody reads here.</summary>
        public fixed long Others[14];
    }
}
