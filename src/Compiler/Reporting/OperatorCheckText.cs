using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Verdicts of an operator check for the terminal.</summary>
internal static class OperatorCheckText
{
    public const string Schema = "qmac.opcheck_all/1";

    private const string SummarySchema = "qmac.opcheck_summary/1";

    public static string ToText(OperatorCheckSummary summary) =>
        $"{Line(summary.Multiplier, summary.MultiplierFile)}\n{Line(summary.Adder, summary.AdderFile)}\n{Line(summary.SelfTest)}\n";

    public static string ToJson(OperatorCheckSummary summary)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", SummarySchema);
            OperatorReportWriter.WriteSelfTest(summary.SelfTest, json);
            using (json.Array("operators"))
            {
                foreach ((OperatorReport report, string file) in ((OperatorReport, string)[])
                    [(summary.Multiplier, summary.MultiplierFile), (summary.Adder, summary.AdderFile)])
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("kind", report.Kind.Name());
                        json.Member("spec", report.Spec);
                        json.Member("status", report.Status.Name());
                        json.Member("vectors", report.Vectors);
                        json.Member("mismatches", report.Mismatches);
                        json.Member("report", file);
                    }
                }
            }
        }

        return json.ToString();
    }

    /// <summary>A line for each operator; below, what is not simply equal or proved.</summary>
    public static string ToText(OperatorCheckResult result)
    {
        bool isAgainst = result.Verdicts.Any(verdict => verdict.Against is not null);
        TextTable table = new(
        [
            "operator", "verdict", ">vectors", Tool(result.Verdicts.Select(verdict => verdict.Simulation), "circuit"),
            Tool(result.Verdicts.Select(verdict => verdict.SecondSimulation), "second simulator"), "C#",
            .. isAgainst ? (string[])["against"] : [], "proofs",
        ]);
        foreach (OperatorVerdict verdict in result.Verdicts)
        {
            table.Add(
            [
                Name(verdict),
                verdict.Status.Name(),
                Invariant($"{verdict.Principal.Vectors:N0}"),
                verdict.Simulation?.Status.Name() ?? "none: a table",
                verdict.SecondSimulation?.Status.Name() ?? "",
                verdict.Expression?.Status.Name() ?? "",
                .. isAgainst ? (string[])[verdict.Against?.Status.Name() ?? ""] : [],
                Proofs(verdict.Proofs),
            ]);
        }

        IEnumerable<string> details =
        [
            .. result.Verdicts.SelectMany(Details).Distinct(),
            .. NotesOf(result),
            .. result.Care is CareSet care ? (string[])[Region(care, result.CareHolds)] : [],
            Line(result.SelfTest),
        ];
        return table + string.Concat(details.Select(detail => detail + "\n"));
    }

    /// <summary>Each note once, with the operators that it is about: their options are in the table, unless they tell some apart.</summary>
    private static IEnumerable<string> NotesOf(OperatorCheckResult result)
    {
        string[] specs = [.. result.Verdicts.Select(verdict => verdict.Principal.Spec).Distinct()];
        return result.Verdicts
            .SelectMany(verdict => verdict.Notes.Select(note => (Note: note, verdict.Principal.Spec)))
            .GroupBy(entry => entry.Note, entry => Short(entry.Spec))
            .Select(group => Notes.Line(group.Key, string.Join(", ", group)));

        string Short(string spec) => specs.Count(other => Operator(other) == Operator(spec)) == 1 ? Operator(spec) : spec;

        static string Operator(string spec) => spec.Split(',')[0];
    }

    /// <summary>Writes a report of each operator, and one of all.</summary>
    /// <returns>Path of the one of all.</returns>
    public static string WriteFiles(OperatorCheckResult result, string folder, string name)
    {
        foreach (OperatorVerdict verdict in result.Verdicts)
        {
            OperatorReportWriter.Write(verdict.Principal with { SelfTest = result.SelfTest }, folder);
        }

        string file = Path.Combine(folder, $"{name}_equiv_report.json");
        AtomicFile.WriteAllText(file, ToJson(result));
        return file;
    }

    /// <summary>The same as JSON, schema <c>qmac.opcheck_all/1</c>.</summary>
    public static string ToJson(OperatorCheckResult result)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            WriteRegion(result, json);
            OperatorReportWriter.WriteSelfTest(result.SelfTest, json);
            using (json.Array("operators"))
            {
                foreach (OperatorVerdict verdict in result.Verdicts)
                {
                    using (json.Object())
                    {
                        WriteVerdict(verdict, json);
                    }
                }
            }
        }

        return json.ToString();
    }

    /// <summary>What was found, in one clause: for example <c>equal on 65,536 vectors, Icarus Verilog 11.0</c>.</summary>
    public static string Verdict(OperatorReport report)
    {
        int mismatches = report.Mismatches;
        string tool = $"{report.ToolName}{(report.ToolVersion is null ? "" : $" {report.ToolVersion}")}";
        string difference = Invariant($"different on {mismatches:N0} of {report.Vectors:N0} vectors");
        string first = $"first {Mismatch(report.FirstMismatch)}";
        return report.Status switch
        {
            CheckStatus.Skipped => $"skipped: {report.Reason}",
            CheckStatus.Equal => Invariant($"equal on {report.Vectors:N0} vectors, {tool}"),
            CheckStatus.EqualOnVectors => Invariant($"{report.Status.Name()}, {report.Vectors:N0} of them, a sample, {tool}"),
            CheckStatus.EqualOnCareSet => $"equal on the care set; {difference}, {first}, {tool}",
            CheckStatus.EqualIfSwapped or CheckStatus.EqualIfReindexed => $"equal only if {report.Relation}; {difference}, {first}, {tool}",
            CheckStatus.Different => report.CareMismatches is int inCare
                ? Invariant($"{difference}, {inCare:N0} of them in the care set, {first}, {tool}")
                : $"{difference}, {first}, {tool}",
            _ => $"failed: {report.Reason}",
        };
    }

    private static void WriteVerdict(OperatorVerdict verdict, JsonWriter json)
    {
        json.Member("kind", verdict.Principal.Kind.Name());
        json.Member("spec", verdict.Principal.Spec);
        if (verdict.Principal.TableSha256 is string hash)
        {
            json.Member("table_sha256", hash);
        }

        json.Member("status", verdict.Status.Name());
        WriteComparison("simulation", verdict.Simulation, json);
        WriteComparison("second_simulation", verdict.SecondSimulation, json);
        WriteComparison("expression", verdict.Expression, json);
        WriteComparison("against", verdict.Against, json);
        using (json.Array("proofs"))
        {
            foreach (ProofReport proof in verdict.Proofs)
            {
                WriteProof(proof, json);
            }
        }

        json.Member("notes", verdict.Notes);
    }

    private static void WriteComparison(string name, OperatorReport? report, JsonWriter json)
    {
        if (report is null)
        {
            json.Null(name);
            return;
        }

        using (json.Object(name, inline: true))
        {
            json.Member("status", report.Status.Name());
            if (report.Reason is string reason)
            {
                json.Member("reason", reason);
            }

            if (report.ToolName is string tool)
            {
                json.Member("with", report.ToolVersion is null ? tool : $"{tool} {report.ToolVersion}");
            }

            OperatorReportWriter.WriteCounts(report, json);
        }
    }

    private static void WriteProof(ProofReport proof, JsonWriter json)
    {
        using (json.Object(inline: true))
        {
            json.Member("claim", proof.Claim);
            json.Member("status", proof.Status == CheckStatus.Equal ? "proved" : proof.Status == CheckStatus.Different ? "refuted" : proof.Status.Name());
            if (proof.Reason is string reason)
            {
                json.Member("reason", reason);
            }

            if (proof.Counterexample.Count > 0)
            {
                using (json.Object("counterexample"))
                {
                    foreach (PortValue port in proof.Counterexample)
                    {
                        json.Member(port.Port, port.ToString());
                    }
                }
            }
        }
    }

    private static void WriteRegion(OperatorCheckResult result, JsonWriter json)
    {
        if (result.Care is not CareSet care)
        {
            json.Null("region");
            return;
        }

        using (json.Object("region"))
        {
            json.Member("model", care.Model);
            json.Member("digest", care.Digest);
            json.Member("pairs", care.Pairs);
            json.Member("multipliers", care.Multipliers);
            json.Member("holds_for_these_operators", result.CareHolds);
        }
    }

    private static string Region(CareSet care, bool holds)
    {
        string text = Invariant($"region: {care.Pairs:N0} of 65,536 pairs can occur in {care.Model} with {string.Join(", ", care.Multipliers)}");
        return holds ? text : $"{text}; no operator checked here is one of these, so what can occur with it may be more";
    }

    private static string Verdict(ProofReport proof) => proof.Status switch
    {
        CheckStatus.Equal => $"proved: {proof.Claim}",
        CheckStatus.Different => $"refuted: {proof.Claim}, at {string.Join(", ", proof.Counterexample.Select(port => $"{port.Port} = {port}"))}",
        _ => $"{proof.Status.Name()}: {proof.Reason}",
    };

    /// <summary>Name and version of the tool that looked at some of the circuits.</summary>
    private static string Tool(IEnumerable<OperatorReport?> reports, string otherwise) =>
        reports.FirstOrDefault(report => report?.ToolVersion is not null) is OperatorReport report
            ? $"{report.ToolName} {report.ToolVersion}"
            : otherwise;

    private static string Proofs(IReadOnlyList<ProofReport> proofs) => string.Join(", ", proofs
        .GroupBy(proof => proof.Status)
        .Select(group => Invariant($"{group.Count()} {(group.Key == CheckStatus.Equal ? "proved" : group.Key == CheckStatus.Different ? "refuted" : group.Key.Name())}")));

    private static IEnumerable<string> Details(OperatorVerdict verdict)
    {
        IEnumerable<string> ofReports = ((OperatorReport?[])[verdict.Simulation, verdict.SecondSimulation, verdict.Expression, verdict.Against])
            .Where(report => report is { Status: not (CheckStatus.Equal or CheckStatus.EqualOnVectors) })
            .Select(report => Verdict(report!));
        IEnumerable<string> ofProofs = verdict.Proofs.Where(proof => proof.Status != CheckStatus.Equal).Select(Verdict);

        // A tool that is missing is missing for all: said once.
        return ofReports.Concat(ofProofs).Select(text => text.StartsWith("skipped: ", StringComparison.Ordinal) ? text : $"{Name(verdict)}: {text}");
    }

    private static string Name(OperatorVerdict verdict) => $"{verdict.Principal.Kind.Name()} {verdict.Principal.Spec}";

    private static string Line(SelfTestResult selfTest) => $"self-test: {selfTest}";

    private static string Line(OperatorReport report, string file) =>
        $"{report.Kind.Name()} {report.Spec}: {Verdict(report)} ({file})";

    private static string Mismatch(OperatorMismatch? mismatch) => mismatch is null ? "unknown" : Invariant(
        $"at {mismatch.First}, {mismatch.Second}: expected {mismatch.Expected}, got {(mismatch.Got is int got ? Invariant($"{got}") : "x")}");
}
