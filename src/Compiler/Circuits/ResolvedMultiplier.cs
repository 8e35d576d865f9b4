using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Circuits;

/// <summary>What a spec stands for.</summary>
/// <param name="Multiplier">For int8 operands, activation first.</param>
/// <param name="Origin">Where the products come from; null for a built-in operator.</param>
/// <param name="Notes">What was found out rather than given, and what looks wrong: whole clauses, in the order of finding.</param>
internal sealed record ResolvedMultiplier(Multiplier Multiplier, MultiplierOrigin? Origin, IReadOnlyList<string> Notes);

/// <summary>The circuit behind a multiplier of the user.</summary>
/// <param name="Table">On its own operands.</param>
/// <param name="Wrapping">How int8 operands reach it.</param>
/// <param name="ActivationIsB">Whether the activation is its second operand.</param>
/// <param name="Circuit">Its Verilog; null for a table.</param>
internal sealed record MultiplierOrigin(CircuitTable Table, OperandWrapping Wrapping, bool ActivationIsB, VerilogCircuit? Circuit)
{
    /// <summary>Width of the circuit's product; null for a table.</summary>
    public int? ProductBits { get; init; }
}
