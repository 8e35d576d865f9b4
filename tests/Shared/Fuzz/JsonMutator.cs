using System.Text.Json;
using System.Text.Json.Nodes;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared.Fuzz;

/// <summary>Changes values and members of a JSON text, which stays JSON: what is wrong is the meaning.</summary>
public static class JsonMutator
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>In place of a value; a number of the text may be one more, one less, or of the other sign.</summary>
    private static readonly string[] Values =
    [
        "0", "1", "-1", "2", "127", "128", "-128", "-129", "255", "256", "65536", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "-9223372036854775808",
        "0.5", "1e300", "true", "false", "null", "[]", "{}", "[0]", "[[]]", "\"\"", "\"x\"", "\"0x7fc00000\"", "\"0x00000001\"", "\"*\"", "\"..\"", "\"\\u0000\"", "\"\\u202e\"",
    ];

    /// <summary>One or two changes to a text.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="random">The source of choices.</param>
    public static string Mutate(string text, SplitMix64 random)
    {
        JsonNode root = JsonNode.Parse(text)!;
        for (int changes = 1 + random.NextBelow(2); changes > 0; changes--)
        {
            JsonNode[] nodes = [.. Below(root)];
            if (nodes.Length == 0)
            {
                break;
            }

            Change(nodes[random.NextBelow(nodes.Length)], nodes[random.NextBelow(nodes.Length)], random);
        }

        return root.ToJsonString(Indented) + "\n";
    }

    private static void Change(JsonNode node, JsonNode other, SplitMix64 random)
    {
        switch (random.NextBelow(6))
        {
            case 0 when node.Parent is JsonObject members:
                members.Remove(node.GetPropertyName());
                break;
            case 0 when node.Parent is JsonArray items:
                items.Remove(node);
                break;
            case 1 when node.Parent is JsonArray list:
                list.Add(node.DeepClone());
                break;
            case 2:
                node.ReplaceWith(other.DeepClone());
                break;
            case 3 or 4 when node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue(out long number):
                node.ReplaceWith(random.NextBelow(3) switch { 0 => number + 1, 1 => number - 1, _ => -number });
                break;
            default:
                node.ReplaceWith(JsonNode.Parse(Values[random.NextBelow(Values.Length)]));
                break;
        }
    }

    /// <summary>Every value within a value; there is no node for a null.</summary>
    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
    }
}
