using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>A hand-written module in <c>hdl/</c> and the parameters that specialize it.</summary>
/// <param name="Name">Module name; the file is <c>hdl/NAME.v</c>.</param>
/// <param name="Parameters">Verilog parameters, in the order of the module's declaration.</param>
public sealed record VerilogModule(string Name, EquatableArray<(string Name, int Value)> Parameters)
{
    public VerilogModule(string name, params (string Name, int Value)[] parameters)
        : this(name, new EquatableArray<(string Name, int Value)>(parameters))
    {
    }
}
