using System.Text.Json;
using QMacVerify.Compiler.Tests.Sweep;

namespace QMacVerify.Compiler.Tests.Search;

[Trait("Category", "Slow")]
public sealed class SearchCommandTests : IDisposable
{
    private readonly TinyClassifier _classifier = new();

    public SearchCommandTests() => WriteCosts("exact,100\ntrunc:9,70\ntrunc:11,60\ntrunc:13,50\n");

    private string[] Search =>
    [
        .. _classifier.Line("search"), "--multipliers", "trunc:9", "trunc:11", "trunc:13",
        "--costs", PathOf("c.csv"), "--population", "6", "--generations", "2",
    ];

    public void Dispose() => _classifier.Dispose();

    [Fact]
    public void EachPoint_RunAgain_HasTheAccuracyOfTheFront()
    {
        using JsonDocument front = JsonDocument.Parse(QMac.Success([.. Search, "--certify", "--out", PathOf("s"), "--json"]));
        JsonElement[] points = [.. front.RootElement.GetProperty("front").EnumerateArray()];
        Assert.InRange(points.Length, 2, 64);
        (double Cost, int Right)[] figures = [.. points.Select(point => (point.GetProperty("cost").GetDouble(), point.GetProperty("searched").GetProperty("correct").GetInt32()))];
        Assert.All(figures.Zip(figures.Skip(1)), pair => Assert.True(pair.First.Cost < pair.Second.Cost && pair.First.Right < pair.Second.Right));
        foreach (JsonElement point in points)
        {
            string file = PathOf("s", point.GetProperty("assign").GetString()!);
            string text = QMac.Success("run", "--pkg", _classifier.Package, "--input", _classifier.Images, "--labels", _classifier.Labels, "--assign", file, "--out", PathOf("r"));
            int both = point.GetProperty("searched").GetProperty("correct").GetInt32() + point.GetProperty("unseen").GetProperty("correct").GetInt32();
            Assert.Contains($"top-1: {both} of {TinyClassifier.Samples}", text, StringComparison.Ordinal);
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
        string text = QMac.Success([.. line, "--out", PathOf("a"), "--threads", "1"]);
        Assert.Equal(text, QMac.Success([.. line, "--out", PathOf("b")]));
        Assert.Equal(text, QMac.Success([.. line, "--out", PathOf("c"), "--results", PathOf("a", "results.db")]));
        foreach (string file in Directory.GetFiles(PathOf("a"), "*.json").Select(path => Path.GetFileName(path)))
        {
            Assert.Equal(File.ReadAllText(PathOf("a", file)), File.ReadAllText(PathOf("b", file)));
        }

        Assert.Contains(" *", text, StringComparison.Ordinal);
    }

    [Fact]
    public void BadInput_IsRefused()
    {
        string[] line = [.. Search, "--out", PathOf("s")];
        Assert.Contains("the nearest costs", QMac.Refusal([.. line, "--max-cost", "0.1"]), StringComparison.Ordinal);
        Assert.Contains("takes a fraction", QMac.Refusal([.. line, "--max-cost", "2"]), StringComparison.Ordinal);
        Assert.Contains("Give one of --min-accuracy and --max-cost", QMac.Refusal([.. line, "--max-cost", "0.5", "--min-accuracy", "0.5"]), StringComparison.Ordinal);
        Assert.Contains("go together", QMac.Refusal([.. line, "--report-split", "b"]), StringComparison.Ordinal);
        WriteCosts("exact,100\ntrunc:9,70\ntrunc:11,60\n");
        Assert.Contains("trunc:13", QMac.Refusal(line), StringComparison.Ordinal);
        WriteCosts("exact,0\ntrunc:9,70\ntrunc:11,60\ntrunc:13,5\n");
        Assert.Contains("cost nothing", QMac.Refusal(line), StringComparison.Ordinal);
    }

    private string PathOf(params string[] parts) => _classifier.PathOf(parts);

    private void WriteCosts(string rows) => File.WriteAllText(PathOf("c.csv"), $"operator,cost\n{rows}");
}
