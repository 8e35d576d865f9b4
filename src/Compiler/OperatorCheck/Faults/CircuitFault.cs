using System.Text.RegularExpressions;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck.Faults;

/// <summary>A fault in the Verilog of an operator.</summary>
/// <param name="Name">A clause, for example <c>trunc:2 with bit 15 stuck at 0</c>.</param>
/// <param name="Module">The healthy module inside, with its parameters, which may be the fault.</param>
/// <param name="Ports">Of the operator's kind.</param>
internal sealed record CircuitFault(string Name, VerilogModule Module, OperatorPorts Ports)
{
    /// <summary>The result as a Verilog expression of the operands and of <c>healthy</c>, the result of the module inside.</summary>
    public string Value { get; init; } = "healthy";

    /// <summary>Whether the operands are exchanged.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>A source with the fault.</summary>
    /// <param name="module">The module to write: its name and the parameters that benches give it.</param>
    /// <param name="healthySource">Source of the module inside, which gets another name.</param>
    public string Source(VerilogModule module, string healthySource)
    {
        string inside = $"{module.Name}_healthy";
        string renamed = Regex.Replace(healthySource, $@"\b{Module.Name}\b", inside);
        return renamed + TemplateRenderer.Render("faulty_operator.v", new
        {
            Fault = Name,
            Module = module.Name,
            Parameters = ModuleText.Holes(module.Parameters),
            Ports.First,
            Ports.Second,
            Ports.Result,
            OperandTop = Invariant($"{Ports.OperandBits - 1}"),
            ResultTop = Invariant($"{Ports.ResultBits - 1}"),
            Healthy = (Module with { Name = inside }).Instance(),
            DriverOfFirst = IsSwapped ? Ports.Second : Ports.First,
            DriverOfSecond = IsSwapped ? Ports.First : Ports.Second,
            Value,
        });
    }
}

/// <summary>The ports that all operators of a kind have.</summary>
/// <param name="First">Activation or accumulator.</param>
/// <param name="Second">Weight or addend.</param>
/// <param name="Result">Product or sum.</param>
/// <param name="OperandBits">Width of an operand.</param>
/// <param name="ResultBits">Width of the result.</param>
internal sealed record OperatorPorts(string First, string Second, string Result, int OperandBits, int ResultBits)
{
    public static OperatorPorts Multiplier { get; } = new("a_i", "w_i", "p_o", 8, 16);

    public static OperatorPorts Adder { get; } = new("acc_i", "addend_i", "sum_o", 32, 32);
}
