using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Operators;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>What a check takes from outside.</summary>
/// <param name="Simulator">Runs the Verilog; null where none is installed.</param>
/// <param name="SourceOf">The Verilog of an operator.</param>
internal sealed record CheckEnvironment(Simulator? Simulator, Func<VerilogModule, string> SourceOf)
{
    /// <summary>Icarus, which shows x and z, and our own modules.</summary>
    public static CheckEnvironment Installed() => new(Icarus.Find(), module => EmbeddedText.Hdl(module.Name));

    /// <summary>Lower-case SHA-256 of a source, as it names the source in a report.</summary>
    public static string Sha256(string source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
}
