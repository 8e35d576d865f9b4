using System.Collections.Concurrent;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Verilator: builds for some 8 seconds, then does over a million multiply-accumulates a second. It has no x: undefined values look like numbers.</summary>
internal sealed class Verilator : Simulator
{
    private const string ObjectFolder = "obj_dir";

    /// <summary>Verilator's own part of each program, by version and options: it is the same for all of them, and takes most of the time of a small build.</summary>
    private static readonly ConcurrentDictionary<string, (string Name, byte[] Content)[]> Runtimes = new(StringComparer.Ordinal);

    private readonly string _compiler;

    private Verilator(string compiler, string version, ToolLimits limits)
        : base("Verilator", version, limits) => _compiler = compiler;

    /// <summary>The installed one with the C++ compiler that it needs, or why it cannot be used.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    /// <param name="limits">Of each compilation and each run.</param>
    public static Tool<Simulator> Look(string? searchPath = null, ToolLimits? limits = null) => ExternalTool.Verilator.Examine(searchPath).Use<Simulator>(
        state => new Verilator(state.Path!, state.Version!, limits ?? ToolLimits.Default));

    /// <summary>The installed one, or null.</summary>
    /// <inheritdoc cref="Look"/>
    public static Verilator? Find(string? searchPath = null, ToolLimits? limits = null) => (Verilator?)Look(searchPath, limits).Program;

    public override string ProgramOf(string top) => Path.Combine(ObjectFolder, ToolRunner.FileName($"V{top}"));

    protected override ToolResult Compile(string folder, string top, IReadOnlyList<string> sources, SimulatorBuild build, Sandbox sandbox, CancellationToken cancellation)
    {
        string[] options = [.. Options(build)];
        string key = string.Join('\n', options.Prepend(Version));
        string objects = Directory.CreateDirectory(Path.Combine(folder, ObjectFolder)).FullName;
        bool isKnown = Runtimes.TryGetValue(key, out (string Name, byte[] Content)[]? runtime);
        foreach ((string name, byte[] content) in runtime ?? [])
        {
            // Newer than its source, so that make leaves it.
            File.WriteAllBytes(Path.Combine(objects, name), content);
        }

        ToolResult result = sandbox.Run(_compiler, ["--binary", "--timing", "-Wno-fatal", "-j", "2", .. options, "--top-module", top, .. sources], folder, BuildLimits, cancellation);
        if (result.Succeeded && !isKnown)
        {
            Runtimes.TryAdd(key, [.. Directory.GetFiles(objects, "verilated*.o").Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))]);
        }

        return result;
    }

    protected override ToolResult Execute(string folder, string program, IReadOnlyList<string> arguments, Sandbox sandbox, CancellationToken cancellation) =>
        sandbox.Run(Path.Combine(folder, program), arguments, folder, Limits, cancellation);

    private static IEnumerable<string> Options(SimulatorBuild build) =>
    [
        .. build.ForSpeed ? ["-O3", "-MAKEFLAGS", "OPT_FAST=-O2"] : Array.Empty<string>(),
        .. build.Waves switch { WaveFormat.Vcd => ["--trace"], WaveFormat.Fst => ["--trace-fst"], _ => Array.Empty<string>() },
    ];
}
