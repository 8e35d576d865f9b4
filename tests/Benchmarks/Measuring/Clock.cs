using System.Runtime.InteropServices;

namespace QMacVerify.Benchmarks.Measuring;

/// <summary>Clocks of Linux: CPU time, which neighbours on a shared machine disturb far less than the time on the wall, and that.</summary>
internal sealed partial class Clock
{
    private readonly int _id;

    private Clock(int id) => _id = id;

    /// <summary>Of the calling thread: kernels.</summary>
    public static Clock Thread { get; } = new(3);

    /// <summary>Of all threads: what runs in parallel, as Roslyn and interval analysis do.</summary>
    public static Clock Process { get; } = new(2);

    /// <summary>On the wall: only for what several processors do at once.</summary>
    public static Clock Wall { get; } = new(1);

    /// <summary>Nanoseconds since some moment.</summary>
    /// <exception cref="PlatformNotSupportedException">The clock ids above are those of Linux.</exception>
    public long Now
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new PlatformNotSupportedException("clocks are read with clock_gettime of Linux");
            }

            return GetTime(_id, out TimeSpec time) == 0
                ? ((long)time.Seconds * 1_000_000_000) + time.Nanoseconds
                : throw new InvalidOperationException($"clock {_id} cannot be read");
        }
    }

    /// <summary>Nanoseconds that an action takes.</summary>
    public long Time(Action action)
    {
        long start = Now;
        action();
        return Now - start;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
