using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Compiler.Reporting.Pictures;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>Other assignments of circuits, by cost and accuracy.</summary>
internal static class FrontSection
{
    public static DocumentSection Of(NetworkReport report)
    {
        if (report.Front is not FrontRecord front)
        {
            return new DocumentSection("front", "Front", [Paragraph.Missing("No front was given.", "qmac report --pkg DIR --front results/search/NET")]);
        }

        List<DocumentBlock> blocks =
        [
            new Paragraph(
                "Searched on ", front.Searched.ToString(), ", ", Piece.Of("front.evaluations", front.Evaluations), " assignments, seed ", Piece.Of("front.seed", front.Seed, Invariant($"{front.Seed}")),
                $"; the accuracy shown is that on {front.Unseen}, which the search never saw. Cost is {front.CostUnit} times MACs, as a share of the exact network’s."),
        ];
        ScatterPoint[] points = [.. front.Uniform.Concat(front.Points).Where(entry => entry.Unseen.Accuracy is not null).Select(PointOf)];
        if (points.Length > 0)
        {
            blocks.Add(new PictureRow(new Picture(
                ScatterPicture.Inline(points, "cost, share of the exact network’s", "accuracy on unseen samples"),
                "Filled: the front. Hollow: one circuit in every layer. Lines are 95 % intervals; a pointer that rests on a point shows which one it is.")));
        }

        bool isCertified = front.All.Any(entry => entry.LogitLsb is not null);
        blocks.Add(new DataTable(
            "Points of the front, then uniform assignments",
            [new Column("assignment"), new Column(">cost"), new Column(">searched"), new Column("unseen"), new Column(">max |diff|"), .. isCertified ? (Column[])[new Column(">logits, certified")] : []],
            [.. front.All.Select((entry, i) => Row(entry, Invariant($"front.points.{i}"), isCertified))])
        { Style = "stacked front" });
        return new DocumentSection("front", "Front", blocks);
    }

    private static ScatterPoint PointOf(FrontEntry entry)
    {
        Rate rate = entry.Unseen.Accuracy!.Value;
        string[] circuits = [.. entry.Layers.GroupBy(layer => layer.Multiplier).OrderByDescending(group => group.Count()).Select(group => Invariant($"{group.Count()} × {group.Key}"))];
        return new ScatterPoint(
            Invariant($"{entry.Name}: cost {entry.Cost:0.0000}, unseen {Rates.Percent(rate.Value)} ({Rates.Interval(rate)}){(circuits.Length > 0 ? $"; {string.Join(", ", circuits)}" : "")}"),
            entry.Cost,
            rate,
            entry.IsUniform ? "uniform" : entry.IsChosen || entry.IsReported ? "front chosen" : "front",
            !entry.IsUniform,
            Marks(entry))
        {
            IsLabelBelow = entry.IsReported && !entry.IsChosen,
        };
    }

    private static string Marks(FrontEntry entry) => (entry.IsChosen, entry.IsReported) switch
    {
        (true, true) => "chosen, this report",
        (true, false) => "chosen",
        (false, true) => "this report",
        _ => "",
    };

    private static IReadOnlyList<Cell> Row(FrontEntry entry, string path, bool isCertified) =>
    [
        new Cell([entry.Name, .. Marks(entry) is { Length: > 0 } marks ? (Piece[])[" ", Piece.Badge("badge mark", marks)] : []]) { Style = entry.IsChosen || entry.IsReported ? "chosen" : null },
        Piece.Of($"{path}.cost", entry.Cost, Invariant($"{entry.Cost:0.0000}")),
        entry.Searched.Accuracy is Rate searched ? Rates.Share($"{path}.searched.accuracy", searched) : "–",
        entry.Unseen.Accuracy is Rate unseen ? Rates.Of($"{path}.unseen.accuracy", unseen) : "–",
        Piece.Of($"{path}.unseen.max_lsb", entry.Unseen.MaxLsb, Figures.Short(entry.Unseen.MaxLsb)),
        .. !isCertified ? (Cell[])[] : entry.LogitLsb is int logits ? [new Cell([Piece.Of($"{path}.logit_lsb", logits), .. entry.IsTrivial ? (Piece[])[new Piece(" (trivial)") { Tone = "quiet" }] : []])] : ["–"],
    ];
}
