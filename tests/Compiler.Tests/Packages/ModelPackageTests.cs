using System.IO.Compression;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Packages;

public class ModelPackageTests
{
    private static readonly Network Imported = TestModels.ImportModel(TestModels.Network());

    [Fact]
    public void Read_WrittenPackage_IsTheModel()
    {
        using TemporaryFolder folder = new();

        Package written = ModelPackage.Write(folder.PathOf("p"), Imported);
        Package read = ModelPackage.Read(folder.PathOf("p"));

        Assert.Equal(Imported.Graph, read.Network.Graph);
        Assert.Equal(written.Identity, read.Identity);
        Assert.All(Imported.Parameters.Tensors, tensor => Assert.Equal(Imported.Parameters[tensor].Data, read.Network.Parameters[tensor].Data));
        Assert.Equal(["graph.json", "params.b64.txt", "params.npz", "quant_spec.json"], FilesOf(folder.PathOf("p")));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytesAndLeavesOtherFiles()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.PathOf("a"), Imported);
        ModelPackage.Write(folder.PathOf("b"), Imported);
        File.WriteAllText(folder.PathOf("b", "notes.txt"), "mine");
        ModelPackage.Write(folder.PathOf("b"), Imported);

        Assert.All(FilesOf(folder.PathOf("a")), name =>
            Assert.Equal(File.ReadAllBytes(folder.PathOf("a", name)), File.ReadAllBytes(folder.PathOf("b", name))));
        Assert.Equal("mine", File.ReadAllText(folder.PathOf("b", "notes.txt")));
    }

    [Fact]
    public void Write_FolderIsAFile_FailsWithThePath()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("p"), "");

        IOException e = Assert.ThrowsAny<IOException>(() => ModelPackage.Write(folder.PathOf("p"), Imported));

        Assert.StartsWith(folder.PathOf("p"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NumberThatTheReaderRefuses_WritesNothing()
    {
        using TemporaryFolder folder = new();
        Conv2D conv = Imported.Graph.Nodes.OfType<Conv2D>().First();
        Conv2D broken = conv with { Requantization = conv.Requantization with { Clamp = new ClampRange(5, 4) } };
        Network network = Imported with
        {
            Graph = Imported.Graph with { Nodes = Imported.Graph.Nodes.Select(node => node == conv ? broken : node).ToEquatableArray() },
        };

        DiagnosticException e = Assert.Throws<DiagnosticException>(() => ModelPackage.Write(folder.PathOf("p"), network));

        Assert.Equal($"QMAC0104: \"{conv.Name}\" (conv2d): is clamped to 5 to 4, expected a lower and an upper code", e.Message);
        Assert.False(Directory.Exists(folder.PathOf("p")));
    }

    [Fact]
    public void Pack_EditedArray_ChangesTwinAndItsHashOnly()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        string quantSpec = File.ReadAllText(folder.PathOf("quant_spec.json")).Replace("  ", "    ", StringComparison.Ordinal);
        File.WriteAllText(folder.PathOf("quant_spec.json"), quantSpec);
        EditArchive(folder.Path, (name, array) => name == "t009" ? NpyArray.Create(array.Shape, Changed(array)) : array);
        Assert.Equal("QMAC0005", Refusal(folder.Path).Descriptor.Id);

        (Package packed, IReadOnlyList<string> changed) = ModelPackage.Pack(folder.Path);

        Assert.Equal(["t009"], changed);
        Assert.Equal(ModelPackage.Read(folder.Path).Identity, packed.Identity);
        Assert.Equal(Imported.Graph, packed.Network.Graph);
        Assert.Equal(unchecked((sbyte)(Imported.Parameters[9].Int8[0] + 1)), packed.Network.Parameters[9].Int8[0]);
        string repacked = File.ReadAllText(folder.PathOf("quant_spec.json"));
        Assert.Equal(quantSpec, repacked.Replace(packed.Network.Parameters[9].Sha256, Imported.Parameters[9].Sha256, StringComparison.Ordinal));
        Assert.Empty(ModelPackage.Pack(folder.Path).Changed);
    }

    [Fact]
    public void Pack_EditedGraph_IsTakenOver()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        string quantSpec = File.ReadAllText(folder.PathOf("quant_spec.json"));
        File.AppendAllText(folder.PathOf("graph.json"), "\n");
        Assert.Equal("QMAC0006", Refusal(folder.Path).Descriptor.Id);

        Assert.Equal(["graph.json"], ModelPackage.Pack(folder.Path).Changed);

        PackageIdentity identity = ModelPackage.Read(folder.Path).Identity;
        Assert.Equal(
            quantSpec.Replace(PackageIdentity.Of(PackageFiles.Of(Imported)).GraphSha256, identity.GraphSha256, StringComparison.Ordinal),
            File.ReadAllText(folder.PathOf("quant_spec.json")));
        Assert.Empty(ModelPackage.Pack(folder.Path).Changed);
    }

    [Fact]
    public void Pack_PackageOfAnEarlierVersion_RecordsTheGraph()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        string quantSpec = File.ReadAllText(folder.PathOf("quant_spec.json"));
        File.WriteAllText(folder.PathOf("quant_spec.json"), string.Join('\n', quantSpec.Split('\n').Where(line => !line.Contains("graph_sha256", StringComparison.Ordinal))));
        Assert.Contains("run 'qmac pack'", Refusal(folder.Path).Message, StringComparison.Ordinal);

        Assert.Equal(["graph.json"], ModelPackage.Pack(folder.Path).Changed);

        Assert.Equal(quantSpec, File.ReadAllText(folder.PathOf("quant_spec.json")));
    }

    [Fact]
    public void Read_FilesOfTwoExports_IsRefused()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.PathOf("a"), Imported);
        ModelPackage.Write(folder.PathOf("b"), Imported with { Graph = Imported.Graph with { Name = "other" } });
        File.Copy(folder.PathOf("b", "graph.json"), folder.PathOf("a", "graph.json"), overwrite: true);

        Assert.StartsWith("QMAC0006: graph.json does not belong here", Refusal(folder.PathOf("a")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_MissingTwin_IsWrittenAnew()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        byte[] twin = File.ReadAllBytes(folder.PathOf("params.b64.txt"));
        File.Delete(folder.PathOf("params.b64.txt"));

        ModelPackage.Pack(folder.Path);

        Assert.Equal(twin, File.ReadAllBytes(folder.PathOf("params.b64.txt")));
    }

    [Fact]
    public void Pack_ArrayOfAnotherShape_IsRefusedAndNothingIsWritten()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        EditArchive(folder.Path, (name, array) => name == "t009" ? NpyArray.Create([18], array.Values<sbyte>()) : array);
        byte[] quantSpec = File.ReadAllBytes(folder.PathOf("quant_spec.json"));

        DiagnosticInfo diagnostic = Assert.Throws<DiagnosticException>(() => ModelPackage.Pack(folder.Path)).Diagnostic;

        Assert.Equal("QMAC0103: t009 of params.npz is int8 [18], but the graph has int8 [2, 3, 3, 1]; only values may be edited", diagnostic.ToString());
        Assert.Equal(quantSpec, File.ReadAllBytes(folder.PathOf("quant_spec.json")));
    }

    [Fact]
    public void Read_NoFolder_SaysHowToMakeOne()
    {
        using TemporaryFolder folder = new();

        Assert.Contains("qmac export", Assert.Throws<InputException>(() => ModelPackage.Read(folder.PathOf("none"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graph.json")]
    [InlineData("quant_spec.json")]
    [InlineData("params.b64.txt")]
    [InlineData("params.npz")]
    public void Read_MissingFile_IsNamed(string name)
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        File.Delete(folder.PathOf(name));

        Assert.Equal($"QMAC0001: the package has no {name}; export the model again ({name} 1:1)", Refusal(folder.Path).ToString());
    }

    [Theory]
    [InlineData("quant_spec.json", "0x3f000000", "0x7fc00000", "QMAC0003")] // a scale that is NaN
    [InlineData("quant_spec.json", "0x3f000000", "0x00000000", "QMAC0003")]
    [InlineData("quant_spec.json", "\"sha256\": \"", "\"sha256\": \"0", "QMAC0005")]
    [InlineData("graph.json", "[1, 4, 4, 2]", "[1, 4, 5, 2]", "QMAC0103")]
    [InlineData("graph.json", "[2, 3, 3, 1]", "[2, 3, 1, 3]", "QMAC0103")]
    [InlineData("graph.json", "\"conv2d\"", "\"conv3d\"", "QMAC0102")]
    [InlineData("params.b64.txt", "t009 int8 2,3,3,1", "t009 int8 2,3,1,3", "QMAC0004")]
    [InlineData("params.b64.txt", "qmac.params/1", "qmac.params/2", "QMAC0004")]
    public void Read_EditedText_IsRefused(string name, string text, string replacement, string id)
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        string old = File.ReadAllText(folder.PathOf(name));
        Assert.Contains(text, old, StringComparison.Ordinal);
        File.WriteAllText(folder.PathOf(name), old.Replace(text, replacement, StringComparison.Ordinal));
        PackageFiles.RebindFolder(folder.Path);

        DiagnosticInfo diagnostic = Refusal(folder.Path);

        Assert.Equal(id, diagnostic.Descriptor.Id);
        Assert.DoesNotContain('\n', diagnostic.ToString());
    }

    [Fact]
    public void Read_TwinOfOtherValues_IsRefused()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        string[] lines = File.ReadAllLines(folder.PathOf("params.b64.txt"));
        lines[2] = "AAAA" + lines[2][4..];
        File.WriteAllLines(folder.PathOf("params.b64.txt"), lines);

        Assert.StartsWith("QMAC0005: the values of t009 have another SHA-256 than recorded; run 'qmac pack'", Refusal(folder.Path).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArchiveThatLacksOrAddsAnArray_IsRefused()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);

        EditArchive(folder.Path, (name, array) => name == "t009" ? null : array);
        Assert.Equal("QMAC0103: params.npz has no t009 (\"w0\"), which the graph lists as int8 [2, 3, 3, 1]", Refusal(folder.Path).ToString());

        ModelPackage.Write(folder.Path, Imported);
        EditArchive(folder.Path, (_, array) => array, ("t777", NpyArray.Create<sbyte>([1], [1])));
        Assert.Equal("QMAC0103: \"t777\" of params.npz is not a constant of the graph", Refusal(folder.Path).ToString());
    }

    [Theory]
    [InlineData("../t009.npy")]
    [InlineData("t009.txt")]
    public void Read_ArchiveWithAnotherEntry_IsRefused(string entry)
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        using (ZipArchive zip = ZipFile.Open(folder.PathOf("params.npz"), ZipArchiveMode.Update))
        {
            using Stream stream = zip.CreateEntry(entry).Open();
            stream.Write(NpyFormat.ToBytes(NpyArray.Create<sbyte>([1], [1])));
        }

        ArrayFormatException e = Assert.Throws<ArrayFormatException>(() => ModelPackage.Read(folder.Path));

        Assert.StartsWith("params.npz", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArchiveThatIsNoZip_IsRefused()
    {
        using TemporaryFolder folder = new();
        ModelPackage.Write(folder.Path, Imported);
        File.WriteAllBytes(folder.PathOf("params.npz"), new byte[100]);

        Assert.Throws<ArrayFormatException>(() => ModelPackage.Read(folder.Path));
    }

    private static sbyte[] Changed(NpyArray array)
    {
        sbyte[] values = array.Values<sbyte>().ToArray();
        values[0]++;
        return values;
    }

    private static void EditArchive(string folder, Func<string, NpyArray, NpyArray?> edit, params (string Name, NpyArray Array)[] added)
    {
        string path = Path.Combine(folder, ModelPackage.ArchiveFile);
        NpzArchive old = NpzArchive.ReadFile(path);
        NpzArchive edited = new();
        foreach (string name in old.Names)
        {
            if (edit(name, old[name]) is NpyArray array)
            {
                edited.Add(name, array);
            }
        }

        foreach ((string name, NpyArray array) in added)
        {
            edited.Add(name, array);
        }

        edited.WriteFile(path);
    }

    private static DiagnosticInfo Refusal(string folder) => Assert.Throws<DiagnosticException>(() => ModelPackage.Read(folder)).Diagnostic;

    private static IEnumerable<string> FilesOf(string folder) => Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
