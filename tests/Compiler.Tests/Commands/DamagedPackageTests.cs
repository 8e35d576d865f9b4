using System.IO.Compression;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Packages that were damaged: every verb that reads one refuses it in one line and writes nothing.</summary>
public sealed class DamagedPackageTests : IDisposable
{
    private static readonly string[][] Readers =
    [
        ["inspect"],
        ["run", "--random-input", "--out"],
        ["constraints", "--out"],
        ["compile", "--out"],
    ];

    private readonly TemporaryFolder _folder = new();

    public DamagedPackageTests() => QMac.Success("export", "--model", "cnn_small", "--out", Package);

    private string Package => _folder.PathOf("package");

    private string Archive => _folder.PathOf("package", "params.npz");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("graph.json")]
    [InlineData("quant_spec.json")]
    [InlineData("params.npz")]
    [InlineData("params.b64.txt")]
    public void AnyVerb_MissingFile_IsNamed(string name)
    {
        File.Delete(_folder.PathOf("package", name));

        AssertRefused($"QMAC0001: the package has no {name}");
    }

    [Theory]
    [InlineData("graph.json", "[16, 3, 3, 1]", "[16, 3, 1, 3]", "QMAC0103")]
    [InlineData("graph.json", "[1, 28, 28, 1]", "[1, 28, 28, 2147483647]", "QMAC")]
    [InlineData("graph.json", "\"outputs\": [15]", "\"outputs\": [99]", "QMAC")]
    [InlineData("graph.json", "\"conv2d\"", "\"transformer\"", "QMAC0102")]
    [InlineData("graph.json", "{", "[", "QMAC")]
    [InlineData("quant_spec.json", "0x3b808081", "0x7fc00000", "QMAC0003")]
    [InlineData("quant_spec.json", "\"sha256\": \"", "\"sha256\": \"f", "QMAC0005")]
    [InlineData("params.b64.txt", "t002 int8 16,3,3,1", "t002 int8 16,3,1,3", "QMAC")]
    public void AnyVerb_EditedText_IsRefused(string name, string text, string replacement, string expected)
    {
        string path = _folder.PathOf("package", name);
        string old = File.ReadAllText(path);
        Assert.Contains(text, old, StringComparison.Ordinal);
        File.WriteAllText(path, old.Replace(text, replacement, StringComparison.Ordinal));
        PackageFiles.RebindFolder(Package);

        AssertRefused(expected);
    }

    [Fact]
    public void AnyVerb_EditedArchive_AsksForPack()
    {
        NpzArchive old = NpzArchive.ReadFile(Archive);
        NpzArchive edited = new();
        foreach (string name in old.Names)
        {
            byte[] data = old[name].Data.ToArray();
            data[0] ^= 1;
            edited.Add(name, new NpyArray(old[name].Type, old[name].Shape, data));
        }

        edited.WriteFile(Archive);

        AssertRefused("QMAC0005: the values of t002 in params.npz have another SHA-256");
    }

    [Theory]
    [InlineData("../t002.npy")]
    [InlineData("/t002.npy")]
    [InlineData("..\\t002.npy")]
    public void AnyVerb_ArchiveEntryOutsideTheArchive_IsRefused(string entry)
    {
        AddEntry(entry, NpyFormat.ToBytes(NpyArray.Create<sbyte>([1], [1])));

        AssertRefused("params.npz");
        Assert.Contains("params.npz", QMac.RefusalLeaving(_folder.Path, "pack", "--pkg", Package), StringComparison.Ordinal);
    }

    [Fact]
    public void AnyVerb_ZipBomb_IsRefusedBeforeItUnfolds()
    {
        // An array of 2 GB of zeros, deflated to some 2 MB: the header is honest, the size is the attack.
        using (ZipArchive zip = ZipFile.Open(Archive, ZipArchiveMode.Update))
        {
            zip.GetEntry("t002.npy")!.Delete();
            using Stream stream = zip.CreateEntry("t002.npy", CompressionLevel.Optimal).Open();
            byte[] header = NpyFormat.ToBytes(NpyArray.Create<sbyte>([1], [0]))[..^1];
            stream.Write(System.Text.Encoding.ASCII.GetBytes(System.Text.Encoding.Latin1.GetString(header).Replace("(1,),        ", "(2000000000,)", StringComparison.Ordinal)));
        }

        AssertRefused("params.npz");
    }

    [Fact]
    public void AnyVerb_FolderInPlaceOfAFile_IsRefused()
    {
        File.Delete(Archive);
        Directory.CreateDirectory(Archive);

        AssertRefused("");
    }

    private void AddEntry(string name, byte[] content)
    {
        using ZipArchive zip = ZipFile.Open(Archive, ZipArchiveMode.Update);
        using Stream stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }

    /// <summary>Checks all verbs.</summary>
    private void AssertRefused(string expected)
    {
        foreach (string[] reader in Readers)
        {
            string[] arguments = reader[^1] == "--out" ? [.. reader, _folder.PathOf("out")] : reader;
            Assert.Contains(expected, QMac.RefusalLeaving(_folder.Path, [.. arguments, "--pkg", Package]), StringComparison.Ordinal);
        }
    }
}
