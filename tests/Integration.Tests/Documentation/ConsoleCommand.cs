using System.Text.RegularExpressions;

namespace QMacVerify.Integration.Tests.Documentation;

/// <summary>A command of a page and the output that is shown of it.</summary>
/// <param name="Line">Where it stands, from 1.</param>
/// <param name="Text">Without the prompt.</param>
/// <param name="ShownLine">Where its output begins, from 1.</param>
/// <param name="Shown">Its output; <c>...</c> stands for anything within a line, and alone on a line for any lines.</param>
internal sealed record ConsoleCommand(int Line, string Text, int ShownLine, IReadOnlyList<string> Shown)
{
    private const string Ellipsis = "...";

    /// <summary>Whether it only shows how the command before it ended, which then may have failed.</summary>
    public bool ShowsExitCode => Text == "echo $?";

    /// <summary>Whether the output is the one shown. Blanks at the ends of lines do not count.</summary>
    public bool Matches(IEnumerable<string> output) => Regex.IsMatch(
        string.Concat(output.Select(line => line + "\n")),
        $@"\A{string.Concat(Shown.Select(line => line == Ellipsis ? "(.*\n)*" : Pattern(line)))}\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string Pattern(string line) => string.Join(".*", line.TrimEnd().Split(Ellipsis).Select(Regex.Escape)) + "\n";
}
