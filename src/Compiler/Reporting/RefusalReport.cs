using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>All that keeps a model from being imported: one row for each operator and reason, and the part that can be.</summary>
/// <param name="refusals">In the order of the model.</param>
/// <param name="part">A part that can be imported; null where none was found.</param>
/// <param name="command">The command that takes it.</param>
internal sealed class RefusalReport(IReadOnlyList<Refusal> refusals, ProposedPart? part, string command)
{
    private IEnumerable<IGrouping<(string Operator, string Reason), Refusal>> Groups =>
        refusals.GroupBy(refusal => (refusal.Operator, refusal.Reason));

    /// <summary>One line: the first refusal, and how many follow.</summary>
    public string Summary => refusals.Count == 1
        ? refusals[0].Diagnostic.ToString()
        : Invariant($"{refusals[0].Diagnostic}; {refusals.Count} refusals in all, for {Groups.Count()} reasons");

    public string ToText()
    {
        TextTable table = new(">nodes", "operator", "first", "reason");
        foreach (IGrouping<(string Operator, string Reason), Refusal> group in Groups)
        {
            table.Add(Invariant($"{group.Count()}"), Shown(group.Key.Operator), Shown(group.First().Label), group.Key.Reason);
        }

        return (refusals.Count > 1 ? table.ToString() : "")
            + (part is null ? "" : Invariant($"What can be exported (layers: {part.Layers}): {Escape(command)}\n"));
    }

    public string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.refusals/1");
            using (json.Array("refusals"))
            {
                foreach (IGrouping<(string Operator, string Reason), Refusal> group in Groups)
                {
                    using (json.Object())
                    {
                        json.Member("code", group.First().Diagnostic.Descriptor.Id);
                        json.Member("operator", group.Key.Operator);
                        json.Member("reason", group.Key.Reason);
                        json.Member("nodes", group.Select(refusal => refusal.Label));
                    }
                }
            }

            if (part is not null)
            {
                using (json.Object("part"))
                {
                    json.Member("layers", part.Layers);
                    json.Member("inputs", part.Cut.Inputs);
                    json.Member("outputs", part.Cut.Outputs);
                    json.Member("command", command);
                }
            }
        }

        return json.ToString();
    }

    private static string Shown(string text) => text.Length > 0 ? text : "-";
}
