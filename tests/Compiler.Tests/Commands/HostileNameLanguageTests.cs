using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Data.Sqlite;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Names that mean something in SQL, CSV, shells, Verilog, Markdown, HTML and file systems: what is written parses, and holds them as text.</summary>
public sealed class HostileNameLanguageTests : IDisposable
{
    private const int Samples = 8;

    private static readonly string[] Names =
    [
        "'\"; DROP TABLE results; --",
        "$(touch PWNED)`touch PWNED`&touch PWNED;|x",
        "*/ endmodule module x; initial $finish; endmodule /*",
        @"..\..\CON",
        new string('n', 5000),
        "=cmd|' /C calc'!A0,\"b\"",
        "x\nendmodule\n`include \"/etc/passwd\"\n// \\",
        "</script><img src=x onerror=alert(1)>|[x](javascript:1)\n# h",
    ];

    private readonly TemporaryFolder _folder = new();

    private string Package => _folder.PathOf("package");

    public HostileNameLanguageTests()
    {
        Network network = TestModels.ImportModel(TestModels.Network());
        QuantizedGraph graph = network.Graph with
        {
            Name = Names[1],
            Tensors = network.Graph.Tensors.Select((tensor, i) => tensor with { Name = Names[i % Names.Length] }).ToEquatableArray(),
            Nodes = network.Graph.Nodes.Select((node, i) => node with { Name = Names[i] }).ToEquatableArray(),
        };
        ModelPackage.Write(Package, network with { Graph = graph });
        int[] shape = [.. graph.Tensor(graph.Inputs[0]).Shape];
        NpyFormat.WriteFile(_folder.PathOf("x.npy"), NpyArray.Create([Samples, .. shape[1..]], new sbyte[Samples * graph.Tensor(graph.Inputs[0]).ElementCount]));
        NpyFormat.WriteFile(_folder.PathOf("y.npy"), NpyArray.Create<int>([Samples], new int[Samples]));
    }

