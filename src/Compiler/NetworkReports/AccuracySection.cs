using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Compiler.Reporting.Pictures;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>What the network is worth on a data set.</summary>
internal static class AccuracySection
{
    /// <summary>The most classes whose confusion matrix fits a page; of more, what is confused most is listed.</summary>
    private const int MaxMatrix = 24;
    private const int MaxConfusions = 30;
    private const int MaxRecalls = 100;

    /// <summary>Shades of the matrix, 1 to this.</summary>
    private const int Shades = 9;

    public static DocumentSection Of(NetworkReport report)
    {
        if (report.Evaluation is not EvaluationRecord record)
        {
            return new DocumentSection("accuracy", "Accuracy", [Paragraph.Missing("Nothing was measured: no data set was given.", "qmac report --pkg DIR --data SPEC")]);
        }

        EvaluationResult result = record.Result;
        List<DocumentBlock> blocks = [DataOf(record), Identity(record)];
        if (result is { Exact: ClassifierFigures exact, Approximate: ClassifierFigures approximate })
        {
            (string Path, ClassifierFigures Figures)[] networks = record.IsExact ? [("exact", exact)] : [("exact", exact), ("approximate", approximate)];
            if (VerdictOf(record) is Paragraph verdict)
            {
                blocks.Add(verdict);
            }

            blocks.Add(Summary(record, networks));
            (string path, ClassifierFigures shown) = networks[^1];
            blocks.AddRange(shown.Confusion.Count <= MaxMatrix ? [Matrix(record, path, shown)] : [Confusions(record, path, shown)]);
            blocks.Add(Recall(record, networks));
        }
        else
        {
            blocks.Add(new Paragraph(record.Data.HasLabels ? "The outputs are not one vector of classes: there is no accuracy." : "The samples have no labels: there is no accuracy."));
        }

        blocks.Add(record.IsExact ? new Paragraph("All circuits are exact: there is nothing to compare.") : Outputs(result));
        return new DocumentSection("accuracy", "Accuracy", blocks);
    }

    /// <summary>Whether the difference of both networks is one; null where nothing was compared.</summary>
    public static Paragraph? VerdictOf(EvaluationRecord record) => record is { IsExact: false, Result.Verdict: string verdict }
        ? new Paragraph("Top-1, approximate against exact: ", Piece.Of("evaluation.comparison.verdict", verdict), ".") { Style = "verdict" }
        : null;

    private static Paragraph DataOf(EvaluationRecord record) => new(
        Piece.Of("evaluation.samples", record.Result.Samples), " samples of ", Piece.Of("evaluation.data.name", record.Data.Name),
        record.Data.Split is string part ? $", part {part}" : "", record.Data.Skipped > 0 ? Invariant($"; {record.Data.Skipped} could not be read and were left out") : "", ". Intervals are Wilson’s at 95 %.");

    private static Paragraph Identity(EvaluationRecord record) =>
        new("Data sha256 ", Piece.Of("evaluation.data.sha256", record.Data.Sha256) with { Tone = "hash" }) { Style = "note" };

    private static DataTable Summary(EvaluationRecord record, (string Path, ClassifierFigures Figures)[] networks)
    {
        List<IReadOnlyList<Cell>> rows = [Row("top-1", network => Share(network.Path, "top1", network.Figures.Top1))];
        if (networks[0].Figures.Top5 is not null)
        {
            rows.Add(Row("top-5", network => Share(network.Path, "top5", network.Figures.Top5!.Value)));
        }

        rows.Add(Row("margin in codes, median", network => Piece.Of($"evaluation.{network.Path}.margin_lsb.median", network.Figures.Margin.Median, Figures.Short(network.Figures.Margin.Median))));
        rows.Add(Row("margin in codes, least", network => Piece.Of($"evaluation.{network.Path}.margin_lsb.least", network.Figures.Margin.Least, Figures.Short(network.Figures.Margin.Least))));
        if (record.Result.Agreement is Rate agreement && !record.IsExact)
        {
            rows.Add(["the same class in both", "", Share("comparison", "agreement", agreement)]);
        }

        return new DataTable("Figures of both networks on the same samples", [new Column("figure"), .. networks.Select(network => new Column(network.Path))], rows) { Style = "stacked" };

        IReadOnlyList<Cell> Row(string name, Func<(string Path, ClassifierFigures Figures), Cell> cell) => [name, .. networks.Select(cell)];
    }

