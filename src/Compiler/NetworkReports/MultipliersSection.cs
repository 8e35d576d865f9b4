using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Compiler.Reporting.Pictures;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>The multipliers of the network, each with its errors on all pairs of operands.</summary>
internal static class MultipliersSection
{
    public static DocumentSection Of(NetworkReport report) => new("multipliers", "Multipliers",
    [
        Overview(report),
        .. report.Multipliers.Index().Where(multiplier => !multiplier.Item.IsExact).Select(multiplier => CardOf(multiplier.Item, multiplier.Index)),
    ]);

    private static DataTable Overview(NetworkReport report) => new(
        "Error figures over all 65,536 pairs of int8 operands",
        [
            new Column("multiplier"), new Column(">layers"), new Column(">MACs"), new Column(">mean |error|"), new Column(">greatest"),
            new Column(">wrong pairs"), new Column(">relative"), new Column(">bias"),
        ],
        [
            .. report.Multipliers.Index().Select(multiplier =>
            {
                (string path, ErrorMetrics metrics) = (Invariant($"multipliers.{multiplier.Index}"), multiplier.Item.Metrics);
                return (IReadOnlyList<Cell>)
                [
                    multiplier.Item.IsExact ? multiplier.Item.Multiplier.Spec : Piece.To(IdOf(multiplier.Index), multiplier.Item.Multiplier.Spec),
                    Invariant($"{multiplier.Item.Layers.Count}"),
                    Piece.Of($"{path}.macs", multiplier.Item.Macs),
                    Piece.Of($"{path}.mae", metrics.Mae, Figures.Short(metrics.Mae)),
                    Piece.Of($"{path}.wce", metrics.Wce),
                    Piece.Of($"{path}.ep", metrics.Ep, Rates.Percent(metrics.Ep)),
                    Piece.Of($"{path}.mre", metrics.Mre, Rates.Percent(metrics.Mre)),
                    Piece.Of($"{path}.bias", metrics.Bias, Figures.Short(metrics.Bias)),
                ];
            }),
        ])
    { Style = "stacked" };

    private static Card CardOf(MultiplierReport multiplier, int index)
    {
        string spec = multiplier.Multiplier.Spec;
        return new Card(IdOf(index), spec, multiplier.Multiplier.Description,
        [
            new PictureRow(
                new Picture(ErrorPicture.Map(spec, multiplier.Table), "Product of the circuit less the exact one: blue below, red above; the colour follows the root of the error."),
                new Picture(ErrorPicture.Histogram(spec, multiplier.Table), "How many pairs err by how much; the count is logarithmic.")),
            new Paragraph("In ", string.Join(", ", multiplier.Layers), ". Table sha256 ", Piece.Of(Invariant($"multipliers.{index}.sha256"), multiplier.Sha256) with { Tone = "hash" }, ".") { Style = "note" },
        ]);
    }

    private static string IdOf(int index) => Invariant($"multiplier-{index}");
}
