using System.Diagnostics;
using System.Globalization;

namespace QMacVerify.Compiler.Hdl;

/// <summary>A child program and all that it has started.</summary>
internal static class ProcessTree
{
    /// <summary>Linux tells programs of ticks of this rate, whatever its own is: USER_HZ of proc(5).</summary>
    private const long TicksPerSecond = 100;

    /// <summary>How much a program has had of what its limits count.</summary>
    /// <returns>Processor time of the program and of all below it where there is a <c>/proc</c>: a machine with much to do takes nothing of it. Elsewhere the time since its start.</returns>
    public static TimeSpan Spent(Process program)
    {
        if (!OperatingSystem.IsLinux())
        {
            return DateTime.UtcNow - program.StartTime.ToUniversalTime();
        }

        ProcessTimes[] all = [.. All()];
        ILookup<int, ProcessTimes> children = all.ToLookup(process => process.Parent);
        return TimeSpan.FromSeconds((double)all.Where(process => process.Id == program.Id).Sum(Total) / TicksPerSecond);

        // What has ended counts in its parent, which has waited for it.
        long Total(ProcessTimes process) => process.Ticks + children[process.Id].Sum(Total);
    }

    private static IEnumerable<ProcessTimes> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Read(folder) is string[] fields)
            {
                yield return new ProcessTimes(id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)));
            }
        }
    }

    /// <summary>The numbers behind the name, which may hold anything; null for a process that has ended meanwhile.</summary>
    private static string[]? Read(string folder)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private readonly record struct ProcessTimes(int Id, int Parent, long Ticks);
}
