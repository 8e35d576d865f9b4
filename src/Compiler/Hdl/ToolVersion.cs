using System.Text.RegularExpressions;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Asks programs whether they work.</summary>
internal static class ToolVersion
{
    private static readonly ToolLimits DefaultLimits = new(TimeSpan.FromMinutes(1), 100_000);

    /// <summary>Asks a program for its version.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="option">Makes it say its version and nothing else.</param>
    /// <param name="line">What it says.</param>
    /// <param name="problem">Why there is no match: the program is broken, or another one.</param>
    /// <param name="limits">By default a minute, as slow as a busy machine may be.</param>
    public static Match Ask(string program, string option, Regex line, out string problem, ToolLimits? limits = null)
    {
        // A folder that is there, whatever becomes of the temporary one: no file is written.
        ToolResult answer = ToolRunner.Run(program, [option], AppContext.BaseDirectory, limits ?? DefaultLimits, CancellationToken.None);
        string reason = answer.Succeeded ? $"asked for its version it says {Quote(answer.FirstLine)}" : answer.Problem;
        problem = $"{Path.GetFileNameWithoutExtension(program)} is on PATH and does not work: {reason}";
        return line.Match(answer.Output);
    }
}
