using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Benches that write the products of all 65,536 pairs.</summary>
internal static class MultiplierBench
{
    /// <summary>Module <c>mul_table_tb</c>: of the multiplier that is <c>qm_mul</c>.</summary>
    public static string Table(Multiplier multiplier) => TemplateRenderer.Render("mul_table_tb.v", new { multiplier.Spec });

    /// <summary>Module <c>mul_tables_tb</c>: of several multipliers in one simulation.</summary>
    public static string Tables(IReadOnlyList<Multiplier> multipliers) => TemplateRenderer.Render("mul_tables_tb.v", new
    {
        Count = Invariant($"{multipliers.Count}"),
        Multipliers = multipliers.Select((multiplier, index) => new
        {
            multiplier.Spec,
            Index = Invariant($"{index}"),
            Instance = multiplier.RequiredModule().Instance(),
        }).ToArray(),
    });
}
