using System.CommandLine;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Commands;

/// <summary>What is wrong with a command line, in one line: the cause first, and the name that was meant.</summary>
internal static class UsageProblem
{
    /// <summary>Whether nothing is wrong but that no command is named: who types that wants to know which there are.</summary>
    public static bool IsBare(ParseResult parsed) =>
        parsed.Errors.Count > 0 && parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } && parsed.UnmatchedTokens.Count == 0;

    /// <summary>The problem, and whose <c>--help</c> says more.</summary>
    /// <param name="parsed">A line with errors.</param>
    public static string Of(ParseResult parsed)
    {
        string problem = UnknownName(parsed) ?? parsed.Errors[0].Message.TrimEnd('.');
        return $"{problem}{(problem.EndsWith('?') ? " See" : "; see")} {CommandLine(parsed)} --help";
    }

    /// <summary>A name that nothing has explains what is missing, and not the other way around.</summary>
    private static string? UnknownName(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        IReadOnlyList<string> unmatched = parsed.UnmatchedTokens;
        if (command.Subcommands.Count > 0 && unmatched is [string verb, ..] && !IsOption(verb))
        {
            return Unknown(parsed, "command", verb, NearName.Near(verb, [.. command.Subcommands.Select(known => known.Name)]));
        }

        if (unmatched.FirstOrDefault(IsOption) is not string option)
        {
            return null;
        }

        string name = option.Split('=', ':')[0];
        IReadOnlyList<string> near = NearName.Near(name.TrimStart('-'), [.. command.Options.Where(known => !known.Hidden).Select(known => known.Name.TrimStart('-'))]);
        return Unknown(parsed, "option", name, [.. near.Select(known => $"--{known}")]);
    }

    private static string Unknown(ParseResult parsed, string kind, string name, IReadOnlyList<string> near) =>
        $"{CommandLine(parsed)} has no {kind} {Text.Quote(name)}{(near.Count == 0 ? "" : $"; {NearName.Question(near)}")}";

    private static bool IsOption(string token) => token.Length > 2 && token.StartsWith("--", StringComparison.Ordinal);

    private static string CommandLine(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return command is not VerbCommand ? "qmac"
            : command.Parents.OfType<VerbCommand>().FirstOrDefault() is VerbCommand group ? $"qmac {group.Name} {command.Name}"
            : $"qmac {command.Name}";
    }
}
