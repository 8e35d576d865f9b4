using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Search;
using static QMacVerify.Generators.Support.Text;

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
                layer.Node.Name, layer.Node.Op, Invariant($"{layer.Node.Taps}"), layer.Input.ToString(), layer.Acc.ToString(),
                Invariant($"{layer.Sum.Bits}"), Invariant($"{layer.Prefix.Bits}"), layer.Output.ToString(),
                layer.MayOverflow ? "possible" : "never");
        }

        return result.Deviation is null ? table.ToString() : table + DeviationOf(result, result.Deviation);
    }

    /// <summary>What that comes to, in one sentence.</summary>
    /// <param name="sound">Sound bounds.</param>
    /// <param name="file">Where all of them are.</param>
    public static string Verdict(ConstraintsResult sound, string file)
    {
        string where = $"the bounds are in {Escape(file)}\n";
        if (sound.Layers.MaxBy(Bits) is not LayerBounds widest)
        {
            return $"there are no layers of products, and no accumulators; {where}";
        }

        string[] overflows = [.. sound.Layers.Where(layer => layer.MayOverflow).Select(layer => Escape(layer.Node.Name))];
        return Invariant($"accumulators that {sound.Register.Overflow} need {Bits(widest)} bits, in {Escape(widest.Node.Name)}; ")
            + Invariant($"overflow of their {sound.Register.Bits} bits is {(overflows.Length == 0 ? "impossible" : Invariant($"possible in {overflows.Length} of {sound.Layers.Count} layers, first in {overflows[0]}"))}; ")
            + where;

        // Sums that wrap are right when the last one fits.
        int Bits(LayerBounds layer) => (sound.Register.Saturates ? layer.Prefix : layer.Sum).Bits;
    }

    /// <summary>What a search reached, and by which of the inputs that were kept.</summary>
    public static string OfSearch(ConstraintsResult found)
    {
        TextTable table = new("layer", "searched accumulator", ">bits", "samples", "sums on the way", ">bits", "samples");
        foreach ((LayerBounds layer, SearchEnds ends) in found.Layers.Zip(found.SearchInputs!.Layers))
        {
            table.Add(
                layer.Node.Name,
                layer.Acc.ToString(), Invariant($"{layer.Sum.Bits}"), Invariant($"{ends.Acc.Lower}, {ends.Acc.Upper}"),
                layer.Prefix.ToString(), Invariant($"{layer.Prefix.Bits}"), Invariant($"{ends.Prefix.Lower}, {ends.Prefix.Upper}"));
        }

        return table.ToString();
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

        string logits = deviation.Logits is null ? "" : Invariant($"no logit moves more than {deviation.Logits.Lsb} codes\n");
        return $"\n{table}{logits}";
    }
}
