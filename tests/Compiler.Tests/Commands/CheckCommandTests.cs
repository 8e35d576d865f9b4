using System.Text.Json;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac check</c> on files of the built-in network.</summary>
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
    public void Check_OfANarrowerInterval_SaysWhatWasDerived()
    {
        Write();
        string text = System.IO.File.ReadAllText(File);
        string right = text[text.IndexOf("\"acc\": [", StringComparison.Ordinal)..];
        right = right[..(right.IndexOf(']', StringComparison.Ordinal) + 1)];
        string[] ends = right["\"acc\": [".Length..^1].Split(", ");
        System.IO.File.WriteAllText(File, text.Replace(right, $"\"acc\": [0, {ends[1]}]", StringComparison.Ordinal));
        Assert.Contains("the digest is not that of the file", Refused("--pkg", package.Folder), StringComparison.Ordinal);

        string edited = System.IO.File.ReadAllText(File);
        System.IO.File.WriteAllText(File, TextDigest.Append(edited[..edited.LastIndexOf(",\n  \"digest\"", StringComparison.Ordinal)] + "\n}\n"));
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
        Assert.StartsWith("graph.json: its schema is neither qmac.constraints/1 nor qmac.certificate/1", QMac.Refusal("check", Path.Combine(package.Folder, "graph.json"), "--pkg", package.Folder), StringComparison.Ordinal);
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
    [InlineData("--quantize and --limit go with --input; see qmac check --help", "d.json", "--quantize")]
    [InlineData("D_sound.json needs a value, found \"-x\"; see qmac check --help", "-x")]
    public void Check_BadUsage_SaysWhatToGive(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.Refusal(["check", .. options, "--pkg", package.Folder]));

    private void Write(params string[] options) => QMac.Success(["constraints", "--pkg", package.Folder, "--out", File, .. options]);

    private string Refused(params string[] options)
    {
        (int exitCode, string output, string error) = QMac.Run(["check", File, .. options]);
        Assert.Equal((1, ""), (exitCode, error));
        Assert.StartsWith("\"D_sound.json\" is refused for ", output, StringComparison.Ordinal);
        return output;
    }
}
