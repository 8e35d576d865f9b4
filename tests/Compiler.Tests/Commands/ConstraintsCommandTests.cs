using System.Text.Json;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac constraints</c> on the built-in network.</summary>
[Trait("Category", "Slow")]
public sealed class ConstraintsCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Constraints_Text_IsATableOfTheLayers() =>
        Snapshot.Verify(Table("--amul", "trunc:2"), "table");

    [Fact]
    public void Constraints_Text_EndsWithWhatAccumulatorsNeed()
    {
        Assert.EndsWith(
            "\naccumulators that wrap need 21 bits, in conv2; overflow of their 20 bits is possible in 1 of 5 layers, first in conv2; the bounds are in d.json\n",
            Table("--amul", "trunc:2", "--accumulator-bits", "20"),
            StringComparison.Ordinal);
        Assert.Contains(
            "\naccumulators that saturate need 21 bits, in conv2; overflow of their 21 bits is impossible; ",
            Table("--amul", "trunc:2", "--accumulator-bits", "21", "--overflow", "saturate"),
            StringComparison.Ordinal);
    }

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
    public void Constraints_Search_ReportsHowFarItGotInsideTheBounds()
    {
        Bounds sound = Compute("sound", ["--search", "8", "--seed", "5", "--tight", "--input", package.Images, "--report", _folder.PathOf("r.txt")]);
        Bounds tight = new(File.ReadAllText(_folder.PathOf("D_tight.json")));

        Assert.True(sound.Contains(tight));
        Assert.Contains("\"samples\": 20,\n  \"seed\": 5,\n  \"search\": \"directed corners, hill climbing\"", tight.Text, StringComparison.Ordinal);
        Snapshot.Verify(File.ReadAllText(_folder.PathOf("r.txt")), "report");

        Compute("again", ["--search", "8", "--seed", "5", "--report", _folder.PathOf("r.svg")]);
        Snapshot.Verify(File.ReadAllText(_folder.PathOf("r.svg")), "report", "svg");
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
    [InlineData("--region linf takes --center x.npy and --eps N; see qmac constraints --help", "--region", "linf")]
    [InlineData("--region full takes no other option, found --eps; see qmac constraints --help", "--eps", "3")]
    [InlineData("--region patch takes --center x.npy, found --eps; see qmac constraints --help", "--region", "patch:0:0:1:1", "--center", "x.npy", "--eps", "3")]
    [InlineData("--region patch:Y:X:H:W takes the first row and column and the height and width of a rectangle, found \"patch:0:0:0:1\"; see qmac constraints --help", "--region", "patch:0:0:0:1", "--center", "x.npy")]
    [InlineData("--region box takes --box box.npz; see qmac constraints --help", "--region", "box")]
    [InlineData("--region data takes --data SPEC, found --box; see qmac constraints --help", "--region", "data", "--data", "x.npy", "--box", "b.npz")]
    [InlineData("--accumulator-bits takes an integer from 2 to 64, found \"65\"; see qmac constraints --help", "--accumulator-bits", "65")]
    [InlineData("--overflow takes wrap or saturate, found \"clip\"; see qmac constraints --help", "--overflow", "clip")]
    [InlineData("--tight and --search are about the engine, whose accumulators have 32 bits and wrap: give --accumulator-bits and --overflow without it", "--tight", "--random-input", "--overflow", "saturate")]
    [InlineData("--out is where the JSON goes; the ending .bin is taken by --elements", "--elements", "--out", "d.bin")]
    [InlineData("--tight needs samples: give --tight together with --input x.npy, --data SPEC or --random-input", "--tight")]
    [InlineData("--tight needs samples: give --tight together with --input x.npy, --data SPEC or --random-input", "--random-input")]
    [InlineData("--eps takes an integer from 0 to 255, found \"256\"; see qmac constraints --help", "--region", "linf", "--center", "x.npy", "--eps", "256")]
    [InlineData("--region takes full, pixels, data, box, linf, patch:Y:X:H:W or real:LO:HI, found \"l2\"; see qmac constraints --help", "--region", "l2")]
    [InlineData("--region real:LO:HI takes two finite numbers, the lower first, found \"real:1:0\"; see qmac constraints --help", "--region", "real:1:0")]
    [InlineData("--region real:LO:HI takes two finite numbers, the lower first, found \"real:nan:0\"; see qmac constraints --help", "--region", "real:nan:0")]
    [InlineData("--region real:LO:HI takes two finite numbers, the lower first, found \"real:0:1e39\"; see qmac constraints --help", "--region", "real:0:1e39")]
    [InlineData("--region real:LO:HI takes two finite numbers, the lower first, found \"real:0\"; see qmac constraints --help", "--region", "real:0")]
    [InlineData("--region full takes no other option, found --sample; see qmac constraints --help", "--sample", "3")]
    [InlineData("--method takes ibp or crown, found \"lp\"; see qmac constraints --help", "--method", "lp")]
    [InlineData("--depth goes with --method crown; see qmac constraints --help", "--depth", "3")]
    [InlineData("--depth takes an integer from 0 to 1000, found \"-1\"; see qmac constraints --help", "--method", "crown", "--depth", "-1")]
    [InlineData("--report takes the name of a .svg or .txt file, and --tight or --search to compare the bounds with", "--report", "r.svg")]
    [InlineData("--report takes the name of a .svg or .txt file, and --tight or --search to compare the bounds with", "--search", "2", "--report", "r.html")]
    [InlineData("--search-inputs takes the name of a .npz file, and --search to find what goes into it", "--search-inputs", "x.npz", "--tight", "--random-input")]
    [InlineData("--search-inputs takes the name of a .npz file, and --search to find what goes into it", "--search", "2", "--search-inputs", "x.npy")]
    [InlineData("--seed goes with --random-input and --search, --batch with --random-input; see qmac constraints --help", "--seed", "2")]
    [InlineData("--out is where the sound bounds go; D_tight.json is taken by --tight and --search", "--tight", "--random-input", "--out", "D_tight.json")]
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

    [Fact]
    public void Constraints_Patch_LeavesTheCentreOutsideTheRectangle()
    {
        string[] patch = ["--region", "patch:3:5:10:8", "--center", FirstDigit(), "--elements"];
        Bounds bounds = Compute("patch", patch);
        byte[] elements = File.ReadAllBytes(_folder.PathOf("patch.bin"));

        Assert.True(Compute("full", []).Contains(bounds));
        Assert.Contains("\"rectangle\": [3, 5, 10, 8]", bounds.Text, StringComparison.Ordinal);
        for (int i = 0; i < 784; i++)
        {
            bool isFree = i / 28 is >= 3 and < 13 && i % 28 is >= 5 and < 13;
            sbyte code = package.Codes[i];
            Assert.Equal(isFree ? ((sbyte)Math.Max(code - 255, -128), (sbyte)Math.Min(code + 255, 127)) : (code, code), ((sbyte)elements[i], (sbyte)elements[784 + i]));
        }

        string message = QMac.Refusal("constraints", "--pkg", package.Folder, "--region", "patch:20:0:9:1", "--center", FirstDigit());
        Assert.Matches(@"^--region patch:20:0:9:1: input ""\w+"" has the shape \[1, 28, 28, 1\]; the rectangle must lie in it$", message);
    }

    [Fact]
    public void Constraints_Data_HoldsTheSamplesThatItIsMadeOf()
    {
        Bounds data = Compute("data", ["--region", "data", "--data", package.Images, "--tight", "--input", package.Images]);

        Assert.Contains("\"kind\": \"data\", \"samples\": 12", data.Text, StringComparison.Ordinal);
        Assert.Contains($"\"hull\": [{package.Codes.Min()}, {package.Codes.Max()}]", data.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Constraints_BoxOfOneBall_IsTheBall()
    {
        sbyte[] centre = package.Codes.AsSpan(0, 784).ToArray();
        int[] lower = [.. centre.Select(code => Math.Max(code - 4, -128))];
        int[] upper = [.. centre.Select(code => Math.Min(code + 4, 127))];
        NpyFormat.WriteFile(_folder.PathOf("box.npy"), NpyArray.Create<int>([2, 28, 28, 1], [.. lower, .. upper]));
        NpzArchive archive = new();
        archive.Add("lower_0", NpyArray.Create<long>([1, 28, 28, 1], Array.ConvertAll(lower, code => (long)code)));
        archive.Add("upper_0", NpyArray.Create<sbyte>([28, 28, 1], Array.ConvertAll(upper, code => (sbyte)code)));
        archive.WriteFile(_folder.PathOf("box.npz"));

        Bounds ball = Compute("ball", ["--region", "linf", "--center", FirstDigit(), "--eps", "4"]);
        Bounds box = Compute("box", ["--region", "box", "--box", _folder.PathOf("box.npy")]);

        Assert.True(ball.Contains(box) && box.Contains(ball));
        Assert.Equal(box.Text, Compute("boxes", ["--region", "box", "--box", _folder.PathOf("box.npz")]).Text);
    }

    [Theory]
    [InlineData("\"b.npy\": the lower code of element 0 is 5, greater than the upper one, 4", new[] { 2, 1 }, new[] { 5, 4 })]
    [InlineData("\"b.npy\" has 128, expected codes from -128 to 127", new[] { 2, 1 }, new[] { 5, 128 })]
    [InlineData("\"b.npy\" is int32 [3], which does not broadcast to the input's shape [1, 28, 28, 1]: give a code for each channel or for each element", new[] { 2, 3 }, new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData("\"b.npy\" is int32 [3], expected a first axis of 2: lower codes, then upper codes", new[] { 3 }, new[] { 1, 2, 3 })]
    public void Constraints_BadBox_SaysWhatIsWrong(string expected, int[] shape, int[] values)
    {
        NpyFormat.WriteFile(_folder.PathOf("b.npy"), NpyArray.Create<int>(shape, values));

        Assert.Equal(expected, QMac.RefusalLeaving(
            _folder.Path, "constraints", "--pkg", package.Folder, "--region", "box", "--box", _folder.PathOf("b.npy"), "--out", _folder.PathOf("d.json")));
    }

    [Fact]
    public void Constraints_Elements_AreTheBoxesOfInputsAndNodes()
    {
        Bounds bounds = Compute("d", ["--elements", "--amul", "trunc:1"]);
        byte[] elements = File.ReadAllBytes(_folder.PathOf("d.bin"));
        using JsonDocument json = JsonDocument.Parse(bounds.Text);
        JsonElement member = json.RootElement.GetProperty("elements");

        Assert.Equal("d.bin", member.GetProperty("file").GetString());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(elements)), member.GetProperty("sha256").GetString());
        Assert.Equal("int8 lower ends then upper ends of each tensor: inputs, then outputs of nodes in execution order", member.GetProperty("layout").GetString());
        Assert.Equal(["layers", "elements", "digest"], json.RootElement.EnumerateObject().Select(each => each.Name).TakeLast(3));
        Assert.All(elements[..784], code => Assert.Equal(-128, (sbyte)code));
        Assert.All(elements[784..1568], code => Assert.Equal(127, (sbyte)code));
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("trunc:2")]
    [InlineData("drum:4")]
    public void Constraints_OnAnyNumberOfThreads_AreTheSameBytes(string multiplier)
    {
        string[] options = ["--elements", "--amul", multiplier, "--region", "linf", "--center", FirstDigit(), "--eps", "3"];
        string text = Compute("d", [.. options, "--threads", "1"]).Text;
        byte[] elements = File.ReadAllBytes(_folder.PathOf("d.bin"));
        foreach (string threads in (string[])["2", "7"])
        {
            Assert.Equal(text, Compute("d", [.. options, "--threads", threads]).Text);
            Assert.Equal(elements, File.ReadAllBytes(_folder.PathOf("d.bin")));
        }
    }

    [Fact]
    public void Constraints_OfANarrowAccumulator_SayWhereItMayOverflow()
    {
        Bounds wide = Compute("wide", ["--accumulator-bits", "40"]);
        Bounds wrapping = Compute("wrapping", ["--accumulator-bits", "16"]);
        Bounds saturating = Compute("saturating", ["--accumulator-bits", "16", "--overflow", "saturate"]);

        Assert.Contains("\"accumulator\": { \"bits\": 40, \"overflow\": \"wrap\" }", wide.Text, StringComparison.Ordinal);
        Assert.Contains("\"accumulator\": { \"bits\": 16, \"overflow\": \"saturate\" }", saturating.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"overflow\": \"possible\"", wide.Text, StringComparison.Ordinal);
        Assert.Contains("\"overflow\": \"possible\"", wrapping.Text, StringComparison.Ordinal);
        Assert.Contains("\"acc\": [-32768, 32767]", wrapping.Text, StringComparison.Ordinal);
        Assert.True(wide.Contains(Compute("engine", [])) && !wrapping.Contains(wide) && !saturating.Contains(wide));
        Assert.Equal(
            "--accumulator-bits 4: the adder loa:6 of layer \"conv1\" approximates 6 bits; the accumulator needs more than these",
            QMac.Refusal("constraints", "--pkg", package.Folder, "--aadd", "loa:6", "--accumulator-bits", "4"));
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
        if (!options.Contains("crown"))
        {
            AssertAccepted(options);
        }

        return new Bounds(File.ReadAllText(file));
    }

    /// <summary>What the command writes passes the independent checker, with its elements and, where it has one, its centre.</summary>
    private void AssertAccepted(string[] options)
    {
        string file = _folder.PathOf("checked", "D_sound.json");
        QMac.Success(["constraints", "--pkg", package.Folder, "--out", file, .. options.Contains("--elements") ? options : [.. options, "--elements"]]);
        int centre = Array.IndexOf(options, "--center");
        string[] samples = centre < 0 ? [] : ["--center", options[centre + 1], .. options.Where(option => option == "--quantize")];
        Assert.Contains("is accepted", QMac.Success(["check", file, "--pkg", package.Folder, .. samples]), StringComparison.Ordinal);
    }

    /// <summary>What is printed, with the file below no folder.</summary>
    private string Table(params string[] options) =>
        QMac.Success(["constraints", "--pkg", package.Folder, "--out", _folder.PathOf("d.json"), .. options]).Replace(_folder.PathOf("d.json"), "d.json", StringComparison.Ordinal);

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
