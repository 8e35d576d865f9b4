using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Where a module of ours is needed and an operator of the user has none.</summary>
internal static class RequiredVerilog
{
    /// <summary>The module of an operator.</summary>
    /// <exception cref="InputException">It is given by a table.</exception>
    public static VerilogModule RequiredModule(this Multiplier multiplier) =>
        multiplier.Verilog ?? throw new InputException($"{multiplier.Spec} is given by a table: there is no Verilog module of it in hdl");

    /// <summary>The module that stands for an operator in the bench of a layer: its own, or the memory of a table, which reads <c>products.hex</c>.</summary>
    /// <returns>Null where there is neither: products of a table that 16 bits do not hold.</returns>
    public static VerilogModule? BenchModule(this Multiplier multiplier) =>
        multiplier.Verilog ?? (multiplier is TableMultiplier { FitsInt16: true } ? new VerilogModule("mul_table_s8") : null);
}
