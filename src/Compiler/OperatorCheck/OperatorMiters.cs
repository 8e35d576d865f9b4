using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Modules whose output <c>different_o</c> says where two circuits differ.</summary>
internal static class OperatorMiters
{
    /// <summary>Module <c>adder_miter</c>: can the adder and <c>adder_reference</c> differ.</summary>
    public static string Formula(Adder adder) => OfAdder("adder_miter.v", adder);

    /// <summary>Module <c>order_miter</c>: can the order of three additions make a difference.</summary>
    public static string Order(Adder adder) => OfAdder("order_miter.v", adder);

    /// <summary>Module <c>mac_miter</c>: can a chain and a tree of multiply-accumulates differ.</summary>
    /// <param name="chain">Operators of the chain.</param>
    /// <param name="tree">Operators of the tree.</param>
    /// <param name="taps">Products, at least 2.</param>
    public static string ChainAndTree(OperatorPair chain, OperatorPair tree, int taps) => TemplateRenderer.Render("mac_miter.v", new
    {
        Taps = Invariant($"{taps}"),
        ChainSpec = chain.ToString(),
        TreeSpec = tree.ToString(),
        ChainMultiplier = chain.Multiplier.RequiredModule().Instance(),
        ChainAdder = chain.Adder.Verilog.Instance(),
        TreeMultiplier = tree.Multiplier.RequiredModule().Instance(),
        TreeAdder = tree.Adder.Verilog.Instance(),
    });

    private static string OfAdder(string template, Adder adder) =>
        TemplateRenderer.Render(template, new { adder.Spec, Adder = adder.Verilog.Instance() });
}
