using System.Text.Json;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Run;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Names from outside that would break out of a comment, a string, a folder or a class: every verb works with them.</summary>
[Trait("Category", "Slow")]
public sealed class HostileNameTests : IDisposable
{
    /// <summary>One name for each of the eight nodes of the test network.</summary>
    private static readonly string[] Names =
    [
        "class",
        "*/ } public static int Evil; /*",
        "\"quoted\" \\ {0} {{",
        "line\nbreak\r\n#error x\u2028#endif",
        "../../../etc/passwd",
        "</summary><script>",
        "conv 1",
        "conv-1\u202e\u2066\ufeff\u200b\u061c\u009bgpj",
    ];

    private readonly TemporaryFolder _folder = new();

    private string Package => _folder.PathOf("package");

    public HostileNameTests() => Rename(Names);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Inspect_HostileNames_StayOnTheirLines()
    {
        string table = QMac.Success("inspect", "--pkg", Package);
        using JsonDocument json = JsonDocument.Parse(QMac.Success("inspect", "--pkg", Package, "--json"));

        Assert.Equal(Names.Length + 9, table.Split('\n').Length);
        Assert.Contains("#error x", QMac.Success("inspect", "--pkg", Package, "--layer", Names[3], "--code"), StringComparison.Ordinal);
        Assert.Contains(Names[3], json.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()));
    }

    [Fact]
    public void Run_HostileNames_BothEnginesAgree()
    {
        QMac.Success("run", "--pkg", Package, "--random-input", "--batch", "3", "--dump-tensors", "--engine", "compiled", "--out", _folder.PathOf("c"));
        QMac.Success("run", "--pkg", Package, "--random-input", "--batch", "3", "--dump-tensors", "--out", _folder.PathOf("r"), "--engine", "reference");

        foreach (string file in (string[])["outputs.npz", "tensors.npz", "tensors.json"])
        {
            Assert.Equal(File.ReadAllBytes(_folder.PathOf("r", file)), File.ReadAllBytes(_folder.PathOf("c", file)));
        }

        QMac.Success("compare", "--baseline", _folder.PathOf("c"), "--approx", _folder.PathOf("r"), "--out", _folder.PathOf("d"));
    }

    [Fact]
    public void ConstraintsAndCompile_HostileNames_StayInsideTheirFolders()
    {
        IReadOnlyList<string> before = FolderContents.Files(_folder.Path);

        using JsonDocument constraints = JsonDocument.Parse(QMac.Success("constraints", "--pkg", Package, "--json", "--out", _folder.PathOf("out", "d.json")));
        QMac.Success("compile", "--pkg", Package, "--bench-layer", Names[1], "--strategy", $"{Names[0]}=loops", "--out", _folder.PathOf("out"));

        Assert.Equal([Names[0], Names[1], Names[6]], constraints.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()));
        Assert.Equal(before, FolderContents.Files(_folder.Path).Where(file => !file.StartsWith("out/", StringComparison.Ordinal)));
        Assert.DoesNotContain("*/ }", File.ReadAllText(_folder.PathOf("out", "verilog", "layer_tb.v")), StringComparison.Ordinal);
    }

    [Fact]
    public void AnyVerb_NamesThatHideOrReorderText_AreEscapedInEveryOutput()
    {
        const string model = "net\u202e\u2069\ufeff\u200fx";
        Rename(Names, model, "\u202e\u2066\ufeff");
        string[] baseline = ["run", "--pkg", Package, "--random-input", "--engine", "reference", "--dump-tensors", "--out", _folder.PathOf("baseline")];
        string[] compare = ["compare", "--baseline", _folder.PathOf("baseline"), "--approx", _folder.PathOf("baseline"), "--out", _folder.PathOf("compare")];
        string[][] verbs =
        [
            baseline,
            [.. baseline, "--json"],
            compare,
            [.. compare, "--json"],
            ["inspect", "--pkg", Package],
            ["inspect", "--pkg", Package, "--json"],
            ["inspect", "--pkg", Package, "--requantization"],
            ["inspect", "--pkg", Package, "--layer", Names[7], "--code"],
            ["constraints", "--pkg", Package, "--out", _folder.PathOf("d.json")],
            ["compile", "--pkg", Package, "--bench-layer", Names[1], "--out", _folder.PathOf("out")],
            ["report", "--pkg", Package, "--out", _folder.PathOf("report.html"), "--json", _folder.PathOf("report.json")],
        ];

        List<string> texts = [.. verbs.Select(verb => QMac.Success(verb))];
        texts.Add(QMac.Refusal("inspect", "--pkg", Package, "--layer", $"{Names[7]}x"));
        string[] ours = [".cs", ".csproj", ".json", ".md", ".txt", ".v", ".f", ".hex", ".html"];
        texts.AddRange(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(file => ours.Contains(Path.GetExtension(file))).Select(File.ReadAllText));

        string page = File.ReadAllText(_folder.PathOf("report.html"));
        Assert.Single(Regex.Matches(page, "<script"));
        Assert.Contains("&lt;/summary&gt;&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains(texts, text => text.Contains("\\u202e", StringComparison.Ordinal));
        Assert.All(texts, text => Assert.DoesNotMatch("[\\p{Cf}\\p{Zl}\\p{Zp}\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]", text));
    }

    [Theory]
    [InlineData("../../x", "_._.._x_c9fb8320")]
    [InlineData("/abs", "_abs_97d54e2a")]
    [InlineData("..", "_._c7d10cea")]
    [InlineData("nul\0", "nul__a49e189a")]
    public void AnyVerb_ModelNameThatIsAPath_StaysInsideTheDefaultFolders(string name, string folder)
    {
        Rename(Names, name);
        Directory.CreateDirectory(_folder.PathOf("a", "b"));
        string[][] verbs =
        [
            ["run", "--pkg", Package, "--random-input", "--engine", "reference"],
            ["run", "--pkg", Package, "--random-input", "--engine", "reference", "--amul", "trunc:1"],
            ["compare", "--baseline", $"results/baseline/{folder}", "--approx", $"results/approx/{folder}"],
            ["constraints", "--pkg", Package],
            ["compile", "--pkg", Package],
        ];
        Assert.All(verbs, verb => Assert.Equal((0, ""), Run(verb)));

        Assert.Equal(["a", "package"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal(["b"], Directory.GetFileSystemEntries(_folder.PathOf("a")).Select(Path.GetFileName));
        foreach (string parent in (string[])["results/baseline", "results/approx", "results/compare", "constraints", "generated"])
        {
            Assert.Equal([folder], Directory.GetFileSystemEntries(_folder.PathOf("a", "b", parent)).Select(Path.GetFileName));
        }

        (int ExitCode, string Error) Run(string[] verb)
        {
            ChildResult result = ChildProcess.RunQMac(_folder.PathOf("a", "b"), verb);
            return (result.ExitCode, result.Error);
        }
    }

    [Fact]
    public void Compile_NamesThatEmittedCodeUses_AreKeptApart()
    {
        Network network = ModelPackage.Read(Package).Network;
        List<PlannedNetwork> plans = [];
        foreach (string[] names in EmittedNames.All.Append("QMacVerify").Chunk(network.Graph.Nodes.Count))
        {
            Rename([.. names, .. Names[names.Length..]]);
            plans.Add(PlannedNetwork.Of(ModelPackage.Read(Package).Network, OperatorAssignment.Exact, className: $"Net{plans.Count}"));
        }

        // One assembly, because it is the compiler that takes the time.
        Assert.Equal(plans.Count, CompiledKernels.Of([.. plans.Select(plan => plan.Plan)]).Count);
    }

    [Fact]
    public void Compile_ModelNamesThatEmittedCodeUses_GiveAnotherClass()
    {
        Network network = ModelPackage.Read(Package).Network;

        PlannedNetwork[] plans = [.. EmittedNames.All.Concat(["QMacVerify", "Program", "String", "object"])
            .Select(name => PlannedNetwork.Of(network with { Graph = network.Graph with { Name = name } }, OperatorAssignment.Exact))];

        Assert.Equal("MathModel", plans.Single(plan => plan.Network.Graph.Name == "Math").Plan.ClassName);
        Assert.Equal(plans.Length, CompiledKernels.Of([.. plans.Select(plan => plan.Plan)]).Count);
        Assert.Equal(
            "QMAC0301: \"Math\" is a name that generated code uses itself; choose another for the class or namespace",
            QMac.RefusalLeaving(_folder.Path, "compile", "--pkg", Package, "--class", "Math", "--out", _folder.PathOf("out")));
    }

    /// <summary>Gives the nodes other names, which the importer would not let through.</summary>
    private void Rename(string[] names, string modelName = "net", string tensorSuffix = "")
    {
        Network network = TestModels.ImportModel(TestModels.Network());
        QuantizedGraph graph = network.Graph with
        {
            Name = modelName,
            Tensors = network.Graph.Tensors.Select(tensor => tensor with { Name = tensor.Name + tensorSuffix }).ToEquatableArray(),
            Nodes = network.Graph.Nodes.Select((node, i) => node with { Name = names[i] }).ToEquatableArray(),
        };
        ModelPackage.Write(Package, network with { Graph = graph });
    }
}
