using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Hdl;

/// <summary>An operator under the name that the benches and <c>mac_s8_acc32</c> instantiate.</summary>
internal static class OperatorWrapper
{
    /// <summary>Module <c>qm_mul</c>.</summary>
    public static string Of(Multiplier multiplier) => Render("qm_mul.v", multiplier.Spec, multiplier.BenchModule() ?? multiplier.RequiredModule());

    /// <summary>Module <c>qm_add</c>.</summary>
    public static string Of(Adder adder) => Render("qm_add.v", adder.Spec, adder.Verilog);

    private static string Render(string template, string spec, VerilogModule module) => TemplateRenderer.Render(template, new
    {
        Spec = spec,
        Module = module.Name,
        Parameters = ModuleText.Holes(module.Parameters),
    });
}
