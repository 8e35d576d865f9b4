using System.Text.Json;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac check</c> on files of the built-in network.</summary>
[Trait("Category", "Slow")]
public sealed class CheckCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("D_sound.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_OfAFileAlone_IsAcceptedFromTheRegionOn()
    {
        Write("--amul", "trunc:2", "--aadd", "loa:3");

        Assert.Matches(
            @"\A""D_sound.json"" is accepted: 5 layers and the boxes of \d+ tensors derived again, from the region on\n\z",
            QMac.Success("check", File, "--pkg", package.Folder));
    }

    [Fact]
    public void Check_OfAFileWithElements_IsAcceptedAsAFixedPoint()
    {
        Write("--elements");

        Assert.EndsWith("derived again, which are a fixed point\n", QMac.Success("check", File, "--pkg", package.Folder), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(QMac.Success("check", File, "--pkg", package.Folder, "--json"));
        Assert.True(json.RootElement.GetProperty("accepted").GetBoolean());
        Assert.True(json.RootElement.GetProperty("elements").GetBoolean());
        Assert.Equal(0, json.RootElement.GetProperty("unchecked_nodes").GetArrayLength());
    }

    [Fact]
    public void Check_OfABall_FindsItsCentreAmongSamples()
    {
        Write("--region", "linf", "--eps", "3", "--center", package.Images, "--sample", "4");

        Assert.Contains("is accepted", QMac.Success("check", File, "--pkg", package.Folder, "--center", package.Images), StringComparison.Ordinal);
        Assert.Contains("nothing can be derived", Refused("--pkg", package.Folder), StringComparison.Ordinal);
        string other = _folder.PathOf("other.npy");
        NpyFormat.WriteFile(other, NpyArray.Create<sbyte>([1, 28, 28, 1], package.Codes.AsSpan(0, 784)));
        Assert.Contains("no sample has the SHA-256", Refused("--pkg", package.Folder, "--center", other), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfABox_TakesThatBoxAlone()
    {
        string box = Box("box.npy", 3);
        Write("--region", "box", "--box", box);

        Assert.Contains("is accepted", QMac.Success("check", File, "--pkg", package.Folder, "--box", box), StringComparison.Ordinal);
        Assert.Contains("\n  nothing can be derived: the region \"box\" takes its box, or a file of elements\n", Refused("--pkg", package.Folder), StringComparison.Ordinal);
        Assert.EndsWith(
            "\n  the box that is given has another SHA-256 than that of the region\n", Refused("--pkg", package.Folder, "--box", Box("other.npy", 4)), StringComparison.Ordinal);
        NarrowFirstAccumulator();
        Assert.Contains("is derived: unsound", Refused("--pkg", package.Folder, "--box", box), StringComparison.Ordinal);

        Write();
        Assert.EndsWith("\n  a box is given, but the region is \"full\"\n", Refused("--pkg", package.Folder, "--box", box), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfADataSet_TakesItsRangesAgain()
    {
        string darker = _folder.PathOf("darker.npy");
        NpyFormat.WriteFile(darker, NpyArray.Create<sbyte>([1, 28, 28, 1], Array.ConvertAll(package.Codes[..784], code => (sbyte)(code / 2))));
        Write("--region", "data", "--data", darker);

        Assert.Contains("is accepted", QMac.Success("check", File, "--pkg", package.Folder, "--data", darker), StringComparison.Ordinal);
        Assert.Contains("\n  nothing can be derived: the region \"data\" takes its data set, or a file of elements\n", Refused("--pkg", package.Folder), StringComparison.Ordinal);
        Assert.EndsWith("\n  12 samples are given, and the region is of 1\n", Refused("--pkg", package.Folder, "--data", package.Images), StringComparison.Ordinal);
        string other = _folder.PathOf("other.npy");
        NpyFormat.WriteFile(other, NpyArray.Create<sbyte>([1, 28, 28, 1], package.Codes.AsSpan(0, 784)));
        Assert.EndsWith(
            "\n  the range of each channel in the samples that are given has another SHA-256 than that of the region\n",
            Refused("--pkg", package.Folder, "--data", other),
            StringComparison.Ordinal);
        NarrowFirstAccumulator();
        Assert.Contains("is derived: unsound", Refused("--pkg", package.Folder, "--data", darker), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfLogitsOverADataSet_TakesItsRangesAgain()
    {
        QMac.Success("certify", "--pkg", package.Folder, "--amul", "trunc:2", "--suffix", "1", "--region", "data", "--data", package.Images, "--out", File);

        Assert.Contains("is accepted", QMac.Success("check", File, "--pkg", package.Folder, "--data", package.Images), StringComparison.Ordinal);
        Assert.EndsWith("\n  nothing can be derived: the region \"data\" takes its data set\n", Refused("--pkg", package.Folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfANarrowerInterval_SaysWhatWasDerived()
    {
        Write();
        string[] ends = NarrowFirstAccumulator(isDigested: false);
        Assert.Contains("the digest is not that of the file", Refused("--pkg", package.Folder), StringComparison.Ordinal);

        Write();
        NarrowFirstAccumulator();
        Assert.Contains($": acc [0, {ends[1]}] is stated, [{ends[0]}, {ends[1]}] is derived: unsound\n", Refused("--pkg", package.Folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WithoutTheFileOfElements_IsRefused()
    {
        Write("--elements");
        System.IO.File.Delete(_folder.PathOf("D_sound.bin"));

        Assert.Contains("is missing beside it", Refused("--pkg", package.Folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfWhatIsNoCertificate_IsBadInput()
    {
        Write("--tight", "--input", package.Images);

        Assert.Equal(
            "D_tight.json: it is \"empirical\": what was observed claims nothing that could be checked; give the D_sound.json beside it",
            QMac.Refusal("check", _folder.PathOf("D_tight.json"), "--pkg", package.Folder));
        Assert.StartsWith("graph.json: found \"qmac.graph/1\", expected qmac.constraints/1 or qmac.certificate/1; make it with qmac constraints, certify or assign", QMac.Refusal("check", Path.Combine(package.Folder, "graph.json"), "--pkg", package.Folder), StringComparison.Ordinal);
        Assert.StartsWith("x.npy: it is no JSON", QMac.Refusal("check", package.Images, "--pkg", package.Folder), StringComparison.Ordinal);
        foreach (string text in (string[])["", "3", "[]", "{}", "{\"schema\": 1}", "{\"schema\": \"\\ud800\"}"])
        {
            System.IO.File.WriteAllText(File, text);
            Assert.StartsWith("D_sound.json: it", QMac.Refusal("check", File, "--pkg", package.Folder), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Check_OfACertificateOfLogits_DerivesTheFirstSamples()
    {
        string file = _folder.PathOf("c.json");
        QMac.Success("certify", "--pkg", package.Folder, "--amul", "trunc:4", "--suffix", "1", "--input", package.Images, "--labels", package.Labels, "--out", file);
        string output = QMac.Success("check", file, "--pkg", package.Folder, "--input", package.Images, "--labels", package.Labels, "--samples", "2");

        Assert.StartsWith("\"c.json\" is accepted: 5 layers", output, StringComparison.Ordinal);
        Assert.Contains("the first 2 of 12 samples were derived by themselves", output, StringComparison.Ordinal);
        Assert.Contains("not checked: the samples, which were not given", QMac.Success("check", file, "--pkg", package.Folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--labels goes with --input; see qmac check --help", "d.json", "--labels", "y.npy")]
    [InlineData("Give one of --center x.npy, --data SPEC and --box FILE: a file is about one region; see qmac check --help", "d.json", "--data", "x.npy", "--box", "b.npy")]
    [InlineData("--quantize and --limit go with --input; see qmac check --help", "d.json", "--quantize")]
    [InlineData("D_sound.json needs a value, found \"-x\"; see qmac check --help", "-x")]
    public void Check_BadUsage_SaysWhatToGive(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.Refusal(["check", .. options, "--pkg", package.Folder]));

    private void Write(params string[] options) => QMac.Success(["constraints", "--pkg", package.Folder, "--out", File, .. options]);

    /// <summary>A box of the codes at most so far from those of the first digit.</summary>
    private string Box(string name, int radius)
    {
        sbyte[] centre = package.Codes[..784];
        NpyFormat.WriteFile(_folder.PathOf(name), NpyArray.Create<int>(
            [2, 28, 28, 1], [.. centre.Select(code => Math.Max(code - radius, -128)), .. centre.Select(code => Math.Min(code + radius, 127))]));
        return _folder.PathOf(name);
    }

    /// <summary>Makes the first interval of accumulators begin at 0; its ends before.</summary>
    private string[] NarrowFirstAccumulator(bool isDigested = true)
    {
        string text = System.IO.File.ReadAllText(File);
        string right = text[text.IndexOf("\"acc\": [", StringComparison.Ordinal)..];
        right = right[..(right.IndexOf(']', StringComparison.Ordinal) + 1)];
        string[] ends = right["\"acc\": [".Length..^1].Split(", ");
        string edited = text.Replace(right, $"\"acc\": [0, {ends[1]}]", StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, isDigested
            ? TextDigest.Append(edited[..edited.LastIndexOf(",\n  \"digest\"", StringComparison.Ordinal)] + "\n}\n")
            : edited);
        return ends;
    }

    private string Refused(params string[] options)
    {
        (int exitCode, string output, string error) = QMac.Run(["check", File, .. options]);
        Assert.Equal((1, ""), (exitCode, error));
        Assert.StartsWith("\"D_sound.json\" is refused for ", output, StringComparison.Ordinal);
        return output;
    }
}
