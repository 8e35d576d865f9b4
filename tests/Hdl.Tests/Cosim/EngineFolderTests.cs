using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Cosim;

/// <summary>The folder of engines as its receiver runs it: with a shell and a simulator.</summary>
public sealed class EngineFolderTests : IDisposable
{
    private static readonly OperatorPair Truncated = new(new TruncatedMultiplier(2), new LowerPartOrAdder(4));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Two pairs of circuits, a pool, a sum, and a layer that no engine runs.</summary>
    [SkippableFact]
    public void Run_Icarus_PassesUntilAFileChanges()
    {
        Tools.Require("iverilog", "vvp");
        string[] layers = Write(Two());
        IReadOnlyList<string> before = FolderContents.Of(_folder.Path);
        Assert.Equal(["engine_0", "engine_1", "engine_0", "engine_0"], layers.Select(layer => layer.Split(' ')[1]));

        ChildResult passed = Run("icarus");
        Assert.Equal([.. layers.Select(layer => $"{layer.Split(' ')[0]}: PASS n={layer.Split(' ')[2]}"), "4 of 4 layers pass"], passed.Output.TrimEnd().Split('\n'));
        Assert.Equal((0, ""), (passed.ExitCode, passed.Error));

        string layer = layers[1].Split(' ')[0];
        string weights = _folder.PathOf("layers", layer, "w.hex");
        string text = File.ReadAllText(weights);
        File.WriteAllText(weights, $"{text[..30]}{(text[30] == '0' ? '7' : '0')}{text[31..]}");
        AssertFails(layer);
        File.WriteAllText(weights, text);

        // A bench that compares nothing finds nothing.
        string numbers = _folder.PathOf("layers", layer, "layer.hex");
        string[] lines = File.ReadAllLines(numbers);
        File.WriteAllLines(numbers, lines.Select(line => line.EndsWith("OUTPUTS", StringComparison.Ordinal) || line.EndsWith("COMPARISONS", StringComparison.Ordinal) ? $"00000000{line[8..]}" : line));
        AssertFails(layer);
        File.WriteAllLines(numbers, lines);
        Assert.Equal(0, Run("icarus", layer).ExitCode);
        Assert.Equal(0, Run("clean").ExitCode);
        Assert.Equal(before, FolderContents.Of(_folder.Path));
    }

    [SkippableFact]
    public void Run_BadUsage_SaysSo()
    {
        Tools.Require("iverilog", "vvp");
        Write(Two());
        IReadOnlyList<string> before = FolderContents.Files(_folder.Path);

        ChildResult unknown = Run("icarus", "77_none");
        Assert.Equal((2, "layers.txt has no layer 77_none\n"), (unknown.ExitCode, unknown.Error));
        Assert.Equal(new ChildResult(2, "", "usage: sh run.sh icarus|verilator [LAYER], or sh run.sh clean\n"), Run("modelsim"));
        Assert.Equal(before, FolderContents.Files(_folder.Path));
    }

    [Fact]
    public void Files_LittleRoom_LeaveOutTheLargestLayers()
    {
        (Network network, OperatorAssignment operators) = Two();
        RecordedRun run = RecordedRun.OfRandom(network, operators);
        IReadOnlyList<ProjectFile> all = EngineFolder.Files(network, operators, run, _ => null);
        Dictionary<string, int> bytes = all.Where(file => file.Path.StartsWith("layers/", StringComparison.Ordinal)).GroupBy(file => file.Path.Split('/')[1], file => file.Content.Length)
            .ToDictionary(layer => layer.Key, layer => layer.Sum());

        Dictionary<string, string> files = EngineFolder.Files(network, operators, run, _ => null, mostBytes: bytes.Values.Sum() / 2).ToDictionary(file => file.Path, Text);

        string[] layers = [.. files["layers.txt"].TrimEnd().Split('\n').Select(line => line.Split(' ')[0])];
        string[] absent = [.. bytes.Keys.Except(layers)];
        Assert.NotEmpty(absent);
        Assert.True(absent.Min(layer => bytes[layer]) >= layers.Max(layer => bytes[layer]));
        Assert.Contains($"| `{absent[0]}` | not here: its memories are too large to go with the project; qmac cosim runs it |", files["README.md"], StringComparison.Ordinal);
        Assert.Empty(EngineFolder.Files(network, operators, run, _ => null, mostBytes: 10));
    }

    private static string Text(ProjectFile file) => System.Text.Encoding.UTF8.GetString(file.Content);

    private static (Network Network, OperatorAssignment Operators) Two()
    {
        TinyGraphBuilder builder = new("two", new SplitMix64(1));
        int input = builder.Input([1, 4, 3, 2]);
        int first = builder.Conv2D(input, 18, new TinyWindow(2, 2));
        int second = builder.DepthwiseConv2D(first, 1, new TinyWindow(3, 3));
        int sum = builder.Add(first, second);
        int pool = builder.MaxPool2D(sum, new TinyWindow(2, 2));
        Network network = builder.Build([builder.Softmax(pool)]);
        string name = network.Graph.MacNodes.Last().Name;
        return (network, new OperatorAssignment(Truncated, EquatableArray.Of(new LayerOperators(name, new OperatorPair(new DrumMultiplier(4), new ExactAdder())))));
    }

    /// <returns>The lines of <c>layers.txt</c>.</returns>
    private string[] Write((Network Network, OperatorAssignment Operators) model)
    {
        AtomicFile.WriteAll([.. EngineFolder.Files(model.Network, model.Operators, RecordedRun.OfRandom(model.Network, model.Operators), _ => null)
            .Select<ProjectFile, (string, Action<Stream>)>(file => (_folder.PathOf(file.Path), stream => stream.Write(file.Content)))]);
        return File.ReadAllLines(_folder.PathOf("layers.txt"));
    }

    private void AssertFails(string layer)
    {
        ChildResult failed = Run("icarus", layer);
        Assert.Equal(1, failed.ExitCode);
        Assert.Matches($@"\n{layer}: FAIL, exit code \d+, expected PASS n=\d+\n0 of 1 layers pass\n\z", failed.Output);
    }

    private ChildResult Run(params string[] arguments) => ChildProcess.Run("/bin/sh", [_folder.PathOf("run.sh"), .. arguments], Path.GetTempPath());
}
