using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Tests.Commands;
using QMacVerify.Compiler.Tests.Sweep;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

/// <summary>
/// <c>docs/schemas</c> has a JSON Schema of every format, and every format has documents. That all which any test has a command
/// write is valid is checked where tests run commands, by <see cref="WrittenJson"/>.
/// </summary>
public sealed partial class SchemaFilesTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    /// <summary>Formats that are no JSON files: the list of models of a build, a text, and what is only hashed or stands in an npz.</summary>
    private static readonly string[] Others = ["qmac.models/3", "qmac.params/1", "qmac.result/1", "qmac.finetune.checkpoint/1"];

    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void EveryFormat_HasAFile_AndEveryFileAFormat()
    {
        IEnumerable<string> named = Directory.EnumerateFiles(RepositoryFiles.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => SchemaName().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct().Except(Others);
        string[] withoutName = ["assign.schema.json", "tensors.schema.json"];

        Assert.Equal(named.Select(JsonSchemas.FileOf).Concat(withoutName).Order(StringComparer.Ordinal), JsonSchemas.Files);
    }

    [Fact]
    public void EveryFile_SaysWhatItIs_AndStandsOnThePage()
    {
        string page = File.ReadAllText(Path.Combine(JsonSchemas.Folder, "index.md"));
        foreach (string file in JsonSchemas.Files)
        {
            using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(JsonSchemas.Folder, file)));
            JsonElement root = schema.RootElement;
            Assert.Equal(("https://json-schema.org/draft/2020-12/schema", file), (root.GetProperty("$schema").GetString(), root.GetProperty("$id").GetString()));
            Assert.NotEqual("", root.GetProperty("description").GetString());
            string row = Assert.Single(page.Split('\n'), line => line.Contains($"]({file})", StringComparison.Ordinal));
            Assert.StartsWith($"| [{root.GetProperty("title").GetString()}]({file})", row, StringComparison.Ordinal);
            if (root.TryGetProperty("properties", out JsonElement members) && members.TryGetProperty("schema", out JsonElement name))
            {
                Assert.Contains($"`{name.GetProperty("const").GetString()}`", row, StringComparison.Ordinal);
                Assert.False(root.GetProperty("additionalProperties").GetBoolean());
                Assert.Equal(file, JsonSchemas.FileOf(name.GetProperty("const").GetString()!));
            }
        }
    }

    /// <summary>The commands that the page names, on small networks: each writes the documents that it says.</summary>
    [SkippableFact]
    public void EveryFile_IsMetByAnOutput()
    {
        Tools.Require("iverilog", "vvp");
        string folder = _tiny.Folder.Path;
        File.WriteAllBytes(_tiny.PathOf("sign.tflite"), Import.Tflite.RefusedModelTests.SignModel());
        File.WriteAllText(_tiny.PathOf("c.csv"), "operator,cost\nexact,100\ntrunc:9,70\n");
        string costs = _tiny.PathOf("c.csv");
        string[] cnn = ["--pkg", package.Folder];
        string[] samples = ["--input", _tiny.Images, "--labels", _tiny.Labels];
        string[] approximate = ["--amul", "trunc:9"];
        HashSet<string> met = [];

        Run("export", "--model", "cnn_small", "--out", Out("p"), "--json");
        Run("export", "--tflite", _tiny.PathOf("sign.tflite"), "--out", Out("none"), "--json");
        Run(["inspect", .. cnn, "--layer", "conv2", "--json"]);
        Run(["inspect", .. cnn, "--requantization", "--json"]);
        Run(["run", "--pkg", _tiny.Package, .. samples, "--engine", "reference", "--dump-tensors", "--out", Out("exact"), "--json"]);
        Run(["run", "--pkg", _tiny.Package, .. samples, .. approximate, "--engine", "reference", "--out", Out("other")]);
        Run("compare", "--baseline", Out("exact"), "--approx", Out("other"), "--out", Out("diff"));
        Run("compare", "--pkg", _tiny.Package, "--input", _tiny.Images, "--against", Out("exact", "tensors.npz"), "--json");
        Run(["compare", "--pkg", _tiny.Package, "--input", _tiny.Images, .. approximate, "--json"]);
        Run([.. _tiny.Line("evaluate"), .. approximate, "--out", Out("evaluation")]);
        Run(["constraints", "--pkg", _tiny.Package, "--deviation", .. approximate, "--out", Out("D_sound.json")]);
        Run("check", Out("D_sound.json"), "--pkg", _tiny.Package, "--json");
        Run("accumulators", "--pkg", _tiny.Package, "--json");
        Run("assign", "--pkg", _tiny.Package, "--candidates", "exact", "--candidates", "trunc:9", "--costs", costs, "--budget-lsb", "9", "--out", Out("assign.json"));
        RunWithoutTools("opcheck", "--aadd", "exact", "--out", "single", "--json");
        RunWithoutTools("opcheck", "--op", "loa:2", "--out", "all");
        RunWithoutTools("doctor", "--json");
        Run("op", "list", "--json");
        Run("op", "inspect", "exact", "--json");
        Run("op", "cost", "trunc:9", "--costs", costs, "--json");
        Run("op", "cost", "trunc:9", "--costs", costs, "--pkg", _tiny.Package, "--json");
        Run("op", "export", "trunc:9", "--out", Out("trunc.qop.json"));
        Run([.. _tiny.Line("search"), "--multipliers", "trunc:9", "--costs", costs, "--population", "4", "--generations", "1", "--out", Out("front")]);
        Run(["optimize", "--pkg", _tiny.Package, .. approximate, "--out", Out("optimized"), "--json"]);
        Run(["tune", "--pkg", _tiny.Package, .. samples, .. approximate, "--method", "centre", "--out", Out("tuned"), "--json"]);
        Run(["finetune", "--pkg", _tiny.Package, .. samples, .. approximate, "--epochs", "1", "--out", Out("trained"), "--json"]);
        Run("report", "--pkg", _tiny.Package, "--out", Out("report.html"), "--json", Out("report.json"));
        Run("cosim", "--pkg", _tiny.Package, "--random-input", "--simulator", "icarus", "--out", Out("cosim"));
        Run("cache", "--json");
        met.Add(JsonSchemas.Validate(DataExample().Match(File.ReadAllText(RepositoryFiles.PathOf("docs", "data.md"))).Groups[1].Value) is (string file, null) ? file : "");

        Assert.Equal(JsonSchemas.Files, met.Order(StringComparer.Ordinal));

        string Out(params string[] parts) => _tiny.PathOf(["out", .. parts]);

        // What a check says is valid whether it was made or skipped, and is sooner there.
        void RunWithoutTools(params string[] line)
        {
            WrittenJson written = WrittenJson.Before(line, folder);
            using ChildProcess child = ChildProcess.QMac(folder, line, new Dictionary<string, string?> { ["PATH"] = "" });
            ChildResult result = child.WaitForEnd();
            met.UnionWith(written.Validate(result.ExitCode, result.Output));
        }

        void Run(params string[] line)
        {
            WrittenJson written = WrittenJson.Before([.. line, folder]);
            (int exitCode, string output, string error) = QMac.Run(line);
            IReadOnlySet<string> schemas = written.Validate(exitCode, output);
            Assert.True(schemas.Count > 0, $"{string.Join(' ', line)} wrote no JSON: {error}");
            met.UnionWith(schemas);
        }
    }

    /// <summary>Which members a node has goes by its operation: all of them are met.</summary>
    [Fact]
    public void EveryOperation_IsInTheSchemaOfPackages()
    {
        foreach (Network network in OperationsPageTests.Networks())
        {
            PackageTexts texts = PackageWriter.Write(network);
            Assert.Equal(("graph-1.schema.json", null), JsonSchemas.Validate(texts.Graph.Text!));
            Assert.Equal(("quant_spec-1.schema.json", null), JsonSchemas.Validate(texts.QuantSpec.Text!));
        }

        JsonNode graph = JsonNode.Parse(File.ReadAllText(Path.Combine(JsonSchemas.Folder, "graph-1.schema.json")))!;
        Assert.Equal(OpTable.Names.Order(StringComparer.Ordinal), graph["$defs"]!["node"]!["properties"]!["op"]!["enum"]!.AsArray().Select(name => (string)name!));
    }

    /// <summary>What validates is looked at: every member that is needed, every type, and a member that nobody knows.</summary>
    [Theory]
    [InlineData("graph.json")]
    [InlineData("quant_spec.json")]
    public void Validator_DocumentThatIsWrong_SaysWhere(string name)
    {
        string text = File.ReadAllText(Path.Combine(package.Folder, name));
        Assert.Null(JsonSchemas.Validate(text).Problem);
        foreach (string member in JsonNode.Parse(text)!.AsObject().Select(member => member.Key).Where(member => member != "schema"))
        {
            RequireProblem(root => root.Remove(member));
            RequireProblem(root => root[member] = 1.5);
        }

        RequireProblem(root => root["colour"] = "red");
        RequireProblem(root => root["nodes"]![0]!.AsObject().Remove("name"));
        RequireProblem(root => root["nodes"]!.AsArray()[^1]!["colour"] = "red");
        RequireProblem(root => root["tensors"]![0]!["index"] = -1);
        RequireProblem(root => root["schema"] = "qmac.unknown/1");

        void RequireProblem(Action<JsonObject> edit)
        {
            JsonObject root = JsonNode.Parse(text)!.AsObject();
            edit(root);
            Assert.NotNull(JsonSchemas.Validate(root.ToJsonString()).Problem);
        }
    }

    [Fact]
    public void WrittenJson_FileThatIsNotValid_FailsTheTest()
    {
        WrittenJson written = WrittenJson.Before([_tiny.Folder.Path]);
        File.WriteAllText(_tiny.PathOf("run.json"), """{ "schema": "qmac.run/1" }""");

        Assert.Contains("is not valid by docs/schemas/run-1.schema.json", Assert.ThrowsAny<Exception>(() => written.Validate(0, "")).Message, StringComparison.Ordinal);
        Assert.Empty(written.Validate(2, ""));
        Assert.ThrowsAny<Exception>(() => written.Validate(2, "{"));
    }

    [GeneratedRegex("\"(qmac\\.[a-z_.]+/[0-9]+)\"")]
    private static partial Regex SchemaName();

    [GeneratedRegex("```json\n(\\{\n  \"schema\": \"qmac.data/1\".*?\n\\})\n```", RegexOptions.Singleline)]
    private static partial Regex DataExample();
}
