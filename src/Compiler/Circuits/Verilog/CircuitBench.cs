using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>The bench that writes the products of a circuit of the user for given pairs of codes.</summary>
internal static class CircuitBench
{
    /// <summary>Module <c>circuit_tb</c>. Every name was checked to be plain.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="count">Of the pairs.</param>
    public static string Text(VerilogCircuit circuit, int count) => TemplateRenderer.Render("circuit_tb.v", new
    {
        circuit.Top,
        Count = Invariant($"{count}"),
        Parameters = ModuleText.Holes(circuit.Parameters),
        circuit.Ports.A,
        circuit.Ports.B,
        circuit.Ports.O,
        IsClocked = circuit.Ports.Clock is not null,
        Clock = circuit.Ports.Clock?.Port,
        circuit.Ports.Clock?.Reset,
        ResetActive = circuit.Ports.Clock?.ResetIsLow == true ? "1'b0" : "1'b1",
    });
}
