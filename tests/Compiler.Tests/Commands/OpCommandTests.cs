using System.Text.Json;
using System.Xml.Linq;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>op inspect, list, export and cost, as a user calls them.</summary>
public class OpCommandTests
{
    [Fact]
    public void Inspect_BuiltIn_ShowsItsContract() => Snapshot.Verify(QMac.Run("op", "inspect", "trunc:2").Output, "inspect");

    [Fact]
    public void Inspect_UnsignedTable_ShowsBothDomains()
    {
        using TemporaryFolder folder = new();
        WriteUnsigned(folder.PathOf("u.npy"));

        (int exitCode, string output, string error) = QMac.Run("op", "inspect", $"table:{folder.PathOf("u.npy")},unsigned");

        Assert.Equal((0, ""), (exitCode, error));
        Snapshot.Verify(output, "unsigned");
    }

    [Fact]
    public void Inspect_Json_HasTheDocumentedKeys()
    {
        using TemporaryFolder folder = new();
        WriteUnsigned(folder.PathOf("u.npy"));
        using JsonDocument json = JsonDocument.Parse(QMac.Run("op", "inspect", $"table:{folder.PathOf("u.npy")},unsigned", "--json").Output);
        JsonElement unsigned = json.RootElement.GetProperty("unsigned");

        foreach (string key in (string[])["mae", "wce", "ep", "mre", "mse", "bias", "rank"])
        {
            Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty(key).ValueKind);
            Assert.Equal(JsonValueKind.Number, unsigned.GetProperty(key).ValueKind);
        }

