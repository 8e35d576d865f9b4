using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Generators.Emit;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>A report in sections, one for each question that is asked of a network.</summary>
internal static class NetworkDocument
{
    public static Document Of(NetworkReport report) => new(
        report.Graph.Name,
        $"{OperatorsOf(report)} · {report.Graph.Source.Format} · package {report.Model.Package.Sha256[..12]}",
        [
            OverviewSection.Of(report),
            NetworkSection.Of(report),
            LayersSection.Of(report),
            AccuracySection.Of(report),
            MultipliersSection.Of(report),
            FrontSection.Of(report),
            VerificationSection.Of(report),
        ],
        $"Made by qmac {ModelEmitter.ToolVersion} from package {report.Model.Package.Sha256}.");

    /// <summary>The circuits in a clause.</summary>
    private static string OperatorsOf(NetworkReport report)
    {
        string[] adders = [.. report.Adders.Select(adder => adder.Spec).Where(spec => spec != "exact")];
        string multipliers = report.Multipliers switch
        {
            { Count: > 3 } many => Invariant($"{many.Count} multipliers"),
            var few => $"multiplier {string.Join(", ", few.Select(multiplier => multiplier.Multiplier.Spec))}",
        };
        return report.IsExact ? "exact arithmetic" : $"{multipliers}, {(adders.Length == 0 ? "exact adders" : $"adder {string.Join(", ", adders)}")}";
    }
}
