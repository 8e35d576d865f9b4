using System.Text.Json;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac certify</c>, <c>qmac assign</c> and <c>qmac constraints --deviation</c> on the built-in network.</summary>
[Trait("Category", "Slow")]
public sealed class CertifyCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Certify_Text_SaysWhatLogitsMoveAndWhichSamplesKeepTheirClass() => Snapshot.Verify(
        QMac.Success("certify", "--pkg", package.Folder, "--amul", "trunc:4", "--suffix", "1", "--input", package.Images, "--labels", package.Labels), "suffix");

    [Fact]
    public void Certify_WholeNetwork_SaysThatTheBoundIsTrivial() =>
        Assert.Contains("note: the bound is trivial", QMac.Success("certify", "--pkg", package.Folder, "--amul", "trunc:8"), StringComparison.Ordinal);

    [Fact]
    public void Certify_Json_IsTheFileOfOut_AndTheSameEachTime()
    {
        string[] line = ["certify", "--pkg", package.Folder, "--amul", "trunc:3", "--aadd", "loa:3", "--suffix", "2", "--input", package.Images, "--limit", "5", "--json"];
        string text = QMac.Success([.. line, "--out", _folder.PathOf("c.json")]);

        Assert.Equal(text, File.ReadAllText(_folder.PathOf("c.json")));
        Assert.Equal(text, QMac.Success(line));
        Assert.True(TextDigest.IsValid(text));
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal("qmac.certificate/1", json.GetProperty("schema").GetString());
        Assert.Equal(2, json.GetProperty("layers").GetArrayLength());
        Assert.Equal(2, json.GetProperty("local_errors").GetArrayLength());
        Assert.Equal(5, json.GetProperty("samples").GetProperty("count").GetInt32());
    }

    [Fact]
    public void Certify_DataSet_IsAsItsArraysAndLabels()
    {
        string[] line = ["certify", "--pkg", package.Folder, "--amul", "trunc:4", "--suffix", "1", "--labels", package.Labels, "--limit", "7"];

        Assert.Equal(QMac.Success([.. line, "--input", package.Images]), QMac.Success([.. line, "--data", package.Images]));
    }

    [Fact]
    public void Certify_CentreAsTheOnlySample_GivesTheDifferenceOfTwoRuns()
    {
        NpyFormat.WriteFile(_folder.PathOf("one.npy"), NpyArray.Create<sbyte>([1, 28, 28, 1], package.Codes.AsSpan(0, 784).ToArray()));
        string[] model = ["certify", "--pkg", package.Folder, "--amul", "trunc:5"];
        JsonElement region = JsonDocument.Parse(QMac.Success([.. model, "--region", "linf", "--center", _folder.PathOf("one.npy"), "--eps", "0", "--json"])).RootElement;
        JsonElement sample = JsonDocument.Parse(QMac.Success([.. model, "--input", _folder.PathOf("one.npy"), "--json"])).RootElement;

        Assert.Equal(sample.GetProperty("samples").GetProperty("lsb").GetInt32(), region.GetProperty("logits").GetProperty("lsb").GetInt32());
    }

    [Fact]
    public void Certify_SamplesOutsideTheRegion_AreNotCertifiedByItsBounds()
    {
        string text = QMac.Success(
            "certify", "--pkg", package.Folder, "--amul", "trunc:4", "--suffix", "1", "--input", package.Images,
            "--region", "linf", "--center", package.Images, "--sample", "0", "--eps", "0", "--json");
        JsonElement samples = JsonDocument.Parse(text).RootElement.GetProperty("samples");

        Assert.Equal(1, samples.GetProperty("certified_by_region").GetInt32());
        Assert.Equal(CnnSmallPackage.Samples, samples.GetProperty("certified").GetInt32());
    }

    [Fact]
    public void Certify_CentredBiases_WritesThePackage_AndSaysBothBounds()
    {
        string centred = _folder.PathOf("centred");
        string[] line = ["certify", "--pkg", package.Folder, "--amul", "trunc:6", "--suffix", "1", "--input", package.Images, "--json"];
        JsonElement without = JsonDocument.Parse(QMac.Success(line)).RootElement.GetProperty("logits");
        string text = QMac.Success([.. line, "--centre", centred]);
        JsonElement with = JsonDocument.Parse(text).RootElement.GetProperty("logits");

        // The error of one layer is one-sided and large, so centring nearly halves it.
        Assert.Equal(without.GetProperty("lsb").GetInt32(), with.GetProperty("uncentred_lsb").GetInt32());
        Assert.InRange(with.GetProperty("lsb").GetInt32(), 1, (without.GetProperty("lsb").GetInt32() / 2) + 1);

        // A package like any other.
        QMac.Success("run", "--pkg", centred, "--amul", "trunc:6", "--input", package.Images, "--limit", "1", "--engine", "reference", "--out", _folder.PathOf("run"));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(255, 0)]
    public void Certify_Claim_DecidesTheExitCode(int lsb, int exitCode) =>
        Assert.Equal(exitCode, QMac.Run("certify", "--pkg", package.Folder, "--amul", "trunc:4", "--suffix", "1", "--lsb", $"{lsb}").ExitCode);

    [Theory]
    [InlineData("--suffix 9: the model has 5 layers of products", "--suffix", "9")]
    [InlineData("--suffix takes an integer from 1 to 2147483647, found \"0\"; see qmac certify --help", "--suffix", "0")]
    [InlineData("--labels goes with --input and --data; see qmac certify --help", "--labels", "y.npy")]
    [InlineData("--lsb takes an integer from 0 to 255, found \"-1\"; see qmac certify --help", "--lsb", "-1")]
    public void Certify_BadUsage_SaysWhatToGive(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.Refusal(["certify", "--pkg", package.Folder, .. options]));

    [Fact]
    public void Constraints_WithDeviation_AddsMembersAndChangesNoOther()
    {
        string[] line = ["constraints", "--pkg", package.Folder, "--amul", "trunc:3", "--json"];
        string without = QMac.Success([.. line, "--out", _folder.PathOf("a.json")]);
        string with = QMac.Success([.. line, "--deviation", "--out", _folder.PathOf("b.json")]);

        Assert.True(TextDigest.IsValid(with));
        JsonElement json = JsonDocument.Parse(with).RootElement;
        Assert.Equal(["certificates", "digest"], json.EnumerateObject().Select(member => member.Name).ToArray()[^2..]);
        foreach (JsonElement layer in json.GetProperty("layers").EnumerateArray())
        {
            Assert.Equal(["care", "local_error", "difference"], layer.EnumerateObject().Select(member => member.Name).ToArray()[^3..]);
        }

        // Without the new lines, and the digest, the files are the same.
        Assert.Equal(Kept(without), Kept(with));
        string[] added = [.. with.Split('\n').Where(line => line.Contains("\"local_error\"", StringComparison.Ordinal) || line.Contains("\"difference\"", StringComparison.Ordinal) || line.Contains("\"claim\"", StringComparison.Ordinal))];
        Snapshot.Verify(string.Join('\n', added) + "\n", "deviation");

        static IEnumerable<string> Kept(string text) => text.Split('\n')
            .Where(line => !line.Contains("\"local_error\"", StringComparison.Ordinal) && !line.Contains("\"difference\"", StringComparison.Ordinal)
                && !line.Contains("\"claim\"", StringComparison.Ordinal) && !line.Contains("\"certificates\"", StringComparison.Ordinal) && !line.Contains("\"digest\"", StringComparison.Ordinal))
            .Select(line => line.Trim().TrimEnd(','))
            .Where(line => line != "]");
    }

    [Fact]
    public void Assign_ByLocalError_GivesEveryLayerTheCheapestWithinTheBudget()
    {
        File.WriteAllText(_folder.PathOf("costs.csv"), "operator,cost\nexact,100\ntrunc:2,90.5\ntrunc:4,70\ntrunc:9,20\n");
        string[] line = ["assign", "--pkg", package.Folder, "--budget-lsb", "2", "--costs", _folder.PathOf("costs.csv"), "--out", _folder.PathOf("assign.json")];
        Snapshot.Verify(QMac.Success(line), "assign");

        string first = File.ReadAllText(_folder.PathOf("assign.json"));
        string certificate = File.ReadAllText(_folder.PathOf("assign.certificate.json"));
        Assert.Equal(certificate, QMac.Success([.. line, "--json"]));
        Assert.Equal(first, File.ReadAllText(_folder.PathOf("assign.json")));

        // What was written can be read, and the certificate be made again from it, but for the budget; the checker accepts it.
        const string Budget = "  \"budget\": { \"lsb\": 2, \"of\": \"layer\" },\n";
        Assert.Equal(
            Undigested(certificate).Replace(Budget, "", StringComparison.Ordinal),
            Undigested(QMac.Success("certify", "--pkg", package.Folder, "--assign", _folder.PathOf("assign.json"), "--json")));
        Assert.Contains(Budget, certificate, StringComparison.Ordinal);
        Assert.Contains("is accepted", QMac.Success("check", _folder.PathOf("assign.certificate.json"), "--pkg", package.Folder), StringComparison.Ordinal);
        foreach (JsonElement layer in JsonDocument.Parse(certificate).RootElement.GetProperty("local_errors").EnumerateArray())
        {
            Assert.All(layer.GetProperty("lsb").EnumerateArray(), end => Assert.InRange(end.GetInt32(), -2, 2));
        }

        static string Undigested(string text) => text[..text.LastIndexOf("\"digest\"", StringComparison.Ordinal)];
    }

    [Fact]
    public void Assign_ForASuffix_KeepsTheLogitsWithinTheBudget()
    {
        File.WriteAllText(_folder.PathOf("costs.csv"), "operator,cost\nexact,100\ntrunc:1,95\ntrunc:3,80\ntrunc:5,60\n");
        QMac.Success("assign", "--pkg", package.Folder, "--budget-lsb", "6", "--suffix", "2", "--costs", _folder.PathOf("costs.csv"), "--out", _folder.PathOf("a.json"));

        Assert.Equal(0, QMac.Run("certify", "--pkg", package.Folder, "--assign", _folder.PathOf("a.json"), "--lsb", "6").ExitCode);
        Assert.Contains("trunc", File.ReadAllText(_folder.PathOf("a.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget-lsb 0: no assignment keeps the logits within 0 codes; the least that can be met is ", "--suffix", "1")]
    [InlineData("--budget-lsb 0: no operator keeps the error of layer \"")]
    public void Assign_BudgetThatNothingMeets_SaysTheLeastThatCanBe(string expected, params string[] options)
    {
        File.WriteAllText(_folder.PathOf("costs.csv"), "operator,cost\ntrunc:6,80\ntrunc:7,60\n");
        string message = QMac.RefusalLeaving(
            _folder.Path, ["assign", "--pkg", package.Folder, "--budget-lsb", "0", "--costs", _folder.PathOf("costs.csv"), "--out", _folder.PathOf("a.json"), .. options]);
        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.Matches("the least that can be met is [0-9]+, (there )?by trunc:6", message);
    }

    [Theory]
    [InlineData("operator;cost\n", "(1): expected operator,cost or kind,operator,cost, found \"operator;cost\"")]
    [InlineData("operator,cost\n", " has no operators")]
    [InlineData("operator,cost\ntrunc:2\n", "(2): expected an operator and its cost, a number from 0 to 4294967295, found \"trunc:2\"")]
    [InlineData("operator,cost\ntrunc:2,-1\n", "(2): expected an operator and its cost, a number from 0 to 4294967295, found \"trunc:2,-1\"")]
    [InlineData("operator,cost\ntrunc:2,1\ntrunc:2,2\n", "(3): \"trunc:2\" has a cost already")]
    public void Assign_BadCosts_AreRefusedWithTheLine(string costs, string expected)
    {
        string file = _folder.PathOf("costs.csv");
        File.WriteAllText(file, costs);
        Assert.Equal(file + expected, QMac.Refusal("assign", "--pkg", package.Folder, "--budget-lsb", "1", "--costs", file, "--out", _folder.PathOf("a.json")));
    }
}
