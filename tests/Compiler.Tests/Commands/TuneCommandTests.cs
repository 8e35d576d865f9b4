using System.Text.Json;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac tune</c> on the built-in network.</summary>
public sealed class TuneCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tune_Text_SaysWhatChangedInEachLayer_AndWhatItIsWorth() => Snapshot.Verify(
        QMac.Success([.. Line("drum:5"), "--labels", package.Labels, "--validate-input", package.Images, "--validate-labels", package.Labels])
            .Replace(_folder.PathOf("tuned"), "tuned", StringComparison.Ordinal), "tune");

    [Fact]
    public void Tune_Package_IsOneLikeAnyOther_AndTheSameEachTime()
    {
        JsonElement json = JsonDocument.Parse(QMac.Success([.. Line("drum:5"), "--method", "weights,centre", "--json"])).RootElement;
        Assert.Equal("qmac.tune/1", json.GetProperty("schema").GetString());
        Assert.Equal(["weights", "centre"], json.GetProperty("methods").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(0, json.GetProperty("accuracy").GetArrayLength());
        QMac.Success("run", "--pkg", _folder.PathOf("tuned"), "--amul", "drum:5", "--input", package.Images, "--limit", "1", "--engine", "reference", "--out", _folder.PathOf("run"));

        string first = File.ReadAllText(Path.Combine(_folder.PathOf("tuned"), "quant_spec.json"));
        QMac.Success([.. Line("drum:5"), "--method", "centre,weights", "--threads", "1"]);
        Assert.Equal(first, File.ReadAllText(Path.Combine(_folder.PathOf("tuned"), "quant_spec.json")));
    }

    /// <summary>Joint fitting takes long: it is done where it is asked for.</summary>
    [Fact]
    public void Tune_WithoutMethod_DoesWhatTheHelpSays()
    {
        string help = string.Join(' ', QMac.Run("tune", "--help").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("centre, weights, joint, refit; centre,weights,refit by default.", help, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(QMac.Success([.. Line("drum:5"), "--json"]));
        Assert.Equal(["weights", "refit", "centre"], json.RootElement.GetProperty("methods").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void Tune_AReducedPackage_IsRefused()
    {
        QMac.Success("optimize", "--pkg", package.Folder, "--amul", "trunc:4", "--out", _folder.PathOf("reduced"));
        Assert.StartsWith(
            "the package was reduced by qmac optimize",
            QMac.Refusal("tune", "--pkg", _folder.PathOf("reduced"), "--amul", "trunc:4", "--input", package.Images, "--out", _folder.PathOf("tuned")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--method takes one or more of centre, weights, joint, refit, with commas between, found \"centre,centre\"; see qmac tune --help", "--method", "centre,centre")]
    [InlineData("--validate-input and --validate-labels go together; see qmac tune --help", "--validate-labels", "y.npy")]
    public void Tune_BadUsage_SaysWhatToGive(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.Refusal([.. Line("trunc:4"), .. options]));

    [Fact]
    public void Tune_IntoThePackageItself_IsRefused() => Assert.StartsWith(
        "--out is the package itself",
        QMac.Refusal("tune", "--pkg", package.Folder, "--amul", "trunc:4", "--input", package.Images, "--out", package.Folder), StringComparison.Ordinal);

    [Fact]
    public void Tune_BaselineOfAnotherModel_IsRefusedBeforeTheWork()
    {
        string other = _folder.PathOf("other");
        File.WriteAllBytes(_folder.PathOf("wide.tflite"), CommandModels.Wide(10));
        QMac.Success("export", "--tflite", _folder.PathOf("wide.tflite"), "--out", other);
        Assert.Equal(
            $"--baseline {other} has other inputs or classes than the package; give the one that the package was made from",
            QMac.RefusalLeaving(_folder.Path, [.. Line("trunc:4"), "--labels", package.Labels, "--baseline", other]));
    }

    private string[] Line(string multiplier) =>
        ["tune", "--pkg", package.Folder, "--amul", multiplier, "--input", package.Images, "--out", _folder.PathOf("tuned")];
}
