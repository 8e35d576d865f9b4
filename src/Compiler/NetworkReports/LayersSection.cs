using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Compiler.Reporting.Pictures;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>Each layer of products: shape, work, circuit, accumulator, and how much of its bounds was seen.</summary>
internal static class LayersSection
{
    public static DocumentSection Of(NetworkReport report)
    {
        DataTable table = new(
            "Layers of products. The bar is the sound range of the final accumulator; in it what a search reached and what samples showed",
            [new Column("layer"), new Column("output"), new Column(">MACs"), new Column("circuit"), new Column(">bits"), new Column("accumulator"), new Column(">sound / seen")],
            [.. report.ProductLayers.Select(layer => Row(report.Model.Macs, layer.Index, layer.Layer, layer.Ranges))])
        { Style = "stacked layers" };
        return new DocumentSection("layers", "Layers", [Legend(report), table, Others(report)]);
    }

    /// <summary>Final accumulators: bars and intervals.</summary>
    public static Cell Ranges(string path, LayerRanges ranges) =>
        new([.. Intervals(path, "accumulator", ranges, bounds => bounds.Acc)]) { Picture = RangeBars.Inline(ranges.Tightness), Style = "bars" };

    /// <summary>Codes: intervals.</summary>
    public static Cell Codes(string path, LayerRanges ranges) => new([.. Intervals(path, "output", ranges, bounds => bounds.Output)]) { Style = "bars" };

    private static IReadOnlyList<Cell> Row(long allMacs, int index, LayerReport layer, LayerRanges ranges)
    {
        string path = Invariant($"layers.{index}");
        double? quotient = ranges.Tightness.Quotient;
        return
        [
            new Cell(Piece.To(NetworkSection.IdOf(index), layer.Node.Name), new Piece($" {layer.Node.Op}") { Tone = "quiet line" }),
            new Cell(string.Join(" × ", layer.Output.Shape)) { Style = "shape" },
            new Cell(Piece.Of($"{path}.macs", layer.Macs), new Piece($" {Rates.Percent((double)layer.Macs / Math.Max(1, allMacs))}") { Tone = "quiet line" }),
            new Cell(
                Piece.Of($"{path}.multiplier", ranges.Sound.Operators.Multiplier.Spec),
                Piece.Of($"{path}.adder", ranges.Sound.Operators.Adder.Spec) with { Text = $" adder {ranges.Sound.Operators.Adder.Spec}", Tone = "quiet line" }),
            new Cell(
                Piece.Of($"{path}.bits", ranges.Sound.Sum.Bits),
                new Piece(ranges.Sound.MayOverflow ? " may overflow" : "") { Tone = "bad line" }),
            Ranges(path, ranges),
            quotient is double value ? Piece.Of($"{path}.sound_over_seen", value, Invariant($"{value:0.00}")) : "–",
        ];
    }

    private static IEnumerable<Piece> Intervals(string path, string what, LayerRanges ranges, Func<LayerBounds, Interval> of)
    {
        foreach ((string name, LayerBounds? bounds) in ((string, LayerBounds?)[])[("sound", ranges.Sound), ("searched", ranges.Searched), ("observed", ranges.Observed)])
        {
            if (bounds is not null)
            {
                if (name != "sound")
                {
                    yield return Piece.Break;
                }

                Interval interval = of(bounds);
                yield return new Piece(name) { Tone = $"key {name}" };
                yield return " ";
                yield return Piece.Of($"{path}.{name}.{what}.0", interval.Lower);
                yield return " to ";
                yield return Piece.Of($"{path}.{name}.{what}.1", interval.Upper);
            }
        }
    }

    private static Paragraph Legend(NetworkReport report)
    {
        int searched = report.Searched?.Observation!.Samples ?? 0;
        int observed = report.Observed?.Observation!.Samples ?? 0;
        return new Paragraph(
            new Piece("sound") { Tone = "key sound" },
            $" for {report.Inputs}: guaranteed. ",
            new Piece("searched") { Tone = "key searched" },
            searched == 0 ? " nothing: give --search N. " : Invariant($" by {searched:N0} inputs that try to reach the ends, seed {report.Searched!.Observation!.Seed}. "),
            new Piece("observed") { Tone = "key observed" },
            observed == 0 ? " nothing: give --data SPEC." : Invariant($" on {observed:N0} samples of the data. What was seen guarantees nothing; where it comes near the bounds, they are tight."))
        { Style = "legend" };
    }

    /// <summary>What has no products.</summary>
    private static DataTable Others(NetworkReport report) => new(
        "Other nodes, which are exact",
        [new Column("node"), new Column("operation"), new Column("output"), new Column(">parameters")],
        [
            .. report.Model.Layers.Index().Where(layer => report.BoundsOf(layer.Index) is null).Select(layer => (IReadOnlyList<Cell>)
            [
                Piece.To(NetworkSection.IdOf(layer.Index), layer.Item.Node.Name),
                layer.Item.Node.Op,
                string.Join(" × ", layer.Item.Output.Shape),
                Piece.Of(Invariant($"layers.{layer.Index}.parameters"), layer.Item.Parameters),
            ]),
        ]);
}
