using System.Text.Json;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac compare</c> on runs of the built-in network.</summary>
public sealed class CompareCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Baseline => _folder.PathOf("baseline");

    private string Approx => _folder.PathOf("approx");

    private string Out => _folder.PathOf("compare");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compare_ExactAndApproximate_ReportsEveryTensor()
    {
        Run(Baseline, "--dump-tensors");
        Run(Approx, "--dump-tensors", "--amul", "trunc:6");

        string text = QMac.Success("compare", "--baseline", Baseline, "--approx", Approx, "--labels", package.Labels, "--out", Out);
        string json = QMac.Success("compare", "--baseline", Baseline, "--approx", Approx, "--labels", package.Labels, "--out", Out, "--json");

        Assert.Equal(json, File.ReadAllText(Path.Combine(Out, "diff_report.json")));
        Snapshot.Verify(text, "report");
        using JsonDocument report = JsonDocument.Parse(json);
        JsonElement tensors = report.RootElement.GetProperty("tensors");
        Assert.Equal(
            ["output_0", "t000", "t001", "t004", "t007", "t010", "t013", "t014", "t015"],
            tensors.EnumerateArray().Select(tensor => tensor.GetProperty("name").GetString()));
        AssertDifference(tensors[0], "output_0");
    }

    /// <summary>The built-in network on trunc:4: what arrives at its output is what two runs say.</summary>
    [Fact]
    public void Compare_LayerByLayer_SaysWhereTheErrorComesFrom()
    {
        string[] args = ["compare", "--pkg", package.Folder, "--input", package.Images, "--amul", "trunc:4", "--out", Out];
        string text = QMac.Success(args);
        string json = QMac.Success([.. args, "--json"]);
        Run(Baseline);
        Run(Approx, "--amul", "trunc:4");

        Assert.Equal(json, File.ReadAllText(Path.Combine(Out, "layer_errors.json")));
        Snapshot.Verify(text, "layers");
        using JsonDocument report = JsonDocument.Parse(json);
        JsonElement accumulated = Assert.Single(report.RootElement.GetProperty("outputs").EnumerateArray()).GetProperty("accumulated");
        using JsonDocument runs = JsonDocument.Parse(QMac.Success("compare", "--baseline", Baseline, "--approx", Approx, "--out", Out, "--json"));
        JsonElement output = runs.RootElement.GetProperty("tensors")[0];
        foreach (string figure in (string[])["changed_fraction", "mean_abs_lsb", "max_abs_lsb"])
        {
            Assert.Equal(output.GetProperty(figure).GetDouble(), accumulated.GetProperty(figure).GetDouble(), 12);
        }
    }

    [Fact]
    public void Compare_RunWithItself_FindsNoDifference()
    {
        Run(Baseline);

        using JsonDocument report = JsonDocument.Parse(QMac.Success("compare", "--baseline", Baseline, "--approx", Baseline, "--out", Out, "--json"));

        JsonElement output = Assert.Single(report.RootElement.GetProperty("tensors").EnumerateArray());
        Assert.Equal(0, output.GetProperty("max_abs_lsb").GetInt32());
        Assert.Equal(0, output.GetProperty("changed_fraction").GetDouble());
        Assert.Equal(1, report.RootElement.GetProperty("top1").GetProperty("agreement").GetDouble());
    }

    [Fact]
    public void Compare_RunsOnOtherInputs_AreRefused()
    {
        Run(Baseline);
        Run(Approx, "--limit", "3");

        Assert.Equal(
            $"input_0 of {Baseline} is not that of {Approx}: run both on the same inputs.",
            QMac.RefusalLeaving(_folder.Path, "compare", "--baseline", Baseline, "--approx", Approx, "--out", Out));
    }

    [Fact]
    public void Compare_RunsOfOtherModels_AreRefused()
    {
        Run(Baseline);
        File.WriteAllBytes(_folder.PathOf("sum.tflite"), CommandModels.TwoInputs());
        QMac.Success("export", "--tflite", _folder.PathOf("sum.tflite"), "--out", _folder.PathOf("p"));
        QMac.Success("run", "--pkg", _folder.PathOf("p"), "--random-input", "--out", Approx);

        Assert.Equal(
            $"{Baseline} and {Approx} are runs of different models: cnn_small and sum.",
            QMac.RefusalLeaving(_folder.Path, "compare", "--baseline", Baseline, "--approx", Approx, "--out", Out));
    }

    [Fact]
    public void Compare_NoRun_SaysHowToMakeOne() => Assert.Equal(
        $"{Baseline} holds no run: run.json or outputs.npz is missing; write one with qmac run --out {Baseline}",
        QMac.RefusalLeaving(_folder.Path, "compare", "--baseline", Baseline, "--approx", Approx, "--out", Out));

    [Fact]
    public void Compare_LabelsThatDoNotFit_AreRefused()
    {
        Run(Baseline);
        string labels = _folder.PathOf("y.npy");

        NpyFormat.WriteFile(labels, NpyArray.Create<long>([2], [1, 2]));
        Assert.Equal($"{labels} has 2 labels, but there are 12 samples.", Refusal());
        NpyFormat.WriteFile(labels, NpyArray.Create<long>([13], new long[13]));
        Assert.Equal($"{labels} has 13 labels, but there are 12 samples.", Refusal());
        NpyFormat.WriteFile(labels, NpyArray.Create<long>([12, 10], new long[120]));
        Assert.StartsWith($"{labels} is int64 [12, 10], expected one integer per sample", Refusal(), StringComparison.Ordinal);
        NpyFormat.WriteFile(labels, NpyArray.Create<long>([12], [.. Enumerable.Repeat(10L, 12)]));
        Assert.StartsWith($"{labels} has label 10 for sample 0", Refusal(), StringComparison.Ordinal);

        string Refusal() =>
            QMac.RefusalLeaving(_folder.Path, "compare", "--baseline", Baseline, "--approx", Baseline, "--labels", labels, "--out", Out);
    }

    public static TheoryData<string> DamagedOutputs => ["cut", "empty", "float", "renamed", "reshaped", "nothing"];

    [Theory]
    [MemberData(nameof(DamagedOutputs))]
    public void Compare_DamagedOutputs_AreRefused(string damage)
    {
        Run(Baseline);
        Run(Approx);
        string file = Path.Combine(Approx, "outputs.npz");
        NpzArchive old = NpzArchive.ReadFile(file);
        NpzArchive damaged = new();
        damaged.Add("input_0", old["input_0"]);
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(file, File.ReadAllBytes(file)[..^30]);
                break;
            case "empty":
                new NpzArchive().WriteFile(file);
                break;
            default:
                damaged.Add(damage == "renamed" ? "output_1" : "output_0", damage switch
                {
                    "float" => NpyArray.Create<float>([12, 10], new float[120]),
                    "reshaped" => NpyArray.Create<sbyte>([6, 20], new sbyte[120]),
                    "nothing" => NpyArray.Create<sbyte>([12, 0], []),
                    _ => old["output_0"],
                });
                damaged.WriteFile(file);
                break;
        }

        QMac.RefusalLeaving(_folder.Path, "compare", "--baseline", Baseline, "--approx", Approx, "--out", Out);
    }

    [Theory]
    [InlineData("qmac.run/1", "qmac.run/2")]
    [InlineData("\"exact\"", "\"other\"")]
    [InlineData("\"operators\"", "\"operations\"")]
    [InlineData("{", "")]
    public void Compare_DamagedRecord_IsRefused(string text, string replacement)
    {
        Run(Baseline);
        string record = Path.Combine(Baseline, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace(text, replacement, StringComparison.Ordinal));

        Assert.Contains("run.json", QMac.RefusalLeaving(_folder.Path, "compare", "--baseline", Baseline, "--approx", Baseline, "--out", Out), StringComparison.Ordinal);
    }

    private void AssertDifference(JsonElement reported, string name)
    {
        sbyte[] exact = NpzArchive.ReadFile(Path.Combine(Baseline, "outputs.npz"))[name].Values<sbyte>().ToArray();
        sbyte[] other = NpzArchive.ReadFile(Path.Combine(Approx, "outputs.npz"))[name].Values<sbyte>().ToArray();
        int[] differences = [.. exact.Zip(other, (a, b) => Math.Abs(a - b))];
        Assert.Equal(differences.Max(), reported.GetProperty("max_abs_lsb").GetInt32());
        Assert.Equal(differences.Average(), reported.GetProperty("mean_abs_lsb").GetDouble(), 12);
        Assert.Equal(differences.Count(d => d > 0) / (double)differences.Length, reported.GetProperty("changed_fraction").GetDouble(), 12);
    }

    private void Run(string folder, params string[] options) =>
        QMac.Success(["run", "--pkg", package.Folder, "--input", package.Images, "--engine", "reference", "--out", folder, .. options]);
}
