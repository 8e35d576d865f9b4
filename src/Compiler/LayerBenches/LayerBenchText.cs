using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Templates;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.LayerBenches;

/// <summary>The bench of a layer, and how to run it.</summary>
internal static class LayerBenchText
{
    /// <summary>Module <c>layer_tb</c>: replays the operands of a layer and compares every accumulator.</summary>
    public static string Bench(LayerBenchInput layer) => TemplateRenderer.Render("layer_tb.v", Holes(layer));

    /// <summary>How to run the folder of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="multiplierNote">What stands for the multiplier, as a sentence; null for a module of ours.</param>
    public static string Readme(LayerBenchInput layer, string? multiplierNote) => TemplateRenderer.Render("layer_bench.md", Holes(layer, multiplierNote));

    private static object Holes(LayerBenchInput layer, string? multiplierNote = null) => new
    {
        // The name comes from a model, which may be hostile: a newline in it would end the comment.
        Layer = SafeName.Of(layer.LayerName),
        Multiplier = layer.Operators.Multiplier.Spec,
        Adder = layer.Operators.Adder.Spec,
        AccumulatorCount = Invariant($"{layer.Accumulators.Count}"),
        TapCount = Invariant($"{layer.TapCount}"),
        MultiplierNote = multiplierNote,
    };
}
