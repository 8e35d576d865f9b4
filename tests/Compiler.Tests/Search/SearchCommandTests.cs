using System.Text.Json;
using QMacVerify.Compiler.Packages;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Search;

public sealed class SearchCommandTests : IDisposable
{
    private const int Samples = 60;

    private readonly TemporaryFolder _folder = new();

    public SearchCommandTests()
    {
        TinyGraphBuilder builder = new("search", new SplitMix64(5));
        int image = builder.Input([1, 5, 5, 2]);
        builder.FullyConnected(builder.FullyConnected(builder.Conv2D(image, 4, new TinyWindow(3, 3)), 8), 6);
        Network network = builder.Build();
        ModelPackage.Write(_folder.PathOf("p"), network);
        SplitMix64 random = new(1);
        sbyte[] codes = new sbyte[Samples * 50];
        random.FillInt8(codes);
        NpyFormat.WriteFile(_folder.PathOf("x.npy"), NpyArray.Create<sbyte>([Samples, 5, 5, 2], codes));

        // What the exact network says, so that there is something to lose.
        QMac.Success("run", "--pkg", _folder.PathOf("p"), "--input", _folder.PathOf("x.npy"), "--out", _folder.PathOf("exact"));
        NpyArray outputs = NpzArchive.ReadFile(_folder.PathOf("exact", "outputs.npz"))["output_0"];
        NpyFormat.WriteFile(_folder.PathOf("y.npy"), NpyArray.Create<int>([Samples], Compiler.Evaluation.Accuracy.Classes(outputs)));
        File.WriteAllText(_folder.PathOf("c.csv"), "operator,cost\nexact,100\ntrunc:9,70\ntrunc:11,60\ntrunc:13,50\n");
    }

    private string[] Search =>
    [
        "search", "--pkg", _folder.PathOf("p"), "--data", _folder.PathOf("x.npy"), "--labels", _folder.PathOf("y.npy"), "--multipliers", "trunc:9", "trunc:11", "trunc:13",
        "--costs", _folder.PathOf("c.csv"), "--population", "6", "--generations", "2",
    ];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EachPoint_RunAgain_HasTheAccuracyOfTheFront()
    {
        using JsonDocument front = JsonDocument.Parse(QMac.Success([.. Search, "--certify", "--out", _folder.PathOf("s"), "--json"]));
        JsonElement[] points = [.. front.RootElement.GetProperty("front").EnumerateArray()];
        Assert.InRange(points.Length, 1, 64);
        (double Cost, int Right)[] figures = [.. points.Select(point => (point.GetProperty("cost").GetDouble(), point.GetProperty("searched").GetProperty("correct").GetInt32()))];
        Assert.All(figures.Zip(figures.Skip(1)), pair => Assert.True(pair.First.Cost < pair.Second.Cost && pair.First.Right < pair.Second.Right));
        foreach (JsonElement point in points)
        {
            string file = _folder.PathOf("s", point.GetProperty("assign").GetString()!);
            string text = QMac.Success("run", "--pkg", _folder.PathOf("p"), "--input", _folder.PathOf("x.npy"), "--labels", _folder.PathOf("y.npy"), "--assign", file, "--out", _folder.PathOf("r"));
            int both = point.GetProperty("searched").GetProperty("correct").GetInt32() + point.GetProperty("unseen").GetProperty("correct").GetInt32();
            Assert.Contains($"top-1: {both} of {Samples}", text, StringComparison.Ordinal);
            Assert.InRange(point.GetProperty("certified").GetProperty("logit_lsb").GetInt32(), 0, 255);
        }

        // No uniform assignment is better than the front.
        Assert.All(front.RootElement.GetProperty("uniform").EnumerateArray(), uniform => Assert.Contains(figures, figure =>
            figure.Cost <= uniform.GetProperty("cost").GetDouble() && figure.Right >= uniform.GetProperty("searched").GetProperty("correct").GetInt32()));
    }

    [Fact]
    public void TheSameSearch_GivesTheSameFiles_FromWhatIsThere()
    {
        string[] line = [.. Search, "--min-accuracy", "0.5"];
        string text = QMac.Success([.. line, "--out", _folder.PathOf("a"), "--threads", "1"]);
        Assert.Equal(text, QMac.Success([.. line, "--out", _folder.PathOf("b")]));
        Assert.Equal(text, QMac.Success([.. line, "--out", _folder.PathOf("c"), "--results", _folder.PathOf("a", "results.db")]));
        foreach (string file in Directory.GetFiles(_folder.PathOf("a"), "*.json").Select(path => Path.GetFileName(path)))
        {
            Assert.Equal(File.ReadAllText(_folder.PathOf("a", file)), File.ReadAllText(_folder.PathOf("b", file)));
        }

        Assert.Contains(" *", text, StringComparison.Ordinal);
    }

    [Fact]
    public void BadInput_IsRefused()
    {
        string[] line = [.. Search, "--out", _folder.PathOf("s")];
        Assert.Contains("the nearest costs", QMac.Refusal([.. line, "--max-cost", "0.1"]), StringComparison.Ordinal);
        Assert.Contains("takes a fraction", QMac.Refusal([.. line, "--max-cost", "2"]), StringComparison.Ordinal);
        Assert.Contains("Give one of --min-accuracy and --max-cost", QMac.Refusal([.. line, "--max-cost", "0.5", "--min-accuracy", "0.5"]), StringComparison.Ordinal);
        Assert.Contains("go together", QMac.Refusal([.. line, "--report-split", "b"]), StringComparison.Ordinal);
        File.WriteAllText(_folder.PathOf("c.csv"), "operator,cost\nexact,100\ntrunc:9,70\ntrunc:11,60\n");
        Assert.Contains("trunc:13", QMac.Refusal(line), StringComparison.Ordinal);
        File.WriteAllText(_folder.PathOf("c.csv"), "operator,cost\nexact,0\ntrunc:9,70\ntrunc:11,60\ntrunc:13,5\n");
        Assert.Contains("costs nothing", QMac.Refusal(line), StringComparison.Ordinal);
    }
}
