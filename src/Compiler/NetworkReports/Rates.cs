using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting.Documents;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>Shares of samples in words.</summary>
internal static class Rates
{
    /// <summary>A fraction of 1 in percent, two decimals.</summary>
    public static string Percent(double share) => Invariant($"{100 * share:0.00} %");

    /// <summary>The interval at 95 %.</summary>
    public static string Interval(Rate rate) => Invariant($"{100 * rate.Interval.Low:0.00} to {100 * rate.Interval.High:0.00} %");

    /// <summary>The share alone.</summary>
    public static Piece Share(string path, Rate rate) => Piece.Of($"{path}.value", rate.Value, Percent(rate.Value));

    /// <summary>Share, count and interval.</summary>
    public static Cell Of(string path, Rate rate) => new(
        Share(path, rate),
        new Piece(" "),
        new Piece("(") { Tone = "quiet" },
        Piece.Of($"{path}.count", rate.Count) with { Tone = "quiet" },
        new Piece(" of ") { Tone = "quiet" },
        Piece.Of($"{path}.total", rate.Total) with { Tone = "quiet" },
        new Piece(Invariant($"; {Interval(rate)})")) { Tone = "quiet" });
}
