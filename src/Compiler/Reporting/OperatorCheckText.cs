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
                    json.Member("kind", Name(report.Kind));
                    json.Member("spec", report.Spec);
                    json.Member("status", Name(report.Status));
                    json.Member("vectors", report.Vectors);
                    json.Member("mismatches", report.Mismatches);
                    json.Member("report", file);
                }
            }
        }

        return json.ToString();
    }

    /// <summary>A line for each operator: what each simulator and each proof says.</summary>
    public static string ToText(IReadOnlyList<OperatorVerdict> verdicts)
    {
        TextTable table = new("operator", "verdict", "simulation", "second simulator", "proofs");
        foreach (OperatorVerdict verdict in verdicts)
        {
            table.Add(
                $"{Name(verdict.Simulation.Kind)} {verdict.Simulation.Spec}",
                Name(verdict.Status),
                Verdict(verdict.Simulation),
                verdict.SecondSimulation is null ? "" : Verdict(verdict.SecondSimulation),
                string.Join("; ", verdict.Proofs.Select(Verdict)));
        }

        return table.ToString();
    }

    /// <summary>The same as JSON, schema <c>qmac.opcheck_all/1</c>.</summary>
    public static string ToJson(IReadOnlyList<OperatorVerdict> verdicts)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.opcheck_all/1");
            using (json.Array("operators"))
            {
                foreach (OperatorVerdict verdict in verdicts)
                {
                    using (json.Object())
                    {
                        json.Member("kind", Name(verdict.Simulation.Kind));
                        json.Member("spec", verdict.Simulation.Spec);
                        json.Member("status", Name(verdict.Status));
                        json.Member("simulation", Verdict(verdict.Simulation));
                        if (verdict.SecondSimulation is not null)
                        {
                            json.Member("second_simulation", Verdict(verdict.SecondSimulation));
                        }

                        json.Member("proofs", verdict.Proofs.Select(Verdict));
                    }
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

    private static string Verdict(ProofReport proof) => proof.Status switch
    {
        CheckStatus.Equal => $"proved: {proof.Claim}",
        CheckStatus.Different => $"refuted: {proof.Claim}, at {string.Join(", ", proof.Counterexample.Select(port => $"{port.Port} = {port.Int32}"))}",
        _ => $"{Name(proof.Status)}: {proof.Reason}",
    };

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();

    private static string Line(OperatorReport report, string file) =>
        $"{Name(report.Kind)} {report.Spec}: {Verdict(report)} ({file})";

    private static string Mismatch(OperatorMismatch? mismatch) => mismatch is null ? "unknown" : Generators.Support.Text.Invariant(
        $"at {mismatch.First}, {mismatch.Second}: expected {mismatch.Expected}, got {(mismatch.Got is int got ? Generators.Support.Text.Invariant($"{got}") : "x")}");
}
