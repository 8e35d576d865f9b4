using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>A D_sound.json with its elements, as text that tests may edit, and what it is about.</summary>
internal sealed record Certificate
{
    private const string ElementsFile = "D_sound.bin";
    private const string End = "\n}\n";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public required Network Network { get; init; }

    public required OperatorAssignment Operators { get; init; }

    /// <summary>Without digest and elements.</summary>
    public required string Text { get; init; }

    /// <summary>Content of the file of elements; null for none.</summary>
    public byte[]? Elements { get; init; }

    /// <summary>What analysis writes.</summary>
    public static Certificate Of(Network network, OperatorAssignment operators, InputRegion region) =>
        Of(network, operators, region, Compiler.Bounds.IntervalAnalysis.Run(network, operators, region));

    /// <summary>What an analysis writes that came to some bounds.</summary>
    public static Certificate Of(Network network, OperatorAssignment operators, InputRegion region, NetworkBounds bounds)
    {
        string text = ConstraintsWriter.Write(
            Compiler.Bounds.Constraints.Describe(network, operators, region, bounds.Layers, observation: null), network.Identity());
        return new Certificate
        {
            Network = network,
            Operators = operators,
            Text = text[..text.LastIndexOf(",\n  \"digest\"", StringComparison.Ordinal)] + End,
            Elements = BytesOf(network.Graph, bounds),
        };
    }

    /// <summary>The file: with its elements, and the digest of what it says.</summary>
    public string ToFile() => TextDigest.Append(Undigested());

    /// <summary>The file after an edit, with the digest of what it then says.</summary>
    public string ToFile(Action<JsonObject> edit)
    {
        JsonObject root = Parse();
        edit(root);
        return TextDigest.Append(root.ToJsonString(Indented) + "\n");
    }

    /// <summary>The members of the file but its digest.</summary>
    public JsonObject Parse() => JsonNode.Parse(Undigested())!.AsObject();

    private string Undigested()
    {
        string elements = Elements is null ? "" : ",\n  \"elements\": { \"file\": \"" + ElementsFile + "\", \"sha256\": \""
            + Convert.ToHexStringLower(SHA256.HashData(Elements))
            + "\", \"layout\": \"int8 lower ends then upper ends of each tensor: inputs, then outputs of nodes in execution order\" }";
        return Text[..^End.Length] + elements + End;
    }

    /// <summary>The verdict on a file, by default on this one as it is.</summary>
    /// <param name="file">Text of an edited file.</param>
    /// <param name="samples">One of which is the centre of a ball.</param>
    public Verdict Check(string? file = null, IEnumerable<IReadOnlyList<sbyte[]>>? samples = null) => CertificateChecker.Check(new CheckRequest(
        Encoding.UTF8.GetBytes(file ?? ToFile()), new Package(Network, Network.Identity()), MultiplierOf, name => name == ElementsFile ? Elements : null, samples));

    /// <summary>Circuits of tests have ids that no file knows.</summary>
    private (Multiplier? Found, string Error) MultiplierOf(string id) => (
        Operators.Multipliers.FirstOrDefault(multiplier => multiplier.Spec == id) ?? OperatorSpec.ParseMultiplier(id, out _), "no circuit has this id");

    private static byte[] BytesOf(QuantizedGraph graph, NetworkBounds bounds)
    {
        MemoryStream bytes = new();
        foreach (int tensor in graph.Inputs.Concat(graph.Nodes.Select(node => node.Output)).Where(tensor => graph.Tensor(tensor).Type == ElementType.Int8))
        {
            bytes.Write(MemoryMarshal.AsBytes(bounds.Tensors[tensor].Lower));
            bytes.Write(MemoryMarshal.AsBytes(bounds.Tensors[tensor].Upper));
        }

        return bytes.ToArray();
    }
}
