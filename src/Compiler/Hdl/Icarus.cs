namespace QMacVerify.Compiler.Hdl;

/// <summary>Icarus Verilog: starts at once, knows x and z; some 100,000 multiply-accumulates a second.</summary>
internal sealed class Icarus : Simulator
{
    private readonly string _compiler;
    private readonly string _runtime;

    private Icarus(string compiler, string runtime, string version, ToolLimits limits)
        : base("Icarus Verilog", version, limits)
    {
        _compiler = compiler;
        _runtime = runtime;
    }

    /// <summary>The installed one, or why it cannot be used.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    /// <param name="limits">Of each compilation and each run.</param>
    public static Tool<Simulator> Look(string? searchPath = null, ToolLimits? limits = null) => ExternalTool.Icarus.Examine(searchPath).Use<Simulator>(
        state => new Icarus(state.Path!, ToolRunner.Find(ExternalTool.Icarus.Runtime!.Value.Name, searchPath)!, state.Version!, limits ?? ToolLimits.Default));

    /// <summary>The installed one, or null.</summary>
    /// <inheritdoc cref="Look"/>
    public static Icarus? Find(string? searchPath = null, ToolLimits? limits = null) => (Icarus?)Look(searchPath, limits).Program;

    public override string ProgramOf(string top) => $"{top}.vvp";

    public override IReadOnlyList<string> WaveArguments(WaveFormat format, string file) =>
        format == WaveFormat.Fst ? ["-fst", .. base.WaveArguments(format, file)] : base.WaveArguments(format, file);

    protected override ToolResult Compile(string folder, string top, IReadOnlyList<string> sources, SimulatorBuild build, Sandbox sandbox, CancellationToken cancellation) =>
        sandbox.Run(_compiler, ["-g2012", "-o", ProgramOf(top), "-s", top, .. sources], folder, BuildLimits, cancellation);

    // -n: a bench that stops must end, not wait for commands.
    protected override ToolResult Execute(string folder, string program, IReadOnlyList<string> arguments, Sandbox sandbox, CancellationToken cancellation) =>
        sandbox.Run(_runtime, ["-n", program, .. arguments], folder, Limits, cancellation);
}
