using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Run;

/// <summary><c>run.json</c>, beside the outputs of a run: what was run, so that nobody compares what cannot be compared.</summary>
/// <param name="Model">Model name.</param>
/// <param name="ModelSha256">Hash of the package.</param>
/// <param name="GraphSha256">Hash of its graph.json.</param>
/// <param name="Operators">The circuits of each layer.</param>
internal sealed record RunRecord(string Model, string ModelSha256, string GraphSha256, OperatorRecord Operators)
{
    public const string OutputsFile = "outputs.npz";
    public const string TensorsFile = "tensors.npz";
    public const string TensorsDescriptionFile = "tensors.json";
    private const string RecordFile = "run.json";
    private const string Schema = "qmac.run/1";

    /// <summary>Writes the files of a run into a folder, all or none.</summary>
    public static void Write(
        string folder, PackageIdentity package, DataIdentity? data, Network network, OperatorAssignment operators, string engine, SampleBatch samples, int steps, IReadOnlyList<NpyArray> outputs, TensorDump? dump)
    {
        NpzArchive archive = OutputArchive.Of(samples, outputs);
        RunRecord record = new(network.Graph.Name, package.Sha256, package.GraphSha256, OperatorRecord.Of(operators));
        List<(string Path, Action<Stream> Write)> files =
        [
            (Path.Combine(folder, OutputsFile), archive.Write),
            AtomicFile.Text(Path.Combine(folder, RecordFile), record.ToJson(network.Graph.Semantics, engine, data, samples.Count, steps, archive)),
        ];
        if (dump is not null)
        {
            files.Add((Path.Combine(folder, TensorsFile), dump.ToArchive().Write));
            files.Add(AtomicFile.Text(Path.Combine(folder, TensorsDescriptionFile), dump.Describe()));
        }

        AtomicFile.WriteAll(files);
        if (dump is null)
        {
            // Those of an earlier run into this folder would pass for tensors of this one.
            File.Delete(Path.Combine(folder, TensorsFile));
            File.Delete(Path.Combine(folder, TensorsDescriptionFile));
        }
    }

    /// <summary>What the dumped tensors of a run are, by their keys: names, and scales of codes; none where it dumped none.</summary>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">The description is malformed.</exception>
    public static IReadOnlyDictionary<string, (string Name, double? Scale)> Tensors(string folder)
    {
        string path = Path.Combine(folder, TensorsDescriptionFile);
        Dictionary<string, (string Name, double? Scale)> tensors = new(StringComparer.Ordinal);
        if (File.Exists(path))
        {
            foreach (JsonValue tensor in JsonReader.Read(path, File.ReadAllText(path), takesReals: true).AsList())
            {
                double? scale = tensor.Get("scale") is { Kind: JsonKind.Array, Items: [JsonValue only] } ? only.AsReal(0, double.MaxValue) : null;
                tensors[tensor.Text("key")] = (tensor.Text("name"), scale);
            }
        }

        return tensors;
    }

    /// <summary>Reads the record of a run.</summary>
    /// <exception cref="InputException">The folder holds no run.</exception>
    public static RunRecord Read(string folder)
    {
        string path = Path.Combine(folder, RecordFile);
        if (!File.Exists(path) || !File.Exists(Path.Combine(folder, OutputsFile)))
        {
            throw new InputException($"{folder} holds no run: {RecordFile} or {OutputsFile} is missing; write one with qmac run --out {ShellWord.Of(folder)}");
        }

        JsonValue json = JsonReader.Read(path, File.ReadAllText(path));
        json.RequireSchema(Schema, $"make it with qmac run --out {ShellWord.Of(folder)}");
        JsonValue model = json.Get("model");
        return new RunRecord(
            model.Text("name"), model.Text("sha256"), model.Text("graph_sha256"), OperatorRecord.Read(json.Get("operators")));
    }

    /// <summary>Writes the member <c>model</c>.</summary>
    public void WriteModel(JsonWriter json) => PackageIdentity.WriteModel(json, Model, ModelSha256, GraphSha256);

    private string ToJson(GraphSemantics semantics, string engine, DataIdentity? data, int samples, int steps, NpzArchive archive)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            WriteModel(json);
            PackageWriter.WriteSemantics(json, semantics);
            Operators.Write(json, "operators");
            json.Member("engine", engine);
            data?.Write(json);
            json.Member("samples", samples);
            if (steps > 1)
            {
                json.Member("steps", steps);
            }

            using (json.Array("arrays"))
            {
                foreach (string name in archive.Names)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("name", name);
                        json.Member("sha256", ContentHash.Of(archive[name]));
                    }
                }
            }
        }

        return json.ToString();
    }
}
