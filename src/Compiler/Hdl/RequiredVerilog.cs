using QMacVerify.Generators.Operators;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Where a module of ours is needed and an operator of the user has none.</summary>
internal static class RequiredVerilog
{
    /// <summary>The module of an operator.</summary>
    /// <exception cref="InputException">It is given by a table.</exception>
    public static VerilogModule RequiredModule(this Multiplier multiplier) =>
        multiplier.Verilog ?? throw new InputException($"{multiplier.Spec} is given by a table: there is no Verilog module of it in hdl");
}
