using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Json.Schema;

namespace QMacVerify.Tests.Shared;

/// <summary>The published JSON Schema files in <c>docs/schemas</c>, and what they say of documents.</summary>
public static class JsonSchemas
{
    private const string Extension = ".schema.json";

    /// <summary>A shape of an element of a list is looked at so often: elements come from one loop, and a network has thousands.</summary>
    private const int ElementsOfAShape = 2;

    private static readonly BuildOptions Options = new() { SchemaRegistry = new SchemaRegistry() };
    private static readonly Lock Loading = new();
    private static readonly Dictionary<string, JsonSchema> Loaded = [];
    private static readonly ConcurrentDictionary<string, string?> Problems = new();

    public static string Folder => RepositoryFiles.PathOf("docs", "schemas");

    /// <summary>Files that documents are instances of, by their names, which begin like those of the formats: <c>graph-1.schema.json</c>.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Folder, "*" + Extension).Select(path => Path.GetFileName(path)).Where(name => name != Common).Order(StringComparer.Ordinal)];

    private static string Common => "common" + Extension;

    /// <summary>The file of a format, such as <c>qmac.graph/1</c>.</summary>
    public static string FileOf(string schema) => schema["qmac.".Length..].Replace('/', '-') + Extension;

    /// <summary>Validates a document.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>The file that it is an instance of, and the first problem or null.</returns>
    public static (string File, string? Problem) Validate(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        string file = FileOf(document.RootElement);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return (file, Problems.GetOrAdd(hash, _ => Files.Contains(file) ? ProblemOf(document.RootElement, file) : $"there is no {file}"));
    }

    private static string? ProblemOf(JsonElement root, string file)
    {
        using JsonDocument sample = JsonDocument.Parse(SampleOf(root));
        JsonSchema schema = Schema(file);
        if (schema.Evaluate(sample.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid)
        {
            return null;
        }

        EvaluationResults results = schema.Evaluate(sample.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return string.Join("; ", (results.Details ?? []).Where(detail => detail.Errors is not null).Take(4)
            .Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}"));
    }

    private static JsonSchema Schema(string file)
    {
        lock (Loading)
        {
            if (!Loaded.TryGetValue(file, out JsonSchema? schema))
            {
                if (Loaded.Count == 0 && file != Common)
                {
                    Schema(Common);
                }

                schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(Folder, file)), Options, new Uri($"schemas:///{file}"));
                Loaded.Add(file, schema);
            }

            return schema;
        }
    }

    /// <summary>A document says what it is by its member <c>schema</c>; two that follow other conventions, by what they begin with.</summary>
    private static string FileOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("schema", out JsonElement schema) ? FileOf(schema.GetString()!)
        : (root.ValueKind == JsonValueKind.Object ? "assign" : "tensors") + Extension;

    /// <summary>The document without most elements of long lists: all shapes remain.</summary>
    private static ReadOnlyMemory<byte> SampleOf(JsonElement root)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            Write(root, writer);
        }

        return stream.ToArray();
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                Dictionary<string, int> shapes = [];
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                    {
                        string shape = ShapeOf(item);
                        shapes[shape] = shapes.GetValueOrDefault(shape) + 1;
                        if (shapes[shape] > ElementsOfAShape)
                        {
                            continue;
                        }
                    }

                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>Names and kinds of members, here and below.</summary>
    private static string ShapeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(ShapeOfMember))}}}",
        JsonValueKind.Array => $"[{string.Join('|', value.EnumerateArray().Select(ShapeOf).Distinct())}]",
        _ => value.ValueKind.ToString(),
    };

    /// <summary>Of some the value, too: it decides which others there are.</summary>
    private static string ShapeOfMember(JsonProperty member) =>
        $"{member.Name}:{(member.Name is "op" or "kind" or "status" ? member.Value.ToString() : ShapeOf(member.Value))}";
}
