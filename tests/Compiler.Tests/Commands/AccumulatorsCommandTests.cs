using System.Text.Json;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac accumulators</c>, and <c>qmac compile --accumulator-bits</c>, on the built-in network.</summary>
public sealed class AccumulatorsCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Accumulators_Text_IsATableOfTheLayers() => Snapshot.Verify(QMac.Success("accumulators", "--pkg", package.Folder), "table");

    [Fact]
    public void Accumulators_Layer_IsATableOfItsChannels() => Snapshot.Verify(QMac.Success("accumulators", "--pkg", package.Folder, "--layer", "logits"), "channels");

    [Fact]
    public void Accumulators_Json_SaysTheSameAsTheConstraints()
    {
        string[] options = ["--pkg", package.Folder, "--amul", "trunc:2", "--region", "real:0:0.5"];
        using JsonDocument report = JsonDocument.Parse(QMac.Success(["accumulators", .. options, "--json"]));
        using JsonDocument constraints = JsonDocument.Parse(QMac.Success(["constraints", .. options, "--json", "--out", _folder.PathOf("d.json")]));

        Assert.Equal("qmac.accumulators/1", report.RootElement.GetProperty("schema").GetString());
        Assert.Equal(constraints.RootElement.GetProperty("digest").GetString(), report.RootElement.GetProperty("constraints_digest").GetString());
        JsonElement[] layers = [.. report.RootElement.GetProperty("layers").EnumerateArray()];
        Assert.Equal(5, layers.Length);
        foreach ((JsonElement layer, JsonElement bounds) in layers.Zip(constraints.RootElement.GetProperty("layers").EnumerateArray()))
        {
            foreach (string member in (string[])["final", "prefix", "any_order", "l1", "datatype"])
            {
                Assert.Equal(bounds.GetProperty("bits").GetProperty(member).GetInt32(), layer.GetProperty("bits").GetProperty(member).GetInt32());
            }

            int final = layer.GetProperty("bits").GetProperty("final").GetInt32();
            JsonElement[] registers = [.. layer.GetProperty("registers").EnumerateArray()];
            Assert.Equal([.. Enumerable.Range(8, 25)], registers.Select(register => register.GetProperty("bits").GetInt32()));
            Assert.All(registers, register => Assert.Equal(register.GetProperty("bits").GetInt32() >= final, register.GetProperty("wrap").GetBoolean()));
            Assert.Equal(final, layer.GetProperty("channels").EnumerateArray().Max(channel => channel.GetProperty("bits").GetProperty("final").GetInt32()));
        }
    }

    [Fact]
    public void Accumulators_Assertions_AreOneFileForEachLayer()
    {
        QMac.Success("accumulators", "--pkg", package.Folder, "--amul", "trunc:2", "--assertions", _folder.PathOf("sv"));

        Assert.Equal(
            ["accumulator_monitor_0.sv", "accumulator_monitor_1.sv", "accumulator_monitor_2.sv", "accumulator_monitor_3.sv", "accumulator_monitor_6.sv"],
            FolderContents.Files(_folder.PathOf("sv")).Order(StringComparer.Ordinal));
        string digest = Digest(QMac.Success("constraints", "--pkg", package.Folder, "--amul", "trunc:2", "--json", "--out", _folder.PathOf("d.json")));
        Assert.Contains($"// {digest}.", File.ReadAllText(_folder.PathOf("sv", "accumulator_monitor_6.sv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"conv9\" is not a layer with products of this model; did you mean \"conv1\" or \"conv2\"?", "--layer", "conv9")]
    [InlineData("\"conv9\" is not a layer with products of this model; did you mean \"conv1\" or \"conv2\"?", "--prove", "conv9")]
    [InlineData("--layer is about the table; --json has the channels of every layer; see qmac accumulators --help", "--layer", "conv1", "--json")]
    [InlineData("--quantize goes with --center or --data; see qmac accumulators --help", "--quantize")]
    public void Accumulators_BadUsage_SaysWhatToGive(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.Refusal(["accumulators", "--pkg", package.Folder, .. options]));

    [Fact]
    public void Compile_TooFewAccumulatorBits_NamesTheLayerAndWhatItNeeds()
    {
        string[] compile = ["compile", "--pkg", package.Folder, "--out", _folder.PathOf("g")];

        Assert.Equal(
            "--accumulator-bits 18: layer \"conv1\" needs 19 bits (final sums [-148408, 167577]), 3 of 5 layers need more than 18; 21 bits are enough for every layer",
            QMac.RefusalLeaving(_folder.Path, [.. compile, "--accumulator-bits", "18"]));
        Assert.Equal(
            "--accumulator-bits 20: layer \"conv2\" needs 21 bits (sums on the way [-516595, 786527]), 1 of 5 layers need more than 20; 21 bits are enough for every layer",
            QMac.RefusalLeaving(_folder.Path, [.. compile, "--accumulator-bits", "20", "--overflow", "saturate"]));
        QMac.Success([.. compile, "--accumulator-bits", "21", "--overflow", "saturate"]);
        Assert.True(File.Exists(_folder.PathOf("g", "CnnSmall.g.cs")));
    }

    [Theory]
    [InlineData("--accumulator-bits takes an integer from 2 to 64, found \"1\"; see qmac compile --help", "--accumulator-bits", "1")]
    [InlineData("--accumulator-bits takes an integer from 2 to 64, found \"65\"; see qmac compile --help", "--accumulator-bits", "65")]
    [InlineData("--overflow takes wrap or saturate, found \"clip\"; see qmac compile --help", "--accumulator-bits", "20", "--overflow", "clip")]
    public void Compile_BadAccumulator_IsRefused(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.Refusal(["compile", "--pkg", package.Folder, "--out", _folder.PathOf("g"), .. options]));

    private static string Digest(string constraints)
    {
        using JsonDocument json = JsonDocument.Parse(constraints);
        return json.RootElement.GetProperty("digest").GetString()!;
    }
}
