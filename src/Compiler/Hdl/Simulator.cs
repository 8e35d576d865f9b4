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
        SimulationResult build = Build(folder, top, sources, SimulatorBuild.Quick, sandbox, cancellation);
        return build.Problem is null ? Start(folder, ProgramOf(top), ["+dir=."], sandbox, cancellation) : build;
    }

    /// <summary>Compiles a bench to the program <see cref="ProgramOf"/>.</summary>
    /// <param name="folder">As of <see cref="Run(string, string, IReadOnlyList{string}, CancellationToken)"/>.</param>
    /// <param name="top">Module of the bench.</param>
    /// <param name="sources">File names in the folder, chosen by us.</param>
    /// <param name="build">How.</param>
    /// <param name="sandbox">Where sources may not be ours.</param>
    /// <param name="cancellation">Kills the simulator.</param>
    public SimulationResult Build(string folder, string top, IReadOnlyList<string> sources, SimulatorBuild build, Sandbox sandbox, CancellationToken cancellation)
    {
        ToolResult end = Compile(folder, top, sources, build, sandbox, cancellation);
        return end.Succeeded ? new SimulationResult(end.Output, null) : new SimulationResult(end.Output, $"{Name} does not compile the Verilog: {end.Problem}", end);
    }

    /// <summary>The one file that a build makes, relative to its folder. It runs in any folder.</summary>
    public abstract string ProgramOf(string top);

    /// <summary>Runs a built bench.</summary>
    /// <param name="folder">The current folder of the run.</param>
    /// <param name="program">The program, relative to the folder.</param>
    /// <param name="arguments">Arguments of the bench, each <c>+name=value</c>, and those of <see cref="WaveArguments"/>.</param>
    /// <param name="sandbox">Where sources may not be ours.</param>
    /// <param name="cancellation">Kills the simulator.</param>
    public SimulationResult Start(string folder, string program, IReadOnlyList<string> arguments, Sandbox sandbox, CancellationToken cancellation)
    {
        ToolResult run = Execute(folder, program, arguments, sandbox, cancellation);
        return run.Succeeded
            ? new SimulationResult(run.Output, null)
            : new SimulationResult(run.Output, $"{Name} does not run the bench: {run.Problem}", run);
    }

    /// <summary>Arguments with which a bench that was built for it writes waves.</summary>
    /// <param name="format">As it was built.</param>
    /// <param name="file">In the folder of the run; the bench hands it to <c>$dumpfile</c>.</param>
    public virtual IReadOnlyList<string> WaveArguments(WaveFormat format, string file) => format == WaveFormat.None ? [] : [$"+waves={file}"];

    protected abstract ToolResult Compile(string folder, string top, IReadOnlyList<string> sources, SimulatorBuild build, Sandbox sandbox, CancellationToken cancellation);

    protected abstract ToolResult Execute(string folder, string program, IReadOnlyList<string> arguments, Sandbox sandbox, CancellationToken cancellation);
}

/// <summary>How waves are written.</summary>
internal enum WaveFormat
{
    None,

    /// <summary>Value change dump.</summary>
    Vcd,

    /// <summary>The compressed format of GTKWave.</summary>
    Fst,
}

/// <summary>How a bench is built.</summary>
/// <param name="ForSpeed">Whether the program runs for long enough that optimizing it pays.</param>
/// <param name="Waves">Whether it can write waves.</param>
internal sealed record SimulatorBuild(bool ForSpeed, WaveFormat Waves)
{
    public static SimulatorBuild Quick { get; } = new(ForSpeed: false, WaveFormat.None);
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