    private static Cell Share(string network, string figure, Rate rate) => Rates.Of($"evaluation.{network}.{figure}", rate) with { Picture = ShareBar.Inline(rate) };

    private static DataTable Matrix(EvaluationRecord record, string path, ClassifierFigures figures)
    {
        int classes = figures.Confusion.Count;
        return new DataTable(
            $"Confusion of the {path} network: labels down, classes found across",
            [new Column("label"), .. Enumerable.Range(0, classes).Select(label => new Column($">{record.NameOf(label)}"))],
            [
                .. figures.Confusion.Index().Select(row => (IReadOnlyList<Cell>)
                [
                    record.NameOf(row.Index),
                    .. row.Item.Index().Select(cell => new Cell(Piece.Of(Invariant($"evaluation.{path}.confusion.{row.Index}.{cell.Index}"), cell.Item))
                    {
                        Style = $"{(cell.Index == row.Index ? "right" : "wrong")} shade-{Shade(cell.Item, row.Item.Sum())}",
                    }),
                ]),
            ])
        { Style = "matrix" };
    }

    /// <summary>0 for none; the root of the share, so that rare confusions are seen, too.</summary>
    private static int Shade(int count, int total) => count == 0 ? 0 : Math.Clamp((int)Math.Ceiling(Shades * Math.Sqrt((double)count / total)), 1, Shades);

    private static DataTable Confusions(EvaluationRecord record, string path, ClassifierFigures figures) => new(
        $"What the {path} network confuses most",
        [new Column("label"), new Column("found"), new Column(">samples"), new Column(">of")],
        [
            .. figures.Confusion.Index()
                .SelectMany(row => row.Item.Index().Where(cell => cell.Index != row.Index && cell.Item > 0).Select(cell => (Label: row.Index, Found: cell.Index, Count: cell.Item, Total: row.Item.Sum())))
                .OrderByDescending(cell => cell.Count).ThenBy(cell => cell.Label).ThenBy(cell => cell.Found)
                .Take(MaxConfusions)
                .Select(cell => (IReadOnlyList<Cell>)
                [
                    record.NameOf(cell.Label), record.NameOf(cell.Found), Piece.Of(Invariant($"evaluation.{path}.confusion.{cell.Label}.{cell.Found}"), cell.Count), Invariant($"{cell.Total}"),
                ]),
        ]);

    private static DataTable Recall(EvaluationRecord record, (string Path, ClassifierFigures Figures)[] networks)
    {
        int[] labels = [.. Enumerable.Range(0, networks[0].Figures.Recall.Count).Where(label => networks[0].Figures.Recall[label].Total > 0)];
        return new DataTable(
            labels.Length > MaxRecalls ? Invariant($"Recall, the first {MaxRecalls} of {labels.Length} classes with samples") : "Recall of each class",
            [new Column("class"), .. networks.Select(network => new Column(network.Path))],
            [
                .. labels.Take(MaxRecalls).Select(label => (IReadOnlyList<Cell>)
                [
                    record.NameOf(label), .. networks.Select(network => Share(network.Path, Invariant($"recall.{label}"), network.Figures.Recall[label])),
                ]),
            ])
        { Style = "stacked" };
    }

    private static DataTable Outputs(EvaluationResult result) => new(
        "How far outputs are from the exact ones, in codes",
        [new Column("output"), new Column(">elements"), new Column(">changed"), new Column(">mean |diff|"), new Column(">largest"), new Column(">bias"), new Column(">correlation")],
        [
            .. result.Outputs.Index().Select(output => (IReadOnlyList<Cell>)
            [
                output.Item.Name,
                Number(output.Index, "elements", output.Item.Elements),
                Number(output.Index, "changed", output.Item.Changed),
                Real(output.Index, "mean_abs_lsb", output.Item.MeanAbsolute),
                Real(output.Index, "max_abs_lsb", output.Item.Largest),
                Real(output.Index, "bias_lsb", output.Item.Bias),
                output.Item.Pearson is double pearson ? Piece.Of(Path(output.Index, "pearson"), pearson, Invariant($"{pearson:0.000000}")) : "–",
            ]),
        ])
    { Style = "stacked" };

    private static Piece Number(int output, string member, long value) => Piece.Of(Path(output, member), value);

    private static Piece Real(int output, string member, double value) => Piece.Of(Path(output, member), value, Figures.Short(value));

    private static string Path(int output, string member) => Invariant($"evaluation.comparison.outputs.{output}.{member}");
}
