using System.Diagnostics;

namespace QMacVerify.Compiler.Tests.Import;

/// <summary>Finds hangs: no file of these tests may take an importer longer than this.</summary>
internal static class TimeLimit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Runs an import, and once more if it was slow. A busy machine is no hang: only what is slow twice counts, and no more time than this process had.</summary>
    /// <param name="import">Gives the same result each time.</param>
    /// <param name="what">Named where it is too slow.</param>
    public static T Run<T>(Func<T> import, string what)
    {
        long start = Stopwatch.GetTimestamp();
        T result = import();
        if (Stopwatch.GetElapsedTime(start) > Limit)
        {
            TimeSpan had = Environment.CpuUsage.TotalTime;
            start = Stopwatch.GetTimestamp();
            import();
            TimeSpan second = Stopwatch.GetElapsedTime(start);
            had = Environment.CpuUsage.TotalTime - had;
            second = had < second ? had : second;
            Assert.True(second <= Limit, $"{what}: took {second}");
        }

        return result;
    }
}
