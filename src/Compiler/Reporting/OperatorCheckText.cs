using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Verdicts of an operator check for the terminal.</summary>
internal static class OperatorCheckText
{
    public static string ToText(OperatorCheckSummary summary) =>
        $"{Line(summary.Multiplier, summary.MultiplierFile)}\n{Line(summary.Adder, summary.AdderFile)}\n";

    public static string ToJson(OperatorCheckSummary summary)
    {
        JsonWriter json = new();
        using (json.Array())
        {
            foreach ((OperatorReport report, string file) in ((OperatorReport, string)[])
                [(summary.Multiplier, summary.MultiplierFile), (summary.Adder, summary.AdderFile)])
            {
                using (json.Object(inline: true))
                {
                    json.Member("kind", report.Kind.ToString().ToLowerInvariant());
                    json.Member("spec", report.Spec);
                    json.Member("status", report.Status.ToString().ToLowerInvariant());
                    json.Member("vectors", report.Vectors);
                    json.Member("mismatches", report.Mismatches);
                    json.Member("report", file);
                }
            }
        }

        return json.ToString();
    }

    /// <summary>What was found, in one clause: for example <c>equal, 65,536 vectors, Icarus Verilog 11.0</c>.</summary>
    public static string Verdict(OperatorReport report) => report.Status switch
    {
        CheckStatus.Skipped => $"skipped: {report.Reason}",
        CheckStatus.Equal => Generators.Support.Text.Invariant($"equal on {report.Vectors:N0} vectors, {report.ToolName} {report.ToolVersion}"),
        CheckStatus.Different => Generators.Support.Text.Invariant(
            $"different on {report.Mismatches + report.Unknown:N0} of {report.Vectors:N0} vectors, first {Mismatch(report.FirstMismatch)}, {report.ToolName} {report.ToolVersion}"),
        _ => $"failed: {report.Reason}",
    };

    private static string Line(OperatorReport report, string file) =>
        $"{report.Kind.ToString().ToLowerInvariant()} {report.Spec}: {Verdict(report)} ({file})";

    private static string Mismatch(OperatorMismatch? mismatch) => mismatch is null ? "unknown" : Generators.Support.Text.Invariant(
        $"at {mismatch.First}, {mismatch.Second}: expected {mismatch.Expected}, got {(mismatch.Got is int got ? Generators.Support.Text.Invariant($"{got}") : "x")}");
}
