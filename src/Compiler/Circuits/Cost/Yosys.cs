using System.Globalization;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>A circuit for synthesis: sources and a module, whose names were checked to be plain.</summary>
internal sealed record SynthesisInput(IReadOnlyList<string> Sources, string Top, IEnumerable<(string Name, int Value)> Parameters);

/// <summary>What synthesis counts.</summary>
/// <param name="Gates">Of at most two inputs, and multiplexers.</param>
/// <param name="GateLevels">On the longest path.</param>
/// <param name="Luts">Lookup tables of four inputs.</param>
/// <param name="LutLevels">On the longest path.</param>
internal sealed record GateCount(int Gates, int GateLevels, int Luts, int LutLevels);

/// <summary>Synthesis with yosys, into gates and into lookup tables of no vendor.</summary>
internal sealed partial class Yosys
{
    private static readonly ToolLimits Limits = ToolLimits.Default with { Time = TimeSpan.FromMinutes(2) };

    private readonly string _program;

    private Yosys(string program) => _program = program;

    /// <summary>The installed one, or null.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    public static Yosys? Find(string? searchPath = null) => ToolRunner.Find("yosys", searchPath) is string program ? new Yosys(program) : null;

    /// <exception cref="InputException">The circuit cannot be synthesized.</exception>
    public GateCount Count(SynthesisInput input, CancellationToken cancellation)
    {
        using ScratchFolder scratch = new();
        string[] files = [.. input.Sources.Select((_, i) => Invariant($"source{i}.v"))];
        for (int i = 0; i < files.Length; i++)
        {
            File.WriteAllText(scratch.PathOf(files[i]), input.Sources[i]);
        }

        File.WriteAllText(scratch.PathOf("cost.ys"), Script(input, files));
        ToolResult result = ToolRunner.Run(_program, ["-q", "-s", "cost.ys"], scratch.Path, Limits, cancellation);
        if (!result.Succeeded)
        {
            throw new InputException($"yosys cannot synthesize {input.Top}: {result.Problem}");
        }

        int Read(string file, Regex pattern) =>
            pattern.Match(File.ReadAllText(scratch.PathOf(file))) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return new GateCount(
            Read("gates.txt", Cells()), Read("gate_levels.txt", Length()), Read("luts.txt", Cells()), Read("lut_levels.txt", Length()));
    }

    private static string Script(SynthesisInput input, string[] files)
    {
        IEnumerable<string> parameters = input.Parameters.Select(parameter => $"chparam -set {parameter.Name} {Constant(parameter.Value)} {input.Top}");
        return string.Join('\n',
        [
            $"read_verilog -sv {string.Join(' ', files)}",
            .. parameters,
            $"hierarchy -check -top {input.Top}",
            $"synth -flatten -top {input.Top}",
            "abc -g AND,OR,XOR,NAND,NOR,XNOR,MUX",
            "opt_clean",
            "tee -q -o gates.txt stat",
            "tee -q -o gate_levels.txt ltp -noff",
            "abc -lut 4",
            "opt_clean",
            "tee -q -o luts.txt stat",
            "tee -q -o lut_levels.txt ltp -noff",
            "",
        ]);
    }

    // A decimal constant has no sign there.
    private static string Constant(int value) => value >= 0 ? Invariant($"{value}") : $"32'b{Convert.ToString(value, 2)}";

    // "Number of cells: 410", and since 0.50 "410 cells".
    [GeneratedRegex(@"(?<=Number of cells:\s+|^\s*(?=\d+ cells$))(\d+)", RegexOptions.Multiline)]
    private static partial Regex Cells();

    [GeneratedRegex(@"length=(\d+)")]
    private static partial Regex Length();
}
