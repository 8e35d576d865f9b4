using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>What a multiplier takes, beside the exact one; for an unsigned circuit without what its wrapping takes.</summary>
/// <remarks>Gate counts rank circuits as published power and area do; they are no areas, and depend on coding style.</remarks>
internal sealed record OperatorCost(string Spec, GateCount Counts, GateCount Exact)
{
    /// <exception cref="InputException">The operator has no circuit, or none that can be synthesized.</exception>
    public static OperatorCost Measure(ResolvedMultiplier resolved, Yosys yosys, CancellationToken cancellation) => new(
        resolved.Multiplier.Spec,
        CountsOf(resolved, yosys, cancellation),
        GateCount.Of(BuiltIn(OperatorPair.Exact.Multiplier.RequiredModule()), yosys, cancellation));

    /// <summary>What the multiplier takes by itself.</summary>
    /// <exception cref="InputException">The operator has no circuit, or none that can be synthesized.</exception>
    public static GateCount CountsOf(ResolvedMultiplier resolved, Yosys yosys, CancellationToken cancellation) =>
        GateCount.Of(CircuitOf(resolved), yosys, cancellation);

    private static SynthesisInput CircuitOf(ResolvedMultiplier resolved) => resolved switch
    {
        { Origin.Circuit: VerilogCircuit circuit } => circuit.ForSynthesis,
        { Multiplier.Verilog: VerilogModule module } => BuiltIn(module),
        _ => throw new InputException($"{resolved.Multiplier.Spec} is given by a table, which says what a circuit computes but not how: cost needs a circuit"),
    };

    private static SynthesisInput BuiltIn(VerilogModule module) => new([EmbeddedText.Hdl(module.Name)], module.Name, module.Parameters);
}
