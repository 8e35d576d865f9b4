using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Hdl;

/// <summary>How a child program ended.</summary>
internal enum ToolEnd
{
    /// <summary>By itself, with an exit code.</summary>
    Exited,

    /// <summary>Killed at the time limit.</summary>
    TimeLimit,

    /// <summary>Killed because it said nothing for too long.</summary>
    Silence,

    /// <summary>Killed at the output limit.</summary>
    OutputLimit,

    /// <summary>The system could not start it.</summary>
    NotStarted,
}

/// <summary>The end of a child program and what it printed.</summary>
/// <param name="End">How it ended.</param>
/// <param name="ExitCode">Its exit code; -1 unless it ended by itself.</param>
/// <param name="Output">Standard output, up to the limit, LF line ends.</param>
/// <param name="Errors">Standard error, likewise.</param>
internal sealed record ToolResult(ToolEnd End, int ExitCode, string Output, string Errors)
{
    /// <summary>Exit codes between these stand for the end by a signal.</summary>
    private const int FirstSignal = 128;
    private const int LastSignal = 192;

    public bool Succeeded => End == ToolEnd.Exited && ExitCode == 0;

    /// <summary>Why the program did not succeed, in one line.</summary>
    public string Problem => End switch
    {
        ToolEnd.TimeLimit => "it did not end within the time limit",
        ToolEnd.Silence => "it made no progress within the time limit",
        ToolEnd.OutputLimit => "it printed more than the output limit",
        ToolEnd.NotStarted => $"it could not be started, {FirstLine}",
        _ when ExitCode is > FirstSignal and < LastSignal => Invariant($"it was killed by signal {ExitCode - FirstSignal}"),
        _ => Invariant($"exit code {ExitCode}, {FirstLine}"),
    };

    /// <summary>The first line that says something, of standard error before standard output.</summary>
    public string FirstLine =>
        (Errors + "\n" + Output).Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "no message";
}