        Assert.Equal(64, json.RootElement.GetProperty("sha256").GetString()!.Length);
        Assert.Equal(256, json.RootElement.GetProperty("by_weight").GetProperty("least_error").GetArrayLength());
        Assert.Equal("sign_magnitude", json.RootElement.GetProperty("operands").GetProperty("wrapping").GetString());
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("trunc:5")]
    public void Inspect_Svg_IsTheSameWellFormedPictureEachTime(string spec)
    {
        using TemporaryFolder folder = new();
        QMac.Run("op", "inspect", spec, "--svg", folder.PathOf("a.svg"));
        QMac.Run("op", "inspect", spec, "--svg", folder.PathOf("b.svg"));

        string picture = File.ReadAllText(folder.PathOf("a.svg"));
        Assert.Equal(picture, File.ReadAllText(folder.PathOf("b.svg")));
        Assert.Equal("svg", XDocument.Parse(picture).Root!.Name.LocalName);
        Assert.Contains("data:image/png;base64,", picture, StringComparison.Ordinal);
        Assert.InRange(picture.Length, 2000, 400_000);
    }

    [Fact]
    public void List_NamesEveryBuiltInAndBothForms()
    {
        string output = QMac.Run("op", "list").Output;

        Assert.Matches(@"\ntrunc:4 +6\.5 +15 +81\.25 +1\.28 +-6\.5 +3a986ac98c4f\n", output);
        Assert.Contains("verilog:FILE", output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(QMac.Run("op", "list", "--json").Output);
        Assert.Equal("exact", json.RootElement.GetProperty("multipliers")[0].GetProperty("spec").GetString());
    }

    [Fact]
    public void Export_BuiltIn_IsReadBackAsATable()
    {
        using TemporaryFolder folder = new();
        string file = folder.PathOf("t.qop.json");

        (int exitCode, string output, _) = QMac.Run("op", "export", "trunc:3", "--out", file);

        Assert.Equal(0, exitCode);
        Assert.StartsWith($"{file}: trunc:3, sha256 99590f0309a2e047", output, StringComparison.Ordinal);
        string contract = QMac.Run("op", "inspect", $"table:{file}").Output;
        Assert.Contains("closed:     trunc:3; (a * w) & ~0x7\n", contract, StringComparison.Ordinal);
        Assert.Contains("form:       high part of the exact product, from bit 3 up\n", contract, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_BuiltIn_KeepsItsFactors()
    {
        using TemporaryFolder folder = new();
        string file = folder.PathOf("t.qop.json");
        QMac.Success("op", "export", "bam:h=1,v=3", "--out", file);

        TableMultiplier multiplier = Assert.IsType<TableMultiplier>(OperatorResolver.Multiplier($"table:{file}").Multiplier);

        Assert.Equal(ProductForms.Of(new BrokenArrayMultiplier(1, 3)).Rank!.Factors, multiplier.Factors);
    }

    [SkippableFact]
    public void Cost_Truncated_IsSmallerThanExact()
    {
        Tools.Require("yosys");
        using JsonDocument json = JsonDocument.Parse(QMac.Run("op", "cost", "trunc:8", "--json").Output);

        foreach (string key in (string[])["gates", "gate_levels", "luts", "lut_levels"])
        {
            Assert.InRange(json.RootElement.GetProperty("exact").GetProperty(key).GetInt32(), 1, 1000);
        }

        Assert.True(json.RootElement.GetProperty("cost").GetProperty("gates").GetInt32() < json.RootElement.GetProperty("exact").GetProperty("gates").GetInt32());
    }

    [SkippableFact]
    public void Cost_Table_IsRefused()
    {
        Tools.Require("yosys");
        using TemporaryFolder folder = new();
        WriteUnsigned(folder.PathOf("u.npy"));

        Assert.EndsWith("cost needs a circuit, or --costs costs.csv with a cost of it", QMac.Refusal("op", "cost", $"table:{folder.PathOf("u.npy")},unsigned"), StringComparison.Ordinal);
    }

    /// <summary>Costs of a table: 7 for exact, 3 for the one layer that is assigned another multiplier.</summary>
    [Fact]
    public void Cost_OfANetwork_IsItsProductsTimesTheCostOfEach()
    {
        using CnnSmallPackage package = new();
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("costs.csv"), "operator,cost\nexact,7\ntrunc:2,3\n");
        File.WriteAllText(folder.PathOf("assign.json"), """{ "default": { "multiplier": "exact", "adder": "exact" }, "layers": [ { "name": "conv2", "multiplier": "trunc:2" } ] }""");
        string[] args = ["op", "cost", "--pkg", package.Folder, "--assign", folder.PathOf("assign.json"), "--costs", folder.PathOf("costs.csv")];

        Snapshot.Verify(QMac.Success(args), "network_cost");
        using JsonDocument json = JsonDocument.Parse(QMac.Success([.. args, "--json"]));
        JsonElement[] layers = [.. json.RootElement.GetProperty("layers").EnumerateArray()];
        double macs = layers.Sum(layer => layer.GetProperty("macs").GetDouble());
        double other = layers.Single(layer => layer.GetProperty("name").GetString() == "conv2").GetProperty("macs").GetDouble();
        Assert.Equal((7 * macs) - (4 * other), json.RootElement.GetProperty("cost").GetDouble());
        Assert.Equal(7 * macs, json.RootElement.GetProperty("exact").GetDouble());

        // Adders where the file has some: 2 for exact, 1 for the one layer with another.
        File.WriteAllText(folder.PathOf("costs.csv"), "kind,operator,cost\nmultiplier,exact,7\nmultiplier,trunc:2,3\nadder,exact,2\nadder,loa:4,1\n");
        File.WriteAllText(folder.PathOf("assign.json"), """{ "default": { "multiplier": "exact", "adder": "exact" }, "layers": [ { "name": "conv2", "multiplier": "trunc:2", "adder": "loa:4" } ] }""");
        using JsonDocument sums = JsonDocument.Parse(QMac.Success([.. args, "--json"]));
        Assert.Equal((9 * macs) - (5 * other), sums.RootElement.GetProperty("cost").GetDouble());
        Assert.Equal(9 * macs, sums.RootElement.GetProperty("exact").GetDouble());
        Assert.Equal("costs.csv has no cost of \"trunc:4\"", QMac.Refusal("op", "cost", "trunc:4", "--pkg", package.Folder, "--costs", folder.PathOf("costs.csv")));
    }

    [Fact]
    public void Inspect_OnANetwork_ShowsErrorsOfEachLayer()
    {
        using CnnSmallPackage package = new();
        string[] args = ["op", "inspect", "trunc:4", "--pkg", package.Folder, "--input", package.Images];
        string output = QMac.Success(args);

        Snapshot.Verify(output[output.IndexOf("\n\ncnn_small", StringComparison.Ordinal)..].Trim('\n') + "\n", "on_network");
        using JsonDocument json = JsonDocument.Parse(QMac.Success([.. args, "--json", "--limit", "1"]));
        JsonElement network = json.RootElement.GetProperty("on_network");
        Assert.Equal(json.RootElement.GetProperty("mae").GetDouble(), network.GetProperty("uniform").GetProperty("mae").GetDouble());
        Assert.Equal(
            network.GetProperty("all_layers").GetProperty("products").GetInt64(),
            network.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("products").GetInt64()));
    }

    [Fact]
    public void Find_NoYosys_IsNull() => Assert.Null(Yosys.Find(searchPath: ""));

    [Theory]
    [InlineData("Required argument 'SPEC' missing for command: 'inspect'; see qmac op inspect --help", "op", "inspect")]
    [InlineData("SPEC needs a value, found \"\"; see qmac op inspect --help", "op", "inspect", "")]
    [InlineData("Give --pkg DIR and its samples, --input x.npy, or none of them; see qmac op inspect --help", "op", "inspect", "exact", "--pkg", "p")]
    [InlineData("Give SPEC, or --pkg DIR and --assign assign.json; see qmac op cost --help", "op", "cost")]
    [InlineData("--assign goes with --pkg and gives every layer its operators: leave out SPEC; see qmac op cost --help", "op", "cost", "exact", "--pkg", "p", "--assign", "a.json")]
    [InlineData("Give one of --costs costs.csv, --liberty cells.lib and --target; see qmac op cost --help", "op", "cost", "exact", "--target", "ice40", "--liberty", "l")]
    [InlineData("Option '--out' is required; see qmac op export --help", "op", "export", "exact")]
    [InlineData("--out takes a name that ends in .qop.json, found \"x.json\"; see qmac op export --help", "op", "export", "exact", "--out", "x.json")]
    public void Op_BadUsage_SaysWhatToGive(string expected, params string[] args) => Assert.Equal(expected, QMac.Refusal(args));

    [Fact]
    public void Op_UnknownSpec_NamesTheForms() =>
        Assert.EndsWith(", table:FILE[,...] or verilog:FILE[,...]", QMac.Refusal("op", "inspect", "quick"), StringComparison.Ordinal);

    private static void WriteUnsigned(string path) => NpyFormat.WriteFile(path, NpyArray.Create<ushort>(
        [256, 256], [.. Enumerable.Range(0, 65_536).Select(index => (ushort)((index >> 8) * (index & 0xfe)))]));
}
