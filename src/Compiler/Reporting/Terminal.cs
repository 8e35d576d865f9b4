using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>What depends on whether somebody watches: in pipes and files nothing is folded, and no line says how long something took.</summary>
internal static class Terminal
{
    /// <summary>Whether standard error is one.</summary>
    public static bool IsWatched => !Console.IsErrorRedirected;

    /// <summary>Prints a report whose tables fit the terminal.</summary>
    /// <param name="console">Standard output.</param>
    /// <param name="write">Gives the text.</param>
    public static void Show(this TextWriter console, Func<string> write) =>
        console.Write(TextTable.FitTo(Console.IsOutputRedirected || Console.WindowWidth <= 0 ? null : Console.WindowWidth, write));

    /// <summary>Prints a report as JSON, which no terminal breaks, or as text that fits it.</summary>
    /// <param name="console">Standard output.</param>
    /// <param name="asJson">Which of the two.</param>
    /// <param name="json">Gives the JSON.</param>
    /// <param name="text">Gives the text.</param>
    public static void Show(this TextWriter console, bool asJson, Func<string> json, Func<string> text)
    {
        if (asJson)
        {
            console.Write(json());
        }
        else
        {
            console.Show(text);
        }
    }

    /// <summary>A line on standard error; if nobody can hear it, work goes on.</summary>
    public static void Say(TextWriter error, string line)
    {
        try
        {
            error.WriteLine(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Results are elsewhere, and the exit code says the rest.
        }
    }

    /// <summary>A time in words: 0.4 s, 42 s, 3 min 05 s, 2 h 10 min.</summary>
    public static string Words(TimeSpan time)
    {
        long seconds = (long)Math.Round(time.TotalSeconds);
        return time.TotalSeconds < 9.95 ? Invariant($"{time.TotalSeconds:0.0} s")
            : seconds < 60 ? Invariant($"{seconds} s")
            : seconds < 3600 ? Invariant($"{seconds / 60} min {seconds % 60:00} s")
            : Invariant($"{seconds / 3600} h {seconds / 60 % 60:00} min");
    }
}
