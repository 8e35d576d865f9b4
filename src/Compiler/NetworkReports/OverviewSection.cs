using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting.Documents;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>The figures that one looks for first.</summary>
internal static class OverviewSection
{
    public static DocumentSection Of(NetworkReport report)
    {
        List<Fact> facts = [.. AccuracyOf(report)];
        facts.Add(new Fact("multiply-accumulates", Piece.Of("totals.macs", report.Model.Macs), MacsOf(report)));
        facts.Add(new Fact("parameters", Piece.Of("totals.parameters", report.Model.Parameters), Invariant($"in {report.Model.Layers.Count} nodes")));
        int bits = report.Sound.Layers.Max(layer => layer.Sum.Bits);
        facts.Add(new Fact("accumulator", Piece.Of("totals.accumulator_bits", bits, Invariant($"{bits} bits")), "proved to be enough, for every input"));
        IReadOnlyList<Claim> claims = Claim.Of(report);
        facts.Add(new Fact("verified", Invariant($"{claims.Count(claim => claim.Standing == Standing.Proved)} of {claims.Count} claims proved"), Rest(claims)));
        List<DocumentBlock> blocks = [new FactList(facts) { IsProminent = true }];
        if (report.Evaluation?.Result is { Verdict: string verdict } && !report.IsExact)
        {
            blocks.Add(new Paragraph("Top-1, approximate against exact: ", Piece.Of("evaluation.comparison.verdict", verdict), ".") { Style = "verdict" });
        }

        blocks.Add(new Heading("What there is to see"));
        blocks.Add(new DataTable("The sections of this report", [new Column("section"), new Column("what it shows")],
        [
            [Piece.To("network", "Network"), "what feeds what; a click on a box shows the layer"],
            [Piece.To("layers", "Layers"), "shapes, circuits, accumulators, and how tight the bounds are"],
            [Piece.To("accuracy", "Accuracy"), report.Evaluation is null ? "not measured" : "what the network is worth on data, and what it confuses"],
            [Piece.To("multipliers", "Multipliers"), "where the errors of each circuit are, and how large"],
            [Piece.To("front", "Front"), report.Front is null ? "no front was given" : "what other assignments of circuits cost, and are worth"],
            [Piece.To("verification", "Verification"), "what was verified, with what tool, and what was not"],
        ]) { Style = "contents" });
        return new DocumentSection("overview", "Overview", blocks);
    }

    private static IEnumerable<Fact> AccuracyOf(NetworkReport report)
    {
        if (report.Evaluation?.Result is { Approximate: ClassifierFigures approximate, Exact: ClassifierFigures exact })
        {
            (ClassifierFigures shown, string path) = report.IsExact ? (exact, "exact") : (approximate, "approximate");
            yield return new Fact(
                "top-1 accuracy",
                Rates.Share($"evaluation.{path}.top1", shown.Top1),
                report.IsExact ? Rates.Interval(shown.Top1) : $"{Rates.Interval(shown.Top1)}; exact {Rates.Percent(exact.Top1.Value)}");
        }
        else if (report.Evaluation?.Result is { Outputs: [OutputDeviation output, ..] } && !report.IsExact)
        {
            yield return new Fact(
                "mean deviation",
                Piece.Of("evaluation.comparison.outputs.0.mean_abs_lsb", output.MeanAbsolute, Reporting.Figures.Short(output.MeanAbsolute)),
                "codes of the first output, from the exact one");
        }
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
