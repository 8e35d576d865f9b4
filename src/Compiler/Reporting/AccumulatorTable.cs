using QMacVerify.Compiler.Accumulators;
using QMacVerify.Compiler.Bounds;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Widths of accumulators as tables.</summary>
internal static class AccumulatorTable
{
    /// <summary>One line per layer, and one for each width of a register: the layers that it is enough for.</summary>
    public static string Of(IReadOnlyList<LayerBounds> layers)
    {
        TextTable widths = new("layer", "op", ">taps", "final sums", ">final", ">prefix", ">any order", ">l1", ">data type");
        foreach (LayerBounds layer in layers)
        {
            AccumulatorWidths own = AccumulatorWidths.Of(layer);
            widths.Add([layer.Node.Name, layer.Node.Op, Invariant($"{layer.Node.Taps}"), layer.Sum.ToString(), .. Cells(own), Invariant($"{layer.WeightNormBits}"), Invariant($"{layer.DataTypeBits}")]);
        }

        return $"{widths}\n{Registers([.. layers.Select(AccumulatorWidths.Of)])}";
    }

    /// <summary>One line per output channel of a layer.</summary>
    public static string OfChannels(LayerBounds layer)
    {
        TextTable table = new(">channel", "final sums", "sums on the way", ">final", ">prefix", ">any order");
        for (int channel = 0; channel < layer.Channels.Count; channel++)
        {
            ChannelBounds bounds = layer.Channels[channel];
            table.Add([Invariant($"{channel}"), bounds.Sum.ToString(), bounds.Prefix.ToString(), .. Cells(AccumulatorWidths.Of(bounds, layer.Operators.Adder))]);
        }

        return table.ToString();
    }

    /// <summary>A proof in a line or two.</summary>
    public static string Of(AccumulatorProof proof)
    {
        string claim = Invariant($"layer {Quote(proof.Layer)}, channel {proof.Channel}, {proof.Taps} taps: no step overflows {proof.Bits} bits: {proof.Name}");
        string fewer = proof switch
        {
            { Reason: string reason } => $", {reason}",
            { Holds: not true } => "",
            { Overflow: ChainOverflow overflow } => Invariant(
                $"\nwith {proof.Bits - 1} bits step {overflow.Step} overflows: accumulator {overflow.Accumulator}, activation {overflow.Activation}, sum {overflow.Sum}"),
            _ => Invariant($"\nwith {proof.Bits - 1} bits no step overflows either: the bounds of this adder are not all attained"),
        };
        return $"{claim}{fewer}\n";
    }

    /// <summary>The widths at which something changes.</summary>
    private static string Registers(AccumulatorWidths[] layers)
    {
        TextTable table = new(">from", ">wraps", ">saturates", ">in any order");
        (int, int, int)? last = null;
        for (int bits = AccumulatorReportWriter.LeastWidth; bits <= AccumulatorReportWriter.GreatestWidth; bits++)
        {
            (int Wraps, int Saturates, int AnyOrder) safe = (
                layers.Count(layer => layer.Final <= bits), layers.Count(layer => layer.Prefix <= bits), layers.Count(layer => layer.AnyOrder <= bits));
            if (safe != last)
            {
                table.Add(Invariant($"{bits} bits"), Invariant($"{safe.Wraps}"), Invariant($"{safe.Saturates}"), Invariant($"{safe.AnyOrder}"));
                last = safe;
            }
        }

        return Invariant(
            $"Layers, of {layers.Length}, that a register of {AccumulatorReportWriter.LeastWidth} to {AccumulatorReportWriter.GreatestWidth} bits is proved to be enough for:\n{table}");
    }

    private static string[] Cells(AccumulatorWidths widths) => [Invariant($"{widths.Final}"), Invariant($"{widths.Prefix}"), Invariant($"{widths.AnyOrder}")];
}
