using System.Text.Json;
using System.Text.Json.Nodes;

namespace QMacVerify.Compiler.Tests.Checker;

/// <summary>Every way to change one thing that a D_sound.json says.</summary>
internal static class CertificateEdits
{
    private static readonly string[] Occurrences = ["never", "possible", "always"];

    /// <summary>Each number one more and one less, each text and truth another, each member and item gone.</summary>
    /// <param name="root">The file as it is.</param>
    public static IEnumerable<(string Path, Action<JsonObject> Edit)> All(JsonObject root) => Below(root, "", edited => edited);

    private static IEnumerable<(string Path, Action<JsonObject> Edit)> Below(JsonNode node, string path, Func<JsonObject, JsonNode> find)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? member) in members)
                {
                    string at = $"{path}.{name}";

                    // Without elements a file says less, all of which may be true.
                    if (at != ".elements")
                    {
                        yield return ($"{at} gone", root => find(root).AsObject().Remove(name));
                    }

                    foreach ((string Path, Action<JsonObject> Edit) edit in Below(member!, at, root => find(root)[name]!))
                    {
                        yield return edit;
                    }
                }

                break;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    int index = i;
                    yield return ($"{path}[{i}] gone", root => find(root).AsArray().RemoveAt(index));
                    foreach ((string Path, Action<JsonObject> Edit) edit in Below(items[i]!, $"{path}[{i}]", root => find(root)[index]!))
                    {
                        yield return edit;
                    }
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                yield return ($"{path} + 1", root => find(root).ReplaceWith(value.GetValue<long>() + 1));
                yield return ($"{path} - 1", root => find(root).ReplaceWith(value.GetValue<long>() - 1));
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                yield return ($"{path} flipped", root => find(root).ReplaceWith(!value.GetValue<bool>()));
                break;
            case JsonValue value:
                string text = value.GetValue<string>();
                foreach (string other in Occurrences.Contains(text) ? Occurrences.Except([text]) : [text[1..] + (text[0] == '0' ? '1' : '0')])
                {
                    yield return ($"{path} {other}", root => find(root).ReplaceWith(other));
                }

                break;
        }
    }
}
