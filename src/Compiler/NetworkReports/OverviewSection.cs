using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Compiler.Reporting.Pictures;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>The figures that one looks for first.</summary>
internal static class OverviewSection
{
    private const int MaxLayers = 12;

    public static DocumentSection Of(NetworkReport report)
    {
        IReadOnlyList<Claim> claims = Claim.Of(report);
        Fact[] facts =
        [
            AccuracyOf(report),
            DeviationOf(report),
            new("claims proved", Invariant($"{claims.Count(claim => claim.Standing == Standing.Proved)} of {claims.Count}"), Rest(claims)),
            new("multiply-accumulates", Piece.Of("totals.macs", report.Model.Macs), MacsOf(report)),
            new("parameters", Piece.Of("totals.parameters", report.Model.Parameters), Invariant($"in {report.Model.Layers.Count} nodes")),
            new("accumulators", Piece.Of("totals.accumulator_bits", report.AccumulatorBits, Invariant($"{report.AccumulatorBits} bits")), $"proved to be enough, for {report.Inputs}"),
        ];
        List<DocumentBlock> blocks = [new FactList(facts) { IsProminent = true }];
        if (report.Evaluation is EvaluationRecord record && AccuracySection.VerdictOf(record) is Paragraph verdict)
        {
            blocks.Add(verdict);
        }

        blocks.Add(Largest(report));
        return new DocumentSection("overview", "Overview", blocks);
    }

    /// <summary>The layers where most of the work is.</summary>
    private static DataTable Largest(NetworkReport report)
    {
        (int Index, LayerReport Layer, LayerRanges Ranges)[] layers = [.. report.ProductLayers];
        int[] shown = [.. layers.OrderByDescending(layer => layer.Layer.Macs).Take(MaxLayers).Select(layer => layer.Index)];
        return new DataTable(
            layers.Length > MaxLayers ? Invariant($"The {MaxLayers} of {layers.Length} layers of products that have most of the work") : "Where the work is, and how wide its accumulators are",
            [new Column("layer"), new Column("multiplier"), new Column("MACs"), new Column("accumulator, of 32 bits")],
            [
                .. layers.Where(layer => shown.Contains(layer.Index)).Select(layer => (IReadOnlyList<Cell>)
                [
                    Piece.To(NetworkSection.IdOf(layer.Index), layer.Layer.Node.Name),
                    Piece.Of(Invariant($"layers.{layer.Index}.multiplier"), layer.Ranges.Sound.Operators.Multiplier.Spec),
                    new Cell(Piece.Of(Invariant($"layers.{layer.Index}.macs"), layer.Layer.Macs)) { Picture = ShareBar.Inline((double)layer.Layer.Macs / Math.Max(1, layers.Max(other => other.Layer.Macs))) },
                    new Cell(Piece.Of(Invariant($"layers.{layer.Index}.bits"), layer.Ranges.Sound.Sum.Bits)) { Picture = ShareBar.Inline(Math.Min(1, layer.Ranges.Sound.Sum.Bits / 32.0)) },
                ]),
            ])
        { Style = "stacked glance" };
    }

    private static Fact AccuracyOf(NetworkReport report)
    {
        const string name = "top-1 accuracy";
        if (report.Evaluation?.Result is not { Approximate: ClassifierFigures approximate, Exact: ClassifierFigures exact })
        {
            return new Fact(name, "–", report.Evaluation is null ? "not measured: no data was given" : "no labels, or no classes");
        }

        return report.IsExact
            ? new Fact(name, Rates.Share("evaluation.exact.top1", exact.Top1), Rates.Interval(exact.Top1))
            : new Fact(name, Rates.Share("evaluation.approximate.top1", approximate.Top1), $"{Rates.Interval(approximate.Top1)}; exact {Rates.Percent(exact.Top1.Value)}");
    }

    private static Fact DeviationOf(NetworkReport report)
    {
        const string name = "largest deviation";
        return report switch
        {
            { IsExact: true } => new Fact(name, "0", "all circuits are exact"),
            { Evaluation.Result.Outputs: [OutputDeviation output, ..] } => new Fact(
                name, Piece.Of("evaluation.comparison.outputs.0.max_abs_lsb", output.Largest, Figures.Short(output.Largest)), $"codes of an output, from the exact one; mean {Figures.Short(output.MeanAbsolute)}"),
            _ => new Fact(name, "–", "not measured: no data was given"),
        };
    }

    private static string MacsOf(NetworkReport report)
    {
        long approximate = report.Multipliers.Where(multiplier => !multiplier.IsExact).Sum(multiplier => multiplier.Macs);
        return approximate == 0 ? "all on exact multipliers" : $"{Rates.Percent((double)approximate / report.Model.Macs)} on approximate multipliers";
    }

    private static string Rest(IReadOnlyList<Claim> claims)
    {
        int failed = claims.Count(claim => claim.Standing == Standing.Failed);
        return Invariant($"{claims.Count(claim => claim.Standing == Standing.Tested)} tested, {claims.Count(claim => claim.Standing == Standing.Open)} not looked at{(failed > 0 ? $", {failed} failed" : "")}");
    }
}
