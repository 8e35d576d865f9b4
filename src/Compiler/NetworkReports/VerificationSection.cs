using QMacVerify.Compiler.Reporting.Documents;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>What was verified, with what tool, and what was not.</summary>
internal static class VerificationSection
{
    public static DocumentSection Of(NetworkReport report)
    {
        IReadOnlyList<Claim> claims = Claim.Of(report);
        List<DocumentBlock> blocks =
        [
            new DataTable(
                "What one would like to know, and how well it is known",
                [new Column("claim"), new Column("standing"), new Column("with")],
                [
                    .. claims.Index().Select(claim => (IReadOnlyList<Cell>)
                    [
                        new Cell([Piece.Of(Invariant($"claims.{claim.Index}.claim"), claim.Item.Text), .. claim.Item.Remark.Length > 0 ? (Piece[])[new Piece($" {claim.Item.Remark}") { Tone = "quiet line" }] : []]),
                        Piece.Of(Invariant($"claims.{claim.Index}.standing"), claim.Item.StandingName) with { Tone = $"badge {ToneOf(claim.Item.Standing)}" },
                        claim.Item.Standing == Standing.Open ? Piece.Badge("code", claim.Item.Tool) : claim.Item.Tool,
                    ]),
                ])
            { Style = "stacked claims" },
            new Paragraph(
                Piece.Badge("badge good", "proved"), " for all inputs of the region, or all operands. ",
                Piece.Badge("badge partial", "tested"), " on samples or vectors: of others it says nothing certain. ",
                Piece.Badge("badge open", "not looked at"), " nobody asked; the command is what would look.") { Style = "legend" },
        ];
        if (Evidence(report) is { Rows.Count: > 0 } evidence)
        {
            blocks.Add(new Heading("Each comparison of operators"));
            blocks.Add(evidence);
        }

        return new DocumentSection("verification", "Verification", blocks);
    }

    private static string ToneOf(Standing standing) => standing switch
    {
        Standing.Proved => "good",
        Standing.Tested => "partial",
        Standing.Failed => "bad",
        _ => "open",
    };

    /// <summary>What the reports say of the operators that the network has.</summary>
    private static DataTable Evidence(NetworkReport report) => new(
        "What the reports of qmac opcheck say of the operators of this network",
        [new Column("operator"), new Column("compared with"), new Column("outcome"), new Column("tool"), new Column(">vectors")],
        [
            .. report.Multipliers.Select(report.EvidenceOf).Concat(report.Adders.Select(report.EvidenceOf)).OfType<OperatorEvidence>()
                .SelectMany(evidence => evidence.Checks.Select(check => (IReadOnlyList<Cell>)
                [
                    $"{evidence.Kind} {evidence.Spec}",
                    check.What,
                    new Cell([check.Status.Replace('_', ' '), .. check.Reason is string reason ? (Piece[])[new Piece($" {reason}") { Tone = "quiet line" }] : []]),
                    check.Tool ?? "–",
                    check.Vectors is int vectors ? Invariant($"{vectors:N0}") : "all",
                ])),
        ])
    { Style = "stacked" };
}
