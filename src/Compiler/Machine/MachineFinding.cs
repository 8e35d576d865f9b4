using QMacVerify.Compiler.Hdl;

namespace QMacVerify.Compiler.Machine;

/// <summary>One thing of this machine that commands use.</summary>
/// <param name="Name">A program by its name on PATH, or a word.</param>
/// <param name="Status">Whether it can be used.</param>
/// <param name="Found">Version, or what there is in a few words; null where there is nothing.</param>
/// <param name="NeededBy">What does not work without it, or is slower.</param>
internal sealed record MachineFinding(string Name, ToolStatus Status, string? Found, IReadOnlyList<string> NeededBy)
{
    /// <summary>Why it cannot be used; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Where it is; null where that says nothing.</summary>
    public string? Path { get; init; }

    /// <summary>What is known about its versions; null for nothing.</summary>
    public string? Known { get; init; }

    /// <summary>Commands that install it, by package manager.</summary>
    public IReadOnlyList<(string Manager, string Command)> Installs { get; init; } = [];

    /// <summary>Looks at a program.</summary>
    /// <param name="tool">The program.</param>
    /// <param name="searchPath">Folders as in PATH.</param>
    /// <param name="limits">After which it counts as broken.</param>
    public static MachineFinding Of(ExternalTool tool, string? searchPath, ToolLimits limits)
    {
        ToolState state = tool.Examine(searchPath, limits);
        return new MachineFinding(tool.Name, state.Status, state.Version, tool.NeededBy)
        {
            Problem = state.Problem,
            Path = state.Path,
            Known = tool.Known,
            Installs = [.. tool.Installs],
        };
    }
}
