using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>Package texts to a checked network.</summary>
public static class ModelReader
{
    /// <summary>Reads a whole package.</summary>
    /// <exception cref="DiagnosticException">Something is missing, malformed or does not agree.</exception>
    public static Package Read(PackageTexts texts)
    {
        JsonValue graphJson = ReadGraphJson(texts.Graph);
        JsonValue quantSpecJson = ReadQuantSpecJson(texts.QuantSpec);
        _ = TextOf(texts.Parameters, PackageTexts.ParametersFile);

        PackageIdentity identity = PackageIdentity.Of(texts);
        CheckGraphHash(quantSpecJson, identity.GraphSha256);
        QuantizedGraph graph = GraphReader.Read(graphJson, quantSpecJson);
        ParameterSet parameters = ParameterTextFormat.Read(texts.Parameters, graph.Tensors.Where(tensor => tensor.IsConstant));
        CheckParameterHashes(quantSpecJson, parameters);
        graphJson.RequireAllRead();
        quantSpecJson.RequireAllRead();
        Network network = new(graph, parameters);
        NetworkValidator.CheckConstants(network);
        return new Package(network, identity);
    }

    /// <summary>Reads the network without the values of its constants.</summary>
    /// <exception cref="DiagnosticException">Something is missing, malformed or does not agree.</exception>
    public static QuantizedGraph ReadGraph(TextFile graph, TextFile quantSpec) =>
        GraphReader.Read(ReadGraphJson(graph), ReadQuantSpecJson(quantSpec));

    private static JsonValue ReadGraphJson(TextFile file) => ReadJson(file, PackageTexts.GraphFile, GraphReader.GraphSchema);

    private static JsonValue ReadQuantSpecJson(TextFile file) => ReadJson(file, PackageTexts.QuantSpecFile, GraphReader.QuantSpecSchema);

    private static JsonValue ReadJson(TextFile file, string name, string schema)
    {
        JsonValue root = JsonReader.Read(file.Path, TextOf(file, name));
        root.RequireSchema(schema, "make the package with qmac export");
        return root;
    }

    private static string TextOf(TextFile file, string name) =>
        file.Text ?? throw new DiagnosticException(new DiagnosticInfo(Descriptors.MissingFile, FilePosition.StartOf(file.Path), $"the package has no {name}; export the model again"));

    /// <summary>Before anything else: what two files of different exports say together means nothing.</summary>
    private static void CheckGraphHash(JsonValue quantSpec, string actual)
    {
        JsonValue recorded = quantSpec.Find(PackageTexts.GraphHashMember) ?? throw new DiagnosticException(new DiagnosticInfo(
            Descriptors.GraphMismatch, quantSpec.Position, $"{PackageTexts.GraphHashMember} is missing, as in packages of earlier versions; run 'qmac pack' on the package, or export the model again"));
        if (recorded.AsText() != actual)
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.GraphMismatch,
                recorded.Position,
                $"{PackageTexts.GraphFile} does not belong here: {PackageTexts.QuantSpecFile} was made for another one; take all files from one export, or run 'qmac pack' on the package if the edit was meant"));
        }
    }

    private static void CheckParameterHashes(JsonValue quantSpec, ParameterSet parameters)
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
