using System.Text.RegularExpressions;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Operators;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Renders wrappers and benches: every template has one method here.</summary>
internal static partial class BenchWriter
{
    /// <summary>Module <c>qm_mul</c>: a multiplier under the name that the benches and <c>mac_s8_acc32</c> instantiate.</summary>
    public static string MultiplierWrapper(Multiplier multiplier) => Wrapper("qm_mul.v", multiplier.Spec, multiplier.Verilog);

    /// <summary>Module <c>qm_add</c>: likewise for an adder.</summary>
    public static string AdderWrapper(Adder adder) => Wrapper("qm_add.v", adder.Spec, adder.Verilog);

    /// <summary>Module <c>mul_table_tb</c>: writes the products of all 65,536 pairs.</summary>
    public static string MultiplierTable(Multiplier multiplier) =>
        TemplateRenderer.Render("mul_table_tb.v", new { Spec = SpecComment(multiplier.Spec) });

    /// <summary>Module <c>adder_tb</c>: writes the sums of given vectors.</summary>
    public static string AdderVectors(Adder adder, int vectorCount) =>
        TemplateRenderer.Render("adder_tb.v", new { Spec = SpecComment(adder.Spec), VectorCount = Invariant($"{vectorCount}") });

    /// <summary>Module <c>layer_tb</c>: replays the operands of a layer and compares every accumulator.</summary>
    public static string Layer(LayerBenchInput layer) => TemplateRenderer.Render("layer_tb.v", LayerHoles(layer));

    /// <summary>How to run the folder of a layer.</summary>
    public static string LayerReadme(LayerBenchInput layer) => TemplateRenderer.Render("layer_bench.md", LayerHoles(layer));

    private static string Wrapper(string template, string spec, VerilogModule module) => TemplateRenderer.Render(template, new
    {
        Spec = SpecComment(spec),
        Module = module.Name,
        Parameters = module.Parameters.Select(p => new { p.Name, Value = Invariant($"{p.Value}") }).ToArray(),
    });

    private static object LayerHoles(LayerBenchInput layer) => new
    {
        // The name comes from a model, which may be hostile: a newline in it would end the comment.
        Layer = SafeName.Of(layer.LayerName),
        Multiplier = SpecComment(layer.Operators.Multiplier.Spec),
        Adder = SpecComment(layer.Operators.Adder.Spec),
        AccumulatorCount = Invariant($"{layer.Accumulators.Count}"),
        TapCount = Invariant($"{layer.TapCount}"),
    };

    // A spec may carry a file name; the separators of the grammar are harmless in a comment.
    private static string SpecComment(string spec) =>
        string.Concat(SpecParts().Split(spec).Select(part => part is ":" or "," or "=" ? part : SafeName.Of(part)));

    [GeneratedRegex("([:,=])")]
    private static partial Regex SpecParts();
}
