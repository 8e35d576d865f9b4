using System.Text;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

/// <summary><c>docs/reference/commands.md</c> is the help of every command; a new option is a new line there.</summary>
public sealed class CommandsPageTests
{
    private const string Commands = "\nCommands:\n";

    private const string Head = """
        # Commands

        The help of every command, from the program: `CommandsPageTests` makes this page and fails where it is out of date.

        Exit codes: 0 done (a check without its tool says `skipped`), 1 a check failed, 2 bad input or usage, 3 a tool is missing without which the command cannot work, 70 a bug of ours.

        """;

    [Fact]
    public void Page_IsTheHelpOfEveryCommand()
    {
        StringBuilder page = new(Head.ReplaceLineEndings("\n"));
        Append(page, []);
        Snapshot.VerifyFile(page.ToString(), RepositoryFiles.PathOf("docs", "reference", "commands.md"));
    }

    private static void Append(StringBuilder page, string[] command)
    {
        string help = QMac.Success([.. command, "--help"]).TrimEnd('\n');
        string text = string.Join('\n', help.Split('\n').Select(line => line.TrimEnd()));
        page.Append($"\n## qmac {string.Join(' ', command)}".TrimEnd()).Append($"\n\n```text\n{text}\n```\n");
        int list = text.IndexOf(Commands, StringComparison.Ordinal);
        foreach (string line in list < 0 ? [] : text[(list + Commands.Length)..].Split('\n').TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)))
        {
            Append(page, [.. command, line.Trim().Split(' ')[0]]);
        }
    }
}
