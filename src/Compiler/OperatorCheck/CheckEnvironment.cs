using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>What a check takes from outside.</summary>
/// <param name="Simulator">Runs the Verilog; null where none is installed.</param>
/// <param name="SourceOf">The Verilog of an operator.</param>
internal sealed record CheckEnvironment(Simulator? Simulator, Func<VerilogModule, string> SourceOf)
{
    /// <summary>Checks all multipliers once more; null where none is installed.</summary>
    public Simulator? SecondSimulator { get; init; }

    /// <summary>The pairs of operands that can occur; null where a multiplier is to be right for all.</summary>
    public CareSet? Care { get; init; }

    /// <summary>Proves what no simulation can try out; null where the programs are not installed.</summary>
    public FormalTools? Formal { get; init; }

    /// <summary>Why nothing is simulated where <see cref="Simulator"/> is null.</summary>
    public const string NoSimulator = "iverilog is not on PATH; to install it: apt-get install iverilog";

    /// <summary>Why nothing is simulated twice where <see cref="SecondSimulator"/> is null.</summary>
    public const string NoSecondSimulator = "verilator 5 with g++ and make is not on PATH; to install it: apt-get install verilator g++ make";

    /// <summary>Icarus, which shows x and z, and our own modules.</summary>
    public static CheckEnvironment Installed() => new(Icarus.Find(), module => EmbeddedText.Hdl(module.Name));

    /// <summary>The same with Verilator, yosys and z3.</summary>
    public static CheckEnvironment AllInstalled() => Installed() with { SecondSimulator = Verilator.Find(), Formal = FormalTools.Find() };

    /// <summary>The files of several operators, one for each module.</summary>
    public IEnumerable<(string Name, string Text)> SourceFiles(IEnumerable<VerilogModule> modules) =>
        modules.Select(module => ($"{module.Name}.v", SourceOf(module))).Distinct();

    /// <summary>Lower-case SHA-256 of a source, as it names the source in a report.</summary>
    public static string Sha256(string source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
}
