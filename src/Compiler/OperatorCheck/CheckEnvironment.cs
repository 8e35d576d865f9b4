using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>What a check takes from outside.</summary>
/// <param name="Simulator">Runs the Verilog.</param>
/// <param name="SourceOf">The Verilog of an operator.</param>
internal sealed record CheckEnvironment(Tool<Simulator> Simulator, Func<VerilogModule, string> SourceOf)
{
    /// <summary>Checks all multipliers once more.</summary>
    public Tool<Simulator> SecondSimulator { get; init; } = new(null, "no second simulator is asked for");

    /// <summary>The pairs of operands that can occur; null where a multiplier is to be right for all.</summary>
    public CareSet? Care { get; init; }

    /// <summary>Proves what no simulation can try out.</summary>
    public Tool<FormalTools> Formal { get; init; } = new(null, "no proof is asked for");

    /// <summary>Icarus, which shows x and z, and our own modules.</summary>
    public static CheckEnvironment Installed() => new(Icarus.Look(), module => EmbeddedText.Hdl(module.Name));

    /// <summary>The same with Verilator, yosys and z3.</summary>
    public static CheckEnvironment AllInstalled() => Installed() with { SecondSimulator = Verilator.Look(), Formal = FormalTools.Look() };

    /// <summary>The files of several operators, one for each module.</summary>
    public IEnumerable<(string Name, string Text)> SourceFiles(IEnumerable<VerilogModule> modules) =>
        modules.Select(module => ($"{module.Name}.v", SourceOf(module))).Distinct();

    /// <summary>Lower-case SHA-256 of a source, as it names the source in a report.</summary>
    public static string Sha256(string source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
}
