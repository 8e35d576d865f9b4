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

        return table.ToString();
    }
}
