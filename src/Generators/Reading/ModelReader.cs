using System.Security.Cryptography;
using System.Text;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>A package that was read and checked.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Parameters">Values of its constants.</param>
/// <param name="GraphSha256">Hash of graph.json.</param>
/// <param name="QuantSpecSha256">Hash of quant_spec.json, which holds the hashes of the parameters.</param>
public sealed record Model(QuantizedGraph Graph, ParameterSet Parameters, string GraphSha256, string QuantSpecSha256)
{
    /// <summary>Hash of the whole package: of the two hashes, each on a line.</summary>
    public string Sha256 => ModelReader.HashOf($"{GraphSha256}\n{QuantSpecSha256}\n");
}

/// <summary>Package texts to a checked model.</summary>
public static class ModelReader
{
    /// <summary>Reads a whole package.</summary>
    /// <exception cref="DiagnosticException">Something is missing, malformed or does not agree.</exception>
    public static Model Read(PackageTexts texts)
    {
        JsonValue graphJson = ReadJson(texts.Graph, PackageTexts.GraphFile);
        JsonValue quantSpecJson = ReadJson(texts.QuantSpec, PackageTexts.QuantSpecFile);
        _ = TextOf(texts.Parameters, PackageTexts.ParametersFile);

        QuantizedGraph graph = GraphReader.Read(graphJson, quantSpecJson);
        ParameterSet parameters = ParameterTextFormat.Read(texts.Parameters, graph.Tensors.Where(tensor => tensor.IsConstant));
        CheckHashes(quantSpecJson, parameters);
        graphJson.RequireAllRead();
        quantSpecJson.RequireAllRead();
        return new Model(graph, parameters, HashOf(texts.Graph.Text!), HashOf(texts.QuantSpec.Text!));
    }

    /// <summary>Reads the network without the values of its constants.</summary>
    /// <exception cref="DiagnosticException">Something is missing, malformed or does not agree.</exception>
    public static QuantizedGraph ReadGraph(TextFile graph, TextFile quantSpec) =>
        GraphReader.Read(ReadJson(graph, PackageTexts.GraphFile), ReadJson(quantSpec, PackageTexts.QuantSpecFile));

    /// <summary>Lower-case hex SHA-256 of a text in UTF-8.</summary>
    internal static string HashOf(string text)
    {
        using SHA256 sha = SHA256.Create();
        return Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    private static JsonValue ReadJson(TextFile file, string name) => JsonReader.Read(file.Path, TextOf(file, name));

    private static string TextOf(TextFile file, string name) =>
        file.Text ?? throw new DiagnosticException(new DiagnosticInfo(Descriptors.MissingFile, FilePosition.StartOf(file.Path), $"the package has no {name}; export the model again"));

    private static void CheckHashes(JsonValue quantSpec, ParameterSet parameters)
    {
        HashSet<int> listed = [];
        foreach (JsonValue entry in quantSpec.List("parameters"))
        {
            int index = entry.Integer("index", 0, int.MaxValue);
            if (!parameters.Contains(index) || !listed.Add(index))
            {
                throw entry.Error(Invariant($"tensor {index} is not a constant, or is listed twice"));
            }

            if (parameters[index].Sha256 != entry.Text("sha256"))
            {
                throw new DiagnosticException(new DiagnosticInfo(
                    Descriptors.HashMismatch, entry.Position, $"the values of {TensorInfo.KeyOf(index)} have another SHA-256 than recorded"));
            }
        }

        foreach (int tensor in parameters.Tensors)
        {
            if (!listed.Contains(tensor))
            {
                throw quantSpec.Get("parameters").Error($"the hash of {TensorInfo.KeyOf(tensor)} is missing");
            }
        }
    }
}
