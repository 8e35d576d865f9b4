using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>What is around a circuit of the user, so that it multiplies int8 operands: the Verilog twin of <see cref="CircuitTable.Wrap"/>.</summary>
internal static class CircuitWrapper
{
    /// <summary>Module <c>qm_mul</c>. Every name was checked to be plain.</summary>
    /// <param name="spec">Of the multiplier.</param>
    /// <param name="origin">Its circuit, without a clock, and the width of its product.</param>
    public static string Text(string spec, MultiplierOrigin origin)
    {
        VerilogCircuit circuit = origin.Circuit!;
        (string activation, string weight, string result) = Expressions(origin.Wrapping);
        return TemplateRenderer.Render("qm_mul_circuit.v", new
        {
            Spec = spec,
            Formula = origin.Wrapping.Formula(),
            circuit.Top,
            Activation = activation,
            Weight = weight,
            Result = result,
            Sign = origin.Table.IsSigned ? "signed " : "",
            ProductTop = Invariant($"{origin.ProductBits - 1}"),
            Instance = new VerilogModule(circuit.Top, [.. circuit.Parameters]).Instance(),
            circuit.Ports.A,
            circuit.Ports.B,
            circuit.Ports.O,
            DriverOfA = origin.ActivationIsB ? "weight" : "activation",
            DriverOfB = origin.ActivationIsB ? "activation" : "weight",
        });
    }

    /// <summary>Operands of the circuit in terms of <c>a_i</c> and <c>w_i</c>, and the product, modulo 2^32, in terms of these and of <c>product</c>.</summary>
    private static (string Activation, string Weight, string Result) Expressions(OperandWrapping wrapping) => wrapping switch
    {
        OperandWrapping.Int8 => ("a_i", "w_i", "product"),
        OperandWrapping.SignMagnitude => (
            "a_i[7] ? -a_i : a_i",
            "w_i[7] ? -w_i : w_i",
            "a_i == 8'sd0 || w_i == 8'sd0 ? 32'd0 : a_i[7] ^ w_i[7] ? -product : product"),
        _ => (
            "a_i ^ 8'h80",
            "w_i ^ 8'h80",
            "product - 32'd128 * ({ {24{a_i[7]}}, a_i } + { {24{w_i[7]}}, w_i }) - 32'd16384"),
    };
}
