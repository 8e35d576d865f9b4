using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>A circuit of the user, ready to be simulated: sources that were scanned, names that are plain.</summary>
/// <param name="FileName">Of the source, without folder.</param>
/// <param name="Source">What it holds.</param>
/// <param name="Cells">The cell modules; null when there is no such file.</param>
/// <param name="Top">The module.</param>
/// <param name="Parameters">Of the module.</param>
/// <param name="Ports">Which port is what.</param>
internal sealed partial record VerilogCircuit(
    string FileName, VerilogSource Source, VerilogSource? Cells, string Top, IReadOnlyList<(string Name, int Value)> Parameters, CircuitPorts Ports)
{
    public const string Expected = "top=T, ports=A:B:O, cells=FILE, param.NAME=N, clk=C, latency=N, rst=R";

    private const int MaxBytes = 1 << 24;

    /// <summary>The operands that the module declares signed.</summary>
    public IReadOnlyList<string> SignedOperands { get; init; } = [];

    /// <summary>What tools read, one text for each file.</summary>
    public IReadOnlyList<string> Texts => Cells is null ? [Source.Text] : [Source.Text, Cells.Text];

    public SynthesisInput ForSynthesis => new(Texts, Top, Parameters);

    /// <summary>Names of all modules that the files define.</summary>
    public IEnumerable<string> ModuleNames =>
        VerilogModuleHeader.All(Source.Tokens).Concat(Cells is null ? [] : VerilogModuleHeader.All(Cells.Tokens)).Select(module => module.Name);

    /// <summary>Identifies what is simulated, and what messages call it.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\0', [FileName, Source.Text, Cells?.Text ?? "", Top, .. Parameters.Select(parameter => Invariant($"{parameter.Name}={parameter.Value}")), Ports.ToString()]))));

    /// <summary>The options that make this circuit of its file, in the grammar of specs.</summary>
    public IEnumerable<string> SpecParts =>
    [
        $"top={Top}",
        .. Parameters.Select(parameter => Invariant($"param.{parameter.Name}={parameter.Value}")),
        $"ports={Ports.A}:{Ports.B}:{Ports.O}",
        .. Ports.Clock is CircuitClock clock ? (string[])[$"clk={clock.Port}", Invariant($"latency={clock.Latency}"), .. clock.Reset is null ? (string[])[] : [$"rst={clock.Reset}"]] : [],
    ];

    /// <summary>Reads the sources and binds the ports.</summary>
    /// <param name="spec">The options of the circuit are taken from it.</param>
    /// <param name="notes">Gets what was found out.</param>
    /// <exception cref="InputException">A source holds what is not allowed, or leaves open what is what.</exception>
    public static VerilogCircuit Read(SpecText spec, ICollection<string> notes)
    {
        string fileName = Path.GetFileName(spec.File);
        VerilogSource source = ReadSource(spec.File);
        VerilogSource? cells = spec.Take("cells") is string cellsFile ? ReadSource(cellsFile) : null;
        VerilogModuleHeader top = FindTop(spec, fileName, VerilogModuleHeader.All(source.Tokens), notes);
        CircuitPorts ports = CircuitPorts.Bind(spec, fileName, top, notes);
        return new VerilogCircuit(fileName, source, cells, top.Name, ReadParameters(spec), ports)
        {
            SignedOperands = [.. top.Ports.Where(port => port.IsSigned && (port.Name == ports.A || port.Name == ports.B)).Select(port => port.Name)],
        };
    }

    /// <summary>Letters, digits and underscores, and no keyword: a name that needs no quoting anywhere.</summary>
    public static bool IsPlainName(string name) => PlainName().IsMatch(name) && !VerilogLanguage.IsKeyword(name);

    private static VerilogSource ReadSource(string path) =>
        VerilogSource.Read(Path.GetFileName(path), BoundedFile.ReadText(path, MaxBytes));

    private static VerilogModuleHeader FindTop(SpecText spec, string fileName, List<VerilogModuleHeader> modules, ICollection<string> notes)
    {
        if (spec.Take("top") is string name)
        {
            return !IsPlainName(name) ? throw spec.Error($"top={Quote(name)} is no plain identifier: letters, digits and _")
                : modules.Find(module => module.Name == name)
                ?? throw new InputException($"{fileName} has no module {name}; it has {Names(modules)}");
        }

        List<VerilogModuleHeader> tops = modules.FindAll(module => !modules.Exists(other => other.Instantiated.Contains(module.Name)));
        if (tops.Count != 1)
        {
            throw new InputException(modules.Count == 0
                ? $"{fileName} has no module"
                : $"{fileName} does not say which module is meant: {Names(tops.Count == 0 ? modules : tops)}; give top=NAME");
        }

        if (!IsPlainName(tops[0].Name))
        {
            throw new InputException($"the module {Quote(tops[0].Name)} of {fileName} is no plain identifier: letters, digits and _");
        }

        if (modules.Count > 1)
        {
            notes.Add($"top: {tops[0].Name}, which no other module instantiates");
        }

        return tops[0];
    }

    private static string Names(List<VerilogModuleHeader> modules) =>
        string.Join(", ", modules.Take(5).Select(module => Quote(module.Name))) + (modules.Count > 5 ? ", ..." : "");

    private static List<(string, int)> ReadParameters(SpecText spec) =>
        [.. spec.TakeAll("param").Select(parameter =>
            IsPlainName(parameter.Name) && int.TryParse(parameter.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                ? (parameter.Name, value)
                : throw spec.Error($"param.{parameter.Name}={parameter.Value} is not valid; expected param.NAME=N with an integer"))];

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex PlainName();
}
