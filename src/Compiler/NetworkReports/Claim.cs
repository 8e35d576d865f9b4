using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>How well something is known.</summary>
internal enum Standing
{
    /// <summary>For all inputs or operands.</summary>
    Proved,

    /// <summary>On samples or vectors, which say nothing certain of others.</summary>
    Tested,

    /// <summary>Nobody looked.</summary>
    Open,

    /// <summary>It is not so, or the check did not come to its end.</summary>
    Failed,
}

/// <summary>Something that one would like to know of a network on its circuits, and how well it is known.</summary>
/// <param name="Text">A sentence without its full stop.</param>
/// <param name="Standing">How well.</param>
/// <param name="Tool">With what it was found; for what is open, the command that would look.</param>
/// <param name="Remark">What else is to be said; empty for nothing.</param>
internal sealed record Claim(string Text, Standing Standing, string Tool, string Remark = "")
{
    /// <summary>As reports have it.</summary>
    public string StandingName => Standing switch
    {
        Standing.Proved => "proved",
        Standing.Tested => "tested",
        Standing.Failed => "failed",
        _ => "not looked at",
    };

    /// <summary>All claims of a report, those that are certain about the network first.</summary>
    public static IReadOnlyList<Claim> Of(NetworkReport report) =>
    [
        .. OfBounds(report),
        .. report.Multipliers.Select(multiplier => Of(report, "multiplier", multiplier.Multiplier.Spec, report.EvidenceOf(multiplier))),
        .. report.Adders.Select(adder => Of(report, "adder", adder.Spec, report.EvidenceOf(adder))),
        OfAccuracy(report),
        new Claim("The exact network gives the outputs of the runtime that the model comes from", Standing.Open, "qmac compare --pkg DIR --against tensors.npz"),
        new Claim("The Verilog of whole layers gives the same codes", Standing.Open, "qmac compile --pkg DIR, and the bench that it writes"),
    ];

    private static IEnumerable<Claim> OfBounds(NetworkReport report)
    {
        IReadOnlyList<LayerBounds> layers = report.Sound.Layers;
        yield return new Claim(Invariant($"Accumulators and codes of the {layers.Count} layers of products stay in their sound bounds, for {report.Inputs}"), Standing.Proved, "qmac constraints");
        string[] over = [.. layers.Where(layer => layer.MayOverflow).Select(layer => Quote(layer.Node.Name))];
        yield return over.Length == 0
            ? new Claim(Invariant($"No accumulator overflows; {report.AccumulatorBits} bits are enough for every final sum"), Standing.Proved, "qmac constraints")
            : new Claim("No accumulator overflows", Standing.Open, "qmac accumulators --pkg DIR", $"may overflow: {string.Join(", ", over)}");
        const string again = "Every statement of the bounds follows, by a second program that shares no analysis with the first";
        yield return report.Check switch
        {
            { IsAccepted: false } refused => new Claim(again, Standing.Failed, "qmac check", refused.Reasons[0]),
            { UncheckedNodes: [_, ..] nodes } => new Claim(again, Standing.Tested, "qmac check", $"not checked: {string.Join(", ", nodes.Select(Quote))}"),
            _ => new Claim(again, Standing.Proved, "qmac check"),
        };
        yield return Seen(report.Observed, "samples", "qmac report --data SPEC");
        yield return Seen(report.Searched, "inputs that try to leave them", "qmac report --search N");
    }

    private static Claim Seen(ConstraintsResult? seen, string what, string command) => seen is null
        ? new Claim($"The values of {what} lie in the bounds", Standing.Open, command)
        : new Claim(Invariant($"The values of {seen.Observation!.Samples:N0} {what} lie in the bounds"), Standing.Tested, "reference engine");

    private static Claim Of(NetworkReport report, string kind, string spec, OperatorEvidence? evidence)
    {
        string claim = $"The Verilog of {kind} {spec} computes what the software computes";
        if (evidence is null)
        {
            return new Claim(claim, Standing.Open, $"qmac opcheck --op {spec}", report.Opcheck is null ? "" : "the reports that were given do not have it");
        }

        string faults = evidence.Faults is (int injected and > 0, int caught) ? Invariant($"; {caught} of {injected} injected faults were caught") : "";
        string tools = string.Join(", ", evidence.Checks.Where(check => check.Tool is not null && check.Status != "skipped").Select(check => check.Tool).Distinct());
        bool isProof = evidence.Status == "equal";
        int vectors = evidence.Checks.Max(check => check.Vectors) ?? 0;
        int proofs = evidence.Checks.Count(check => check.Status == "proved");
        string how = Invariant($"{vectors:N0} vectors{(vectors == MultiplierTable.Count ? ", which are all" : "")}{(proofs > 0 ? $", {proofs} proofs" : "")}{faults}");
        return evidence.Holds
            ? new Claim(claim, isProof ? Standing.Proved : Standing.Tested, tools, how)
            : new Claim(claim, evidence.Status == "skipped" ? Standing.Open : Standing.Failed, tools.Length > 0 ? tools : "qmac opcheck", evidence.Status.Replace('_', ' '));
    }

    private static Claim OfAccuracy(NetworkReport report) => report.Evaluation is { } evaluation
        ? new Claim(
            Invariant($"Accuracy and deviation are those of {evaluation.Result.Samples:N0} samples of {evaluation.Data.Name}"), Standing.Tested, "compiled kernels", "of other data the intervals say what is likely, not what is certain")
        : new Claim("The network is worth something on data", Standing.Open, "qmac report --data SPEC");
}
