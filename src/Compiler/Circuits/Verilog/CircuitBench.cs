using QMacVerify.Compiler.Hdl;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>The bench that writes the products of a circuit of the user for all pairs of codes.</summary>
internal static class CircuitBench
{
    /// <summary>Module <c>circuit_tb</c>. Every name was checked to be plain.</summary>
    public static string Text(VerilogCircuit circuit) => TemplateRenderer.Render("circuit_tb.v", new
    {
        circuit.Top,
        Parameters = ModuleText.Holes(circuit.Parameters),
        circuit.Ports.A,
        circuit.Ports.B,
        circuit.Ports.O,
        IsClocked = circuit.Ports.Clock is not null,
        Clock = circuit.Ports.Clock?.Port,
        circuit.Ports.Clock?.Reset,
        ResetActive = circuit.Ports.Clock?.ResetIsLow == true ? "1'b0" : "1'b1",
        Latency = Invariant($"{circuit.Ports.Clock?.Latency}"),
    });
}
