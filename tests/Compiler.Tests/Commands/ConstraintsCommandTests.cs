using System.Text.Json;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac constraints</c> on the built-in network.</summary>
public sealed class ConstraintsCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Constraints_Text_IsATableOfTheLayers() =>
        Snapshot.Verify(QMac.Success("constraints", "--pkg", package.Folder, "--amul", "trunc:2", "--out", _folder.PathOf("d.json")), "table");

    [Fact]
    public void Constraints_Json_IsTheFile()
    {
        string printed = QMac.Success("constraints", "--pkg", package.Folder, "--json", "--out", _folder.PathOf("d.json"));

        Assert.Equal(File.ReadAllText(_folder.PathOf("d.json")), printed);
        using JsonDocument json = JsonDocument.Parse(printed);
        Assert.Equal("sound", json.RootElement.GetProperty("kind").GetString());
        Assert.Equal(["d.json"], FolderContents.Files(_folder.Path));
    }

    [Theory]
    [InlineData("exact", "exact")]
    [InlineData("trunc:3", "trunc:4")]
    public void Constraints_SmallerRegion_GivesBoundsInside(string multiplier, string adder)
    {
        string[] operators = ["--amul", multiplier, "--aadd", adder];
        Bounds full = Compute("full", operators);
        Bounds pixels = Compute("pixels", [.. operators, "--region", "pixels"]);
        Bounds ball = Compute("ball", [.. operators, "--region", "linf", "--center", FirstDigit(), "--eps", "4"]);
        Bounds point = Compute("point", [.. operators, "--region", "linf", "--center", FirstDigit(), "--eps", "0"]);

        Bounds dark = Compute("dark", [.. operators, "--region", "real:0:0.25"]);

        Assert.True(full.Contains(pixels) && pixels.Contains(full));
        Assert.True(full.Contains(dark));
        Assert.False(dark.Contains(full));
        Assert.Contains("\"region\": { \"kind\": \"pixels\", \"code\": \"pixel - 128\", \"hull\": [-128, 127] }", pixels.Text, StringComparison.Ordinal);
        Assert.Contains("\"region\": { \"kind\": \"real\", \"lower\": 0, \"upper\": 0.25, \"hull\": [-128, -64] }", dark.Text, StringComparison.Ordinal);
        Assert.True(full.Contains(ball));
        Assert.True(ball.Contains(point));
        Assert.False(point.Contains(ball));
        Assert.Contains("\"kind\": \"linf\"", ball.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Constraints_Crown_IsNarrowerAndSaysSo()
    {
        string[] ball = ["--region", "linf", "--center", FirstDigit(), "--eps", "2"];
        Bounds intervals = Compute("ibp", [.. ball, "--method", "ibp"]);
        Bounds linear = Compute("crown", [.. ball, "--method", "crown", "--depth", "3", "--tight", "--input", package.Images, "--limit", "1"]);

        Assert.True(intervals.Contains(linear));
        Assert.False(linear.Contains(intervals));
        Assert.Contains("\"method\": { \"name\": \"ibp\", \"arithmetic\": \"int64\", \"version\": 1 }", intervals.Text, StringComparison.Ordinal);
        Assert.Contains(
            "\"method\": { \"name\": \"crown\", \"arithmetic\": \"float64, rounded outward\", \"version\": 1, \"depth\": 3, \"experimental\": true }",
            linear.Text,
            StringComparison.Ordinal);
        Assert.Equal(linear.Text, Compute("again", [.. ball, "--method", "crown", "--depth", "3"]).Text);
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("trunc:4")]
    public void Constraints_Tight_AreEmpiricalAndInsideTheSoundOnes(string multiplier)
    {
        Bounds sound = Compute("sound", ["--amul", multiplier, "--tight", "--input", package.Images]);
        Bounds tight = new(File.ReadAllText(_folder.PathOf("D_tight.json")));

        Assert.Contains("\"kind\": \"empirical\"", tight.Text, StringComparison.Ordinal);
        Assert.Contains("\"samples\": 12", tight.Text, StringComparison.Ordinal);
        Assert.True(sound.Contains(tight));
        Assert.False(tight.Contains(sound));
        Assert.Equal(sound.Text, Compute("again", ["--amul", multiplier]).Text);
    }

    [Fact]
    public void Constraints_TightOfRandomInput_RecordsTheSeed()
    {
        Compute("sound", ["--tight", "--random-input", "--seed", "9", "--batch", "3"]);

        string tight = File.ReadAllText(_folder.PathOf("D_tight.json"));
        Assert.Contains("\"samples\": 3", tight, StringComparison.Ordinal);
        Assert.Contains("\"seed\": 9", tight, StringComparison.Ordinal);
    }

    [Fact]
    public void Constraints_TightWithBadInput_WritesNeitherFile()
    {
        NpyFormat.WriteFile(_folder.PathOf("bad.npy"), NpyArray.Create<sbyte>([3, 5], new sbyte[15]));

        QMac.RefusalLeaving(
            _folder.Path, "constraints", "--pkg", package.Folder, "--tight", "--input", _folder.PathOf("bad.npy"), "--out", _folder.PathOf("d.json"));
    }

    [Theory]
    [InlineData("--region linf takes --center x.npy and --eps N; other regions take neither; see qmac constraints --help", "--region", "linf")]
    [InlineData("--region linf takes --center x.npy and --eps N; other regions take neither; see qmac constraints --help", "--eps", "3")]
    [InlineData("--tight needs samples: give --tight together with --input x.npy or --random-input", "--tight")]
    [InlineData("--tight needs samples: give --tight together with --input x.npy or --random-input", "--random-input")]
    [InlineData("--eps takes an integer from 0 to 255, found \"256\"; see qmac constraints --help", "--region", "linf", "--center", "x.npy", "--eps", "256")]
    [InlineData("--region takes full, pixels, linf or real:LO:HI, found \"l2\"; see qmac constraints --help", "--region", "l2")]
    [InlineData("--region real:LO:HI takes two finite numbers, the lower first, found \"real:1:0\"; see qmac constraints --help", "--region", "real:1:0")]
    [InlineData("--region real:LO:HI takes two finite numbers, the lower first, found \"real:nan:0\"; see qmac constraints --help", "--region", "real:nan:0")]
    [InlineData("--region real:LO:HI takes two finite numbers, the lower first, found \"real:0:1e39\"; see qmac constraints --help", "--region", "real:0:1e39")]
    [InlineData("--region real:LO:HI takes two finite numbers, the lower first, found \"real:0\"; see qmac constraints --help", "--region", "real:0")]
    [InlineData("--region linf takes --center x.npy and --eps N; other regions take neither; see qmac constraints --help", "--sample", "3")]
    [InlineData("--method takes ibp or crown, found \"lp\"; see qmac constraints --help", "--method", "lp")]
    [InlineData("--depth goes with --method crown; see qmac constraints --help", "--depth", "3")]
    [InlineData("--depth takes an integer from 0 to 1000, found \"-1\"; see qmac constraints --help", "--method", "crown", "--depth", "-1")]
    [InlineData("--out is where the sound bounds go; D_tight.json is taken by --tight", "--tight", "--random-input", "--out", "D_tight.json")]
    public void Constraints_BadUsage_SaysWhatToGive(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.Refusal(["constraints", "--pkg", package.Folder, .. options]));

    [Fact]
    public void Constraints_CentreOfAnotherTypeOrShape_IsRefused()
    {
        NpyFormat.WriteFile(_folder.PathOf("shape.npy"), NpyArray.Create<sbyte>([27, 28], new sbyte[27 * 28]));
        NpyFormat.WriteFile(_folder.PathOf("type.npy"), NpyArray.Create<float>([28, 28], new float[784]));

        foreach (string name in (string[])["shape.npy", "type.npy"])
        {
            string message = QMac.RefusalLeaving(
                _folder.Path, "constraints", "--pkg", package.Folder, "--region", "linf", "--center", _folder.PathOf(name), "--eps", "1", "--out", _folder.PathOf("d.json"));
            Assert.StartsWith(name, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Constraints_TightOutsideTheRegion_FailsWithTheSampleAndWritesNothing()
    {
        string[] arguments =
            ["constraints", "--pkg", package.Folder, "--region", "linf", "--center", FirstDigit(), "--eps", "4", "--tight", "--input", package.Images, "--out", _folder.PathOf("out", "d.json")];

        (int exitCode, string output, string error) = QMac.Run(arguments);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Matches(@"\Aqmac: sample 1: element \d+ of ""\w+"" has code -?\d+, outside the region linf: \[-?\d+, -?\d+\]\n\z", error);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
        QMac.Success([.. arguments, "--limit", "1"]);
    }

    [Fact]
    public void Constraints_CentreOfSeveralSamples_TakesTheOneThatIsChosen()
    {
        string[] ball = ["constraints", "--pkg", package.Folder, "--region", "linf", "--eps", "2", "--center", package.Images];

        foreach (string[] choice in (string[][])[[], ["--sample", "12"]])
        {
            Assert.Equal(
                "\"x.npy\" has 12 samples, and one is the centre: give --sample K, from 0 to 11",
                QMac.RefusalLeaving(_folder.Path, [.. ball, .. choice, "--out", _folder.PathOf("d.json")]));
        }

        string third = _folder.PathOf("third.npy");
        NpyFormat.WriteFile(third, NpyArray.Create<sbyte>([1, 28, 28, 1], package.Codes.AsSpan(2 * 784, 784)));
        Bounds chosen = Compute("chosen", ["--region", "linf", "--eps", "2", "--center", package.Images, "--sample", "2"]);
        Assert.Equal(Compute("alone", ["--region", "linf", "--eps", "2", "--center", third]).Text, chosen.Text);
        NpyFormat.WriteFile(third, NpyArray.Create<byte>([1, 28, 28, 1], package.Pixels.AsSpan(2 * 784, 784)));
        Assert.Equal(chosen.Text, Compute("bytes", ["--region", "linf", "--eps", "2", "--center", third, "--quantize"]).Text);
    }

    [Fact]
    public void Constraints_PixelsOfAModelThatTakesRealNumbers_AreRefused()
    {
        File.WriteAllBytes(_folder.PathOf("real.tflite"), TestModels.Operations());
        QMac.Success("export", "--tflite", _folder.PathOf("real.tflite"), "--out", _folder.PathOf("p"));
        string[] constraints = ["constraints", "--pkg", _folder.PathOf("p"), "--out", _folder.PathOf("d.json")];

        Assert.Equal(
            "--region pixels: input \"real\" takes float32, which bytes are not; give the range of its values, for example --region real:0:255",
            QMac.RefusalLeaving(_folder.Path, [.. constraints, "--region", "pixels"]));

        // Scale 0.5, zero point 3: 1.25 is halfway between two codes, and TensorFlow Lite rounds it up.
        QMac.Success([.. constraints, "--region", "real:-1:1.25"]);
        Assert.Contains("\"hull\": [1, 6]", File.ReadAllText(_folder.PathOf("d.json")), StringComparison.Ordinal);
    }

    private string FirstDigit()
    {
        string file = _folder.PathOf("centre.npy");
        NpyFormat.WriteFile(file, NpyArray.Create<sbyte>([1, 28, 28, 1], package.Codes.AsSpan(0, 784)));
        return file;
    }

    private Bounds Compute(string name, string[] options)
    {
        string file = _folder.PathOf($"{name}.json");
        QMac.Success(["constraints", "--pkg", package.Folder, "--out", file, .. options]);
        return new Bounds(File.ReadAllText(file));
    }

    /// <summary>The intervals of a constraints file: accumulators and outputs, channel by channel.</summary>
    private sealed record Bounds(string Text)
    {
        private List<(long Lower, long Upper)> Intervals { get; } = Read(Text);

        public bool Contains(Bounds other)
        {
            Assert.Equal(Intervals.Count, other.Intervals.Count);
            return Intervals.Zip(other.Intervals).All(pair => pair.First.Lower <= pair.Second.Lower && pair.First.Upper >= pair.Second.Upper);
        }

        private static List<(long Lower, long Upper)> Read(string text)
        {
            using JsonDocument json = JsonDocument.Parse(text);
            List<(long Lower, long Upper)> intervals = [];
            foreach (JsonElement channel in json.RootElement.GetProperty("layers").EnumerateArray().SelectMany(layer => layer.GetProperty("channels").EnumerateArray()))
            {
                foreach (JsonElement interval in (JsonElement[])[channel.GetProperty("acc"), channel.GetProperty("out")])
                {
                    intervals.Add((interval[0].GetInt64(), interval[1].GetInt64()));
                }
            }

            Assert.NotEmpty(intervals);
            return intervals;
        }
    }
}
