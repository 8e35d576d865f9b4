using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Benches that write the sums of given vectors.</summary>
internal static class AdderBench
{
    /// <summary>Module <c>adder_tb</c>: of the adder that is <c>qm_add</c>.</summary>
    public static string Vectors(Adder adder, int vectorCount) =>
        TemplateRenderer.Render("adder_tb.v", new { adder.Spec, VectorCount = Invariant($"{vectorCount}") });

    /// <summary>Module <c>adders_tb</c>: of several adders in one simulation.</summary>
    public static string VectorsOfSeveral(IReadOnlyList<Adder> adders, int vectorCount) => TemplateRenderer.Render("adders_tb.v", new
    {
        Count = Invariant($"{adders.Count}"),
        VectorCount = Invariant($"{vectorCount}"),
        Adders = adders.Select((adder, index) => new { adder.Spec, Index = Invariant($"{index}"), Instance = adder.Verilog.Instance() }).ToArray(),
    });
}
