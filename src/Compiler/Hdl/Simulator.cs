namespace QMacVerify.Compiler.Hdl;

/// <summary>A Verilog simulator of the machine.</summary>
/// <param name="name">As its authors write it.</param>
/// <param name="version">As it prints it.</param>
/// <param name="limits">Of each child program.</param>
internal abstract class Simulator(string name, string version, ToolLimits limits)
{
    public string Name { get; } = name;

    public string Version { get; } = version;

    protected ToolLimits Limits { get; } = limits;

    /// <summary>The same for a compiler, which says nothing while it works.</summary>
    protected ToolLimits BuildLimits { get; } = limits with { Silence = null };

    /// <summary>Compiles a bench and runs it with <c>+dir=.</c>; products of the build stay in the folder.</summary>
    /// <param name="folder">A folder of our own: holds the sources and the vector files.</param>
    /// <param name="top">Module of the bench.</param>
    /// <param name="sources">File names in the folder, chosen by us: a simulator may hand them to a shell of its own.</param>
    /// <param name="cancellation">Kills the simulator.</param>
    public SimulationResult Run(string folder, string top, IReadOnlyList<string> sources, CancellationToken cancellation) =>
        Run(folder, top, sources, Sandbox.None, cancellation);

    /// <summary>The same with sources that may not be ours.</summary>
    /// <inheritdoc cref="Run(string, string, IReadOnlyList{string}, CancellationToken)"/>
    public SimulationResult Run(string folder, string top, IReadOnlyList<string> sources, Sandbox sandbox, CancellationToken cancellation)
    {
        ToolResult build = Build(folder, top, sources, sandbox, cancellation);
        if (!build.Succeeded)
        {
            return new SimulationResult(build.Output, $"{Name} does not compile the Verilog: {build.Problem}", build);
        }

        ToolResult run = Execute(folder, top, sandbox, cancellation);
        return run.Succeeded
            ? new SimulationResult(run.Output, null)
            : new SimulationResult(run.Output, $"{Name} does not run the bench: {run.Problem}", run);
    }

    protected abstract ToolResult Build(string folder, string top, IReadOnlyList<string> sources, Sandbox sandbox, CancellationToken cancellation);

    protected abstract ToolResult Execute(string folder, string top, Sandbox sandbox, CancellationToken cancellation);
}

/// <summary>What a bench printed, and why it did not come to its end, or null.</summary>
/// <param name="Output">Standard output of what ran last.</param>
/// <param name="Problem">One line.</param>
/// <param name="Failed">The child program that failed; null when none did.</param>
internal sealed record SimulationResult(string Output, string? Problem, ToolResult? Failed = null)
{
    /// <summary>The verdict of a bench of ours.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1];
}