    private string[] Layers => [.. ModelPackage.Read(Package).Network.Graph.ProductNodes.Select(layer => layer.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sweep_HostileNames_StandInTheDatabaseAndTheTableAsText()
    {
        string[] line = ["sweep", "--pkg", Package, "--data", _folder.PathOf("x.npy"), "--labels", _folder.PathOf("y.npy"), "--multipliers", "trunc:2", "--layers", "each"];
        QMac.Success([.. line, "--results", _folder.PathOf("r.db"), "--csv", _folder.PathOf("r.csv")]);

        // Nothing is measured twice: the names came back as they were.
        Assert.Equal(QMac.Success([.. line, "--results", _folder.PathOf("r.db")]), QMac.Success([.. line, "--results", _folder.PathOf("r.db"), "--stored"]));
        Assert.Equal(Layers.Length + 2L, Records(File.ReadAllText(_folder.PathOf("r.csv"))).Count(record => record.Length > 1));
        Assert.Single(Records(File.ReadAllText(_folder.PathOf("r.csv"))).Select(record => record.Length).Distinct());
        using SqliteConnection connection = new($"Data Source={_folder.PathOf("r.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM results";
        Assert.Equal(Layers.Length + 1L, command.ExecuteScalar());
    }

    [SkippableTheory]
    [InlineData("slurm")]
    [InlineData("parallel")]
    public void Sweep_TasksForAShell_RunNothingOfANameOrAPath(string kind)
    {
        Tools.Require("bash");
        string folder = _folder.PathOf($"$(touch PWNED) 'it' \"is\"{(kind == "slurm" ? "\n" : "")}`touch PWNED`");
        Directory.CreateDirectory(folder);
        foreach (string file in (string[])["x.npy", "y.npy"])
        {
            File.Copy(_folder.PathOf(file), Path.Combine(folder, file));
        }

        string[] line = ["sweep", "--pkg", Package, "--data", Path.Combine(folder, "x.npy"), "--labels", Path.Combine(folder, "y.npy"), "--multipliers", "trunc:2"];
        QMac.Success([.. line, "--layers", Layers[0], "--emit", kind, "--tasks", "2", "--out", Path.Combine(folder, "tasks")]);

        // A program in place of qmac writes down its words, one by one.
        Directory.CreateDirectory(_folder.PathOf("bin"));
        _folder.WriteScript("bin/qmac", $"for word; do printf '%s\\0' \"$word\"; done >> '{_folder.PathOf("words")}'", "/bin/bash");
        string run = kind == "slurm" ? "SLURM_ARRAY_TASK_ID=1 bash \"$1/sweep.sbatch\"" : "while IFS= read -r task; do eval \"$task\"; done < <(grep -v '^#' \"$1/tasks.txt\")";
        ChildResult result = ChildProcess.Run(
            "/bin/bash", ["-c", run, "bash", Path.Combine(folder, "tasks")], _folder.Path, new Dictionary<string, string?> { ["PATH"] = $"{_folder.PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}" });

        Assert.False(File.Exists(_folder.PathOf("PWNED")), result.Error);
        Assert.Contains(Path.Combine(folder, "x.npy"), File.ReadAllText(_folder.PathOf("words")).Split('\0'));
        Assert.Contains(Layers[0], File.ReadAllText(_folder.PathOf("words")).Split('\0'));
    }

    /// <summary>Each line is a call: half a quoted name would be one.</summary>
    [Fact]
    public void Sweep_LinesForParallelOfANameWithALineBreak_AreRefused()
    {
        string[] line = ["sweep", "--pkg", Package, "--data", _folder.PathOf("x.npy"), "--labels", _folder.PathOf("y.npy"), "--multipliers", "trunc:2"];

        Assert.Contains("a line break", QMac.RefusalLeaving(_folder.Path, [.. line, "--emit", "parallel", "--tasks", "2", "--out", _folder.PathOf("a\nb")]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Accumulators_AssertionsOfHostileNames_CompileAndStayInTheirFolder()
    {
        Tools.Require("iverilog");
        IReadOnlyList<string> before = FolderContents.Files(_folder.Path);

        QMac.Success("accumulators", "--pkg", Package, "--assertions", _folder.PathOf("hdl"));

        string[] files = [.. FolderContents.Files(_folder.Path).Except(before)];
        Assert.Equal(Layers.Length, files.Length);
        Assert.All(files, file => Assert.Matches(@"\Ahdl/[A-Za-z0-9_.-]{1,200}\z", file));
        ChildResult compiled = ChildProcess.Run("/usr/bin/env", ["iverilog", "-g2012", "-t", "null", .. files], _folder.Path);
        Assert.Equal((0, ""), (compiled.ExitCode, compiled.Error));
    }

    [SkippableFact]
    public void Cosim_HostileNames_PassAndReportThem()
    {
        Tools.Require("iverilog", "vvp");

        QMac.Success("cosim", "--pkg", Package, "--random-input", "--simulator", "icarus", "--watch-bounds", "--out", _folder.PathOf("cosim"));

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("cosim", "cosim_report.json")));
        Assert.Equal(Names.Order(), report.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()).Order());
    }

    [SkippableFact]
    public void Compile_HostileNames_GiveAProjectThatParsesAndABenchThatPasses()
    {
        Tools.Require("iverilog", "vvp", "make");
        QMac.Success("compile", "--pkg", Package, "--bench-layer", Layers[0], "--out", _folder.PathOf("out"));

        string[] files = [.. FolderContents.Files(_folder.PathOf("out"))];
        Assert.All(files, file => Assert.Matches(@"\A[A-Za-z0-9_./-]{1,200}\z", file));
        Assert.All(files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)), file => XDocument.Load(_folder.PathOf("out", file)));
        Assert.All(files.Where(file => file.EndsWith(".json", StringComparison.Ordinal)), file => JsonDocument.Parse(File.ReadAllText(_folder.PathOf("out", file))).Dispose());
        Assert.All(files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)), file => Assert.DoesNotMatch("<script|<img|\n# h", File.ReadAllText(_folder.PathOf("out", file))));
        ChildResult bench = ChildProcess.Run("/usr/bin/env", ["make", "-C", "out/verilog/engine", "icarus"], _folder.Path);
        Assert.True(bench.ExitCode == 0, bench.Output + bench.Error);
        Assert.Contains("layers pass", bench.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "PWNED", SearchOption.AllDirectories));
    }

    [Fact]
    public void OtherCommands_HostileNames_WriteWhatParses()
    {
        string assign = _folder.PathOf("assign.json");
        string[][] lines =
        [
            ["certify", "--pkg", Package, "--amul", "trunc:2", "--out", _folder.PathOf("certificate.json")],
            ["assign", "--pkg", Package, "--budget-lsb", "200", "--candidates", "trunc:1", "--costs", Costs(), "--out", assign],
            ["constraints", "--pkg", Package, "--assign", assign, "--out", _folder.PathOf("D_sound.json")],
            ["check", _folder.PathOf("D_sound.json"), "--pkg", Package],
            ["optimize", "--pkg", Package, "--out", _folder.PathOf("optimized")],
            ["inspect", "--pkg", Package, "--svg", _folder.PathOf("graph.svg")],
            ["evaluate", "--pkg", Package, "--data", _folder.PathOf("x.npy"), "--labels", _folder.PathOf("y.npy"), "--json"],
            ["compare", "--pkg", Package, "--input", _folder.PathOf("x.npy"), "--amul", "trunc:2"],
        ];
        string[] outputs = [.. lines.Select(line => QMac.Success(line))];

        using JsonDocument given = JsonDocument.Parse(File.ReadAllText(assign));
        Assert.All(given.RootElement.GetProperty("layers").EnumerateArray(), layer => Assert.Contains(layer.GetProperty("name").GetString(), Layers));
        Assert.All(outputs, output => Assert.DoesNotMatch("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]", output));
        XDocument picture = XDocument.Load(_folder.PathOf("graph.svg"));
        Assert.DoesNotContain(picture.Descendants(), element => element.Name.LocalName is "script" or "img");

        string Costs()
        {
            string costs = _folder.PathOf("costs.csv");
            File.WriteAllText(costs, "operator,cost\nexact,2\ntrunc:1,1\n");
            return costs;
        }
    }

    /// <summary>Records of a CSV text as RFC 4180 has it.</summary>
    private static List<string[]> Records(string text)
    {
        List<string[]> records = [];
        List<string> fields = [];
        string field = "";
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isQuoted)
            {
                isQuoted = c != '"' || (i + 1 < text.Length && text[i + 1] == '"' && ++i > 0);
                field += isQuoted ? c : "";
            }
            else if (c == '"')
            {
                isQuoted = true;
            }
            else if (c is ',' or '\n')
            {
                fields.Add(field);
                field = "";
                if (c == '\n')
                {
                    records.Add([.. fields]);
                    fields.Clear();
                }
            }
            else
            {
                field += c;
            }
        }

        return records;
    }
}
