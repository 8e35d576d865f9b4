using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>The bench that writes the sums of given vectors.</summary>
internal static class AdderBench
{
    /// <summary>Module <c>adder_tb</c>: of the adder that is <c>qm_add</c>.</summary>
    public static string Vectors(Adder adder, int vectorCount) =>
        TemplateRenderer.Render("adder_tb.v", new { adder.Spec, VectorCount = Invariant($"{vectorCount}") });
}
