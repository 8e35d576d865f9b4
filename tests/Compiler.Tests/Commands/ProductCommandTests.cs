using System.Text.Json;
using QMacVerify.Compiler.Packages;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Commands about layers on a network whose last layer but one multiplies two computed tensors.</summary>
public sealed class ProductCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Network _network;

    public ProductCommandTests()
    {
        TinyGraphBuilder builder = new("scores", new SplitMix64(2));
        int input = builder.Input([3, 4]);
        int scores = builder.MatMul(builder.FullyConnected(input, 5), builder.FullyConnected(input, 5), new TinyParameters { Multipliers = [new(1 << 30, -9)] });
        builder.FullyConnected(scores, 2);
        _network = builder.Build();
        ModelPackage.Write(Package, _network);
        File.WriteAllText(_folder.PathOf("costs.csv"), "operator,cost\nexact,100\ntrunc:1,95\ntrunc:3,80\n");
    }

    private string Package => _folder.PathOf("p");

    private string Product => _network.Graph.Nodes.OfType<MatMul>().Single().Name;

    private string Last => _network.Graph.MacNodes.Last().Name;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Certify_ForASuffix_CountsTheProduct()
    {
        Assert.Equal([Last], Layers("--suffix", "1"));
        Assert.Equal([Product, Last], Layers("--suffix", "2"));
        Assert.Equal(4, Layers().Length);

        string[] Layers(params string[] options) =>
            [.. Json(["certify", "--pkg", Package, "--amul", "trunc:3", "--json", .. options]).GetProperty("layers").EnumerateArray().Select(layer => layer.GetString()!)];
    }

    [Fact]
    public void Certify_ForASuffix_LeavesTheProductBeforeItExact()
    {
        JsonElement operators = Json("certify", "--pkg", Package, "--amul", "trunc:3", "--suffix", "1", "--json").GetProperty("operators");

        Assert.Equal(Last, operators.GetProperty("layers").EnumerateArray().Single().GetProperty("name").GetString());
        Assert.Equal(0, Lsb("--assign", Assigned(_network.Graph.MacNodes.First().Name), "--suffix", "3"));
        Assert.NotEqual(0, Lsb("--assign", Assigned(Product), "--suffix", "3"));

        int Lsb(params string[] options) => Json(["certify", "--pkg", Package, "--json", .. options]).GetProperty("logits").GetProperty("lsb").GetInt32();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("200", "--suffix", "2")]
    public void Assign_LeavesTheProductExact_AndSaysSo(string budget, params string[] options)
    {
        string[] line = ["assign", "--pkg", Package, "--budget-lsb", budget, "--costs", _folder.PathOf("costs.csv"), "--out", _folder.PathOf("a.json"), .. options];
        string text = QMac.Success(line);

        Assert.Contains($"left exact, as they multiply two computed tensors: \"{Product}\"\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Product, File.ReadAllText(_folder.PathOf("a.json")), StringComparison.Ordinal);
        Assert.Contains(Last, File.ReadAllText(_folder.PathOf("a.json")), StringComparison.Ordinal);
        Assert.Equal(0, QMac.Run("certify", "--pkg", Package, "--assign", _folder.PathOf("a.json"), "--lsb", "255").ExitCode);
    }

    [Fact]
    public void Assign_ForNothingButProducts_SaysThatThereIsNothingToAssign()
    {
        TinyGraphBuilder builder = new("alone", new SplitMix64(3));
        int input = builder.Input([3, 4]);
        builder.MatMul(input, input);
        ModelPackage.Write(_folder.PathOf("alone"), builder.Build());

        Assert.Equal(
            "there are no layers with constant weights: there is nothing to assign",
            QMac.Refusal("assign", "--pkg", _folder.PathOf("alone"), "--budget-lsb", "1", "--costs", _folder.PathOf("costs.csv"), "--out", _folder.PathOf("a.json")));

        // Nor does a search for inputs have weights to go by.
        QMac.Success("constraints", "--pkg", _folder.PathOf("alone"), "--search", "20", "--out", _folder.PathOf("D_sound.json"));
    }

    [Fact]
    public void Accumulators_ListTheProduct_AndAssertItsBounds()
    {
        Assert.Contains($"{Product}  matmul", QMac.Success("accumulators", "--pkg", Package, "--assertions", _folder.PathOf("sv")), StringComparison.Ordinal);

        int index = _network.Graph.Nodes.Index().Single(node => node.Item is MatMul).Index;
        JsonElement layer = Json("constraints", "--pkg", Package, "--json", "--out", _folder.PathOf("d.json")).GetProperty("layers").EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == Product);
        string text = File.ReadAllText(_folder.PathOf("sv", $"accumulator_monitor_{index}.sv"));
        Assert.Contains($"256'h{layer.GetProperty("care").GetProperty("weights").GetString()}", text, StringComparison.Ordinal);
        Assert.Equal(
            $"--prove: \"{Product}\" multiplies two computed tensors; the proof is about constant weights",
            QMac.Refusal("accumulators", "--pkg", Package, "--prove", Product));
    }

    [Fact]
    public void Check_OfTheConstraints_AcceptsThem()
    {
        QMac.Success("constraints", "--pkg", Package, "--amul", "trunc:3", "--deviation", "--elements", "--out", _folder.PathOf("D_sound.json"));

        Assert.Contains("is accepted: 4 layers", QMac.Success("check", _folder.PathOf("D_sound.json"), "--pkg", Package), StringComparison.Ordinal);
    }

    [Fact]
    public void Constraints_WithDeviation_SaysOfEachLayerWhatTheFileDoes()
    {
        string text = QMac.Success("constraints", "--pkg", Package, "--amul", "trunc:3", "--deviation", "--out", _folder.PathOf("D_sound.json"));
        string[] lines = text[text.IndexOf("local error", StringComparison.Ordinal)..].Split('\n');
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("D_sound.json")));
        foreach (JsonElement layer in file.RootElement.GetProperty("layers").EnumerateArray())
        {
            string line = lines.Single(line => line.StartsWith(layer.GetProperty("name").GetString()! + " ", StringComparison.Ordinal));
            JsonElement difference = layer.GetProperty("difference").GetProperty("lsb");
            JsonElement error = layer.GetProperty("local_error").GetProperty("lsb");
            Assert.EndsWith($"[{difference[0]}, {difference[1]}]", line.TrimEnd(), StringComparison.Ordinal);
            Assert.Contains($"[{error[0]}, {error[1]}]", line, StringComparison.Ordinal);
            Assert.NotEqual(0, error[0].GetInt32());
        }
    }

    [Fact]
    public void Constraints_AdderOfAProductWiderThanTheRegister_IsRefused()
    {
        File.WriteAllText(_folder.PathOf("loa.json"), $$"""{"layers":[{"name":"{{Product}}","multiplier":"exact","adder":"loa:16"}]}""");

        Assert.Contains(
            "approximates 16 bits",
            QMac.Refusal("constraints", "--pkg", Package, "--assign", _folder.PathOf("loa.json"), "--accumulator-bits", "16", "--out", _folder.PathOf("d.json")),
            StringComparison.Ordinal);
    }

    private static JsonElement Json(params string[] line) => JsonDocument.Parse(QMac.Success(line)).RootElement;

    private string Assigned(string layer)
    {
        string file = _folder.PathOf("assign.json");
        File.WriteAllText(file, $$"""{"layers":[{"name":"{{layer}}","multiplier":"trunc:6","adder":"exact"}]}""");
        return file;
    }
}
