using System.Text;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Packages;

/// <summary>The hashes of parameters in <c>quant_spec.json</c>, replaced in place: what a person wrote around them stays as it is.</summary>
internal static class RecordedHashes
{
    /// <summary>The text with the hashes of other values, and the tensors whose hash is new.</summary>
    public static (string Text, IReadOnlyList<int> Changed) Replace(TextFile quantSpec, ParameterSet values)
    {
        string[] lines = quantSpec.Text!.Split('\n');
        List<int> changed = [];

        // From the end, so that a replacement moves nothing that is still to be replaced.
        foreach (JsonValue entry in JsonReader.Read(quantSpec.Path, quantSpec.Text).List("parameters").Reverse())
        {
            int tensor = entry.Integer("index", 0, int.MaxValue);
            JsonValue recorded = entry.Get("sha256");
            if (!values.Contains(tensor))
            {
                throw entry.Error(TensorInfo.KeyOf(tensor) + " is not a constant of the graph");
            }

            string old = $"\"{recorded.AsText()}\"";
            int column = recorded.Position.Column - 1;
            ref string line = ref lines[recorded.Position.Line - 1];
            if (string.CompareOrdinal(line, column, old, 0, old.Length) != 0)
            {
                throw recorded.Error("expected a SHA-256 in lower-case hexadecimal");
            }

            if (recorded.String != values[tensor].Sha256)
            {
                line = new StringBuilder(line).Remove(column, old.Length).Insert(column, $"\"{values[tensor].Sha256}\"").ToString();
                changed.Add(tensor);
            }
        }

        changed.Reverse();
        return (string.Join('\n', lines), changed);
    }
}
