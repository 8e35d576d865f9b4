using System.Text;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Packages;

/// <summary>The hashes in <c>quant_spec.json</c>, replaced in place: what a person wrote around them stays as it is.</summary>
internal static class RecordedHashes
{
    /// <summary>The text with the hashes of another graph and other values, and what has a new hash: <c>graph.json</c>, or keys of arrays.</summary>
    /// <param name="quantSpec">The file.</param>
    /// <param name="graphSha256">Of the graph; recorded after the schema where it was not.</param>
    /// <param name="values">The parameters.</param>
    public static (string Text, IReadOnlyList<string> Changed) Replace(TextFile quantSpec, string graphSha256, ParameterSet values)
    {
        JsonValue root = JsonReader.Read(quantSpec.Path, quantSpec.Text!);
        List<Edit> edits = [root.Find(PackageTexts.GraphHashMember) is JsonValue recorded
            ? new Edit(PackageTexts.GraphFile, recorded, $"\"{graphSha256}\"")
            : new Edit(PackageTexts.GraphFile, root.Get("schema"), $"\"{root.Text("schema")}\",\n  \"{PackageTexts.GraphHashMember}\": \"{graphSha256}\"")];
        foreach (JsonValue entry in root.List("parameters"))
        {
            int tensor = entry.Integer("index", 0, int.MaxValue);
            edits.Add(values.Contains(tensor)
                ? new Edit(TensorInfo.KeyOf(tensor), entry.Get("sha256"), $"\"{values[tensor].Sha256}\"")
                : throw entry.Error(TensorInfo.KeyOf(tensor) + " is not a constant of the graph"));
        }

        edits.RemoveAll(edit => edit.New == edit.Old);
        string[] lines = quantSpec.Text!.Split('\n');

        // From the end, so that a replacement moves nothing that is still to be replaced.
        foreach (Edit edit in edits.OrderByDescending(edit => edit.Value.Position.Line).ThenByDescending(edit => edit.Value.Position.Column))
        {
            edit.Apply(lines);
        }

        return (string.Join('\n', lines), [.. edits.Select(edit => edit.Subject)]);
    }

    /// <summary>A string of the file that another takes the place of.</summary>
    private sealed record Edit(string Subject, JsonValue Value, string New)
    {
        public string Old => $"\"{Value.AsText()}\"";

        public void Apply(string[] lines)
        {
            int column = Value.Position.Column - 1;
            ref string line = ref lines[Value.Position.Line - 1];
            line = string.CompareOrdinal(line, column, Old, 0, Old.Length) == 0
                ? new StringBuilder(line).Remove(column, Old.Length).Insert(column, New).ToString()
                : throw Value.Error("expected text without escapes");
        }
    }
}
