using QMacVerify.Checker;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>What came of checking a D_sound.json.</summary>
internal static class CheckReport
{
    /// <summary>The most reasons that are shown one by one.</summary>
    private const int MaxReasons = 20;

    /// <summary>The verdict in a line, then reasons and notes, one on a line.</summary>
    public static string ToText(string path, Verdict verdict)
    {
        string name = Quote(Path.GetFileName(path));
        List<string> lines = [verdict.IsAccepted ? $"{name} is accepted: {Scope(verdict)}" : Invariant($"{name} is refused for {verdict.Reasons.Count} {(verdict.Reasons.Count == 1 ? "reason" : "reasons")}")];
        lines.AddRange(verdict.Reasons.Take(MaxReasons).Select(reason => $"  {reason}"));
        if (verdict.Reasons.Count > MaxReasons)
        {
            lines.Add(Invariant($"  and {verdict.Reasons.Count - MaxReasons} more"));
        }

        lines.AddRange(verdict.Notes.Select(note => $"note: {note}"));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    public static string ToJson(string path, Verdict verdict)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.check/1");
            json.Member("file", Path.GetFileName(path));
            json.Member("accepted", verdict.IsAccepted);
            json.Member("layers", verdict.Layers);
            json.Member("tensors", verdict.Tensors);
            json.Member("elements", verdict.HasElements);
            json.Member("unchecked_nodes", verdict.UncheckedNodes);
            json.Member("reasons", verdict.Reasons);
            json.Member("notes", verdict.Notes);
        }

        return json.ToString();
    }

    /// <summary>What was derived, and what was not.</summary>
    private static string Scope(Verdict verdict) =>
        Invariant($"{verdict.Layers} layers and the boxes of {verdict.Tensors} tensors derived again")
        + (verdict.HasElements ? ", which are a fixed point" : ", from the region on")
        + (verdict.UncheckedNodes.Count == 0 ? ""
            : Invariant($"; {verdict.UncheckedNodes.Count} nodes not checked: {string.Join(", ", verdict.UncheckedNodes.Select(Quote))}"));
}
