using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>Reads reports of <c>qmac opcheck</c>: of one operator, <c>qmac.opcheck/1</c>, or of several, <c>qmac.opcheck_all/1</c>.</summary>
internal static class OpcheckFile
{
    private const int MaxBytes = 1 << 26;

    /// <exception cref="Runtime.InputException">There is no such file.</exception>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">It is no JSON, something else, or lacks something.</exception>
    public static IReadOnlyList<OperatorEvidence> Read(string path)
    {
        JsonValue root = BoundedFile.ReadJson(path, MaxBytes);
        return root.Text(FileSchema.Member) switch
        {
            OperatorReportWriter.Schema => [Single(root)],
            OperatorCheckText.Schema => [.. root.List("operators").Select(verdict => Verdict(verdict, Faults(root)))],
            string other => throw root.Get(FileSchema.Member).Error(FileSchema.Refusal(other, "make it with qmac opcheck", OperatorReportWriter.Schema, OperatorCheckText.Schema)!),
        };
    }

    private static OperatorEvidence Single(JsonValue root) => new(
        root.Text("operator"), root.Text("spec"), Optional(root, "table_sha256"), root.Text("status"),
        [
            new EvidenceCheck(
                "Verilog",
                root.Text("status"),
                root.Get("tool") is { Kind: JsonKind.Object } tool ? $"{tool.Text("name")} {Optional(tool, "version")}".TrimEnd() : null,
                root.Integer("vectors", 0, int.MaxValue),
                Optional(root, "reason")),
        ],
        Faults(root));

    private static OperatorEvidence Verdict(JsonValue verdict, (int Injected, int Caught)? faults)
    {
        List<EvidenceCheck> checks = [];
        foreach ((string member, string what) in (ReadOnlySpan<(string, string)>)
            [("simulation", "Verilog"), ("second_simulation", "Verilog, second simulator"), ("expression", "generated C#")])
        {
            if (verdict.Get(member) is { Kind: JsonKind.Object } comparison)
            {
                checks.Add(new EvidenceCheck(
                    what, comparison.Text("status"), Optional(comparison, "with"), comparison.Integer("vectors", 0, int.MaxValue), Optional(comparison, "reason")));
            }
        }

        checks.AddRange(verdict.List("proofs").Select(proof => new EvidenceCheck(proof.Text("claim"), proof.Text("status"), "yosys and z3", null, Optional(proof, "reason"))));
        return new OperatorEvidence(verdict.Text("kind"), verdict.Text("spec"), Optional(verdict, "table_sha256"), verdict.Text("status"), checks, faults);
    }

    private static (int Injected, int Caught)? Faults(JsonValue root) => root.Find("self_test") is { Kind: JsonKind.Object } test
        ? (test.Integer("injected", 0, int.MaxValue), test.Integer("caught", 0, int.MaxValue))
        : null;

    private static string? Optional(JsonValue value, string member) => value.Find(member) is { Kind: JsonKind.String } text ? text.String : null;
}
