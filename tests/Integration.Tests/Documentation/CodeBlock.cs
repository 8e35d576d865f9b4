using System.Text;
using System.Text.RegularExpressions;

namespace QMacVerify.Integration.Tests.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">What stands behind the opening fence.</param>
/// <param name="Line">Of the opening fence, from 1.</param>
/// <param name="Lines">Between the fences.</param>
/// <param name="Marks">What the lines above it say: <c>&lt;!-- file: mul.v --&gt;</c> (a file that the reader saves), <c>needs</c>, <c>not run</c>.</param>
internal sealed partial record CodeBlock(string Language, int Line, IReadOnlyList<string> Lines, IReadOnlyDictionary<string, string> Marks)
{
    /// <summary>Whether it is what a reader types, with what the programs answer.</summary>
    public bool IsConsole => Language == "console";

    /// <summary>Whether it should be, by what stands in it. A form of a command, which nobody can type, is text.</summary>
    public bool LooksLikeCommands =>
        Language is "sh" or "bash" or "shell" or "shell-session" || (Language.Length == 0 && Lines.Any(line => CommandLine().IsMatch(line)));

    /// <summary>Whether it is a program or circuit, which is worth as much as the command that runs it.</summary>
    public bool IsProgram => Language is "python" or "csharp" or "verilog";

    /// <summary>File that the block is, or null.</summary>
    public string? File => Marks.GetValueOrDefault("file");

    /// <summary>Why nothing runs it, or null.</summary>
    public string? NotRun => Marks.GetValueOrDefault("not run");

    /// <summary>Tools without which it is skipped.</summary>
    public IEnumerable<string> Needs => Marks.GetValueOrDefault("needs", "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Commands of a console block: <c>$ command</c>, <c>&gt; where it goes on</c>, and the output below.</summary>
    public IReadOnlyList<ConsoleCommand> Commands()
    {
        List<ConsoleCommand> commands = [];
        for (int i = 0; i < Lines.Count;)
        {
            int first = i;
            StringBuilder text = new(Lines[i++].StartsWith("$ ", StringComparison.Ordinal)
                ? Lines[first][2..]
                : throw new FormatException($"line {Line + 1 + first}: a console block begins with \"$ command\""));
            for (; i < Lines.Count && Lines[i].StartsWith("> ", StringComparison.Ordinal); i++)
            {
                text.Append('\n').Append(Lines[i][2..]);
            }

            int shown = i;
            while (i < Lines.Count && !Lines[i].StartsWith("$ ", StringComparison.Ordinal))
            {
                i++;
            }

            commands.Add(new ConsoleCommand(Line + 1 + first, text.ToString(), Line + 1 + shown, [.. Lines.Skip(shown).Take(i - shown)]));
        }

        return commands;
    }

    [GeneratedRegex(@"^\s*(\$ |\./\w|(qmac|dotnet|git|make|sh|npm|pip|python3?|docfx|sbatch|cd) )")]
    private static partial Regex CommandLine();
}
