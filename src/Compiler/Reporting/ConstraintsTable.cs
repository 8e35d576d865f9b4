using QMacVerify.Compiler.Bounds;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Bounds of a model as a table, one line per layer.</summary>
internal static class ConstraintsTable
{
    public static string Of(ConstraintsResult result)
    {
        TextTable table = new("layer", "op", ">taps", "input", "accumulator", ">bits", ">prefix", "output", "overflow");
        foreach (LayerBounds layer in result.Layers)
        {
            table.Add(
                layer.Node.Name, layer.Node.Op, Generators.Support.Text.Invariant($"{layer.Node.Taps}"), layer.Input.ToString(), layer.Acc.ToString(),
                Generators.Support.Text.Invariant($"{layer.Sum.Bits}"), Generators.Support.Text.Invariant($"{layer.Prefix.Bits}"), layer.Output.ToString(),
                layer.MayOverflow ? "possible" : "never");
        }

        return result.Deviation is null ? table.ToString() : table + DeviationOf(result, result.Deviation);
    }

    /// <summary>How far that can be from the exact network, in codes.</summary>
    private static string DeviationOf(ConstraintsResult result, DeviationResult deviation)
    {
        TextTable table = new("layer", "local error", "centred", "difference");
        foreach (LayerBounds layer in result.Layers)
        {
            LayerDeviation found = deviation.For(layer);
            table.Add(layer.Node.Name, found.LocalError.Lsb.ToString(), found.LocalError.CentredLsb.ToString(), found.Output.ToString());
        }

        string logits = deviation.Logits is null ? "" : Generators.Support.Text.Invariant($"no logit moves more than {deviation.Logits.Lsb} codes\n");
        return $"\n{table}{logits}";
    }
}
