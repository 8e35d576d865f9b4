using QMacVerify.Compiler.Files;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Hdl;

/// <summary>A circuit for synthesis: sources and a module, whose names were checked to be plain.</summary>
internal sealed record SynthesisInput(IReadOnlyList<string> Sources, string Top, IEnumerable<(string Name, int Value)> Parameters);

/// <summary>A file that passes read, under a plain name of its own.</summary>
internal sealed record SynthesisFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>Yosys, which turns Verilog into gates.</summary>
internal sealed class Yosys
{
    private static readonly ToolLimits Limits = ToolLimits.Default with { Time = TimeSpan.FromMinutes(2) };

    private readonly string _program;

    private Yosys(string program) => _program = program;

    /// <summary>The installed one, or null.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    public static Yosys? Find(string? searchPath = null) => ExternalTool.Yosys.Find(searchPath) is string program ? new Yosys(program) : null;

    /// <summary>Name and version.</summary>
    /// <exception cref="InputException">It does not work.</exception>
    public string Version
    {
        get
        {
            ToolState state = ExternalTool.Yosys.Ask(_program);
            return state.Said ?? throw new InputException(state.Problem!);
        }
    }

    /// <summary>Reads a circuit and works on it.</summary>
    /// <param name="input">The circuit.</param>
    /// <param name="passes">What to do with it, a command each.</param>
    /// <param name="reports">Files that the commands write.</param>
    /// <param name="cancellation">Kills the program.</param>
    /// <param name="read">A file that the commands read; null for none.</param>
    /// <returns>How the program ended, and the texts of the reports where it succeeded.</returns>
    public (ToolResult End, IReadOnlyList<string> Reports) Run(
        SynthesisInput input, IEnumerable<string> passes, IReadOnlyList<string> reports, CancellationToken cancellation, SynthesisFile? read = null)
    {
        using ScratchFolder scratch = new();
        if (read is not null)
        {
            File.WriteAllBytes(scratch.PathOf(read.Name), read.Content.Span);
        }

        string[] files = [.. input.Sources.Select((_, i) => Invariant($"source{i}.v"))];
        for (int i = 0; i < files.Length; i++)
        {
            File.WriteAllText(scratch.PathOf(files[i]), input.Sources[i]);
        }

        string[] script =
        [
            $"read_verilog -sv {string.Join(' ', files)}",
            .. input.Parameters.Select(parameter => $"chparam -set {parameter.Name} {Constant(parameter.Value)} {input.Top}"),
            $"hierarchy -check -top {input.Top}",
            .. passes,
        ];
        File.WriteAllLines(scratch.PathOf("script.ys"), script);
        ToolResult end = Sandbox.Installed.Run(_program, ["-q", "-s", "script.ys"], scratch.Path, Limits, cancellation);
        return (end, end.Succeeded ? [.. reports.Select(report => File.ReadAllText(scratch.PathOf(report)))] : []);
    }

    // A decimal constant has no sign there.
    private static string Constant(int value) => value >= 0 ? Invariant($"{value}") : $"32'b{Convert.ToString(value, 2)}";
}
