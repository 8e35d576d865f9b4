using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>export, pack and inspect, as a user calls them.</summary>
public class PackageCommandTests
{
    [Fact]
    public void Export_TfliteFile_WritesAPackageThatInspectShows()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("tiny.tflite"), TestModels.Network());

        (int exitCode, string output, string error) = QMac.Run("export", "--tflite", folder.PathOf("tiny.tflite"), "--out", folder.PathOf("p"));

        Assert.Equal((0, $"{folder.PathOf("p")}: 8 nodes, 47 parameters, 582 MACs\n", ""), (exitCode, output, error));
        Snapshot.Verify(QMac.Run("inspect", "--pkg", folder.PathOf("p")).Output, "inspect");
        Snapshot.Verify(QMac.Run("inspect", "--pkg", folder.PathOf("p"), "--json").Output, "inspect", "json");
        Snapshot.Verify(File.ReadAllText(folder.PathOf("p", "graph.json")), "graph", "json");
        Snapshot.Verify(File.ReadAllText(folder.PathOf("p", "quant_spec.json")), "quant_spec", "json");
    }

    [Fact]
    public void Export_Semantics_AreFieldsOfThePackageAndOfReports()
    {
        using TemporaryFolder folder = new();
        QMac.Success("export", "--model", "cnn_small", "--out", folder.PathOf("p"), "--operands", "centred", "--padding", "skip");
        string[] run = ["run", "--pkg", folder.PathOf("p"), "--random-input", "--out", folder.PathOf("r"), "--amul"];
        QMac.Success([.. run, "trunc:3"]);
        QMac.Success("constraints", "--pkg", folder.PathOf("p"), "--amul", "trunc:3", "--out", folder.PathOf("d.json"));

        foreach (string file in (string[])["p/quant_spec.json", "r/run.json", "d.json"])
        {
            string text = File.ReadAllText(folder.PathOf(file));
            Assert.Contains("\"operands\": \"centred\"", text, StringComparison.Ordinal);
            Assert.Contains("\"padding\": \"skip\"", text, StringComparison.Ordinal);
        }

        Assert.Contains("centred activations of layer \"conv1\"", QMac.Refusal([.. run, "mitchell"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Export_BuiltInModel_IsNamedLikeItUnlessNamed()
    {
        using TemporaryFolder folder = new();

        QMac.Run("export", "--model", "cnn_small", "--out", folder.PathOf("a"));
        QMac.Run("export", "--model", "cnn_small", "--out", folder.PathOf("b"), "--name", "digits-2");

        Assert.StartsWith("cnn_small: tflite, ", QMac.Run("inspect", "--pkg", folder.PathOf("a")).Output, StringComparison.Ordinal);
        Assert.StartsWith("digits-2: tflite, ", QMac.Run("inspect", "--pkg", folder.PathOf("b")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_EditedArchive_ListsTheArrays()
    {
        using TemporaryFolder folder = new();
        QMac.Run("export", "--model", "cnn_small", "--out", folder.Path);
        NpzArchive old = NpzArchive.ReadFile(folder.PathOf("params.npz"));
        NpzArchive edited = new();
        foreach (string name in old.Names)
        {
            byte[] data = old[name].Data.ToArray();
            data[0] ^= (byte)(name == old.Names[1] ? 1 : 0);
            edited.Add(name, new NpyArray(old[name].Type, old[name].Shape, data));
        }

        edited.WriteFile(folder.PathOf("params.npz"));

        Assert.Contains("run 'qmac pack'", QMac.Refusal("inspect", "--pkg", folder.Path), StringComparison.Ordinal);
        Assert.Equal((0, $"{folder.Path}: changed {old.Names[1]}\n", ""), QMac.Run("pack", "--pkg", folder.Path));
        Assert.Equal((0, $"{folder.Path}: nothing changed\n", ""), QMac.Run("pack", "--pkg", folder.Path));
        Assert.Equal(0, QMac.Run("inspect", "--pkg", folder.Path).ExitCode);
    }

    [Fact]
    public void Export_DamagedFile_IsRefusedAndWritesNothing()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("cut.tflite"), TestModels.Network()[..1000]);

        string message = QMac.Refusal("export", "--tflite", folder.PathOf("cut.tflite"), "--out", folder.PathOf("p"));

        Assert.StartsWith("cut.tflite cannot be read at byte ", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.PathOf("p")));
    }

    [Fact]
    public void Export_UnsupportedOperator_IsNamed()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("m.tflite"), TestModels.OneOperator(
            ([1, 4], TestModels.Scale(1)), ([1, 4], TestModels.Scale(1)), (writer, x, y) => writer.AddOperator(47, [x], [y])));

        string message = QMac.Refusal("export", "--tflite", folder.PathOf("m.tflite"), "--out", folder.PathOf("p"));

        Assert.StartsWith("QMAC0102: node 0 is EXP; supported are ABS, ADD, ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_OutputThatIsAFile_NamesThePath()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("p"), "");

        string message = QMac.Refusal("export", "--model", "cnn_small", "--out", folder.PathOf("p"));

        Assert.StartsWith(folder.PathOf("p"), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Give one of --model NAME, --tflite FILE and --onnx FILE; see qmac export --help")]
    [InlineData("Give one of --model NAME, --tflite FILE and --onnx FILE; see qmac export --help", "--model", "cnn_small", "--tflite", "x")]
    [InlineData("--name takes up to 64 letters, digits, _, . and -, and begins with no . or -; see qmac export --help", "--model", "cnn_small", "--name", "../x")]
    [InlineData("There is no built-in model \"lenet\"; built in: cnn_small; import others with --tflite FILE", "--model", "lenet")]
    public void Export_BadUsage_SaysWhatToGive(string expected, params string[] args) => Assert.Equal(expected, QMac.Refusal(["export", .. args]));

    [Fact]
    public void Export_MissingFile_IsNamed() =>
        Assert.Contains("none.tflite", QMac.Refusal("export", "--tflite", "none.tflite"), StringComparison.Ordinal);

    [Theory]
    [InlineData("pack")]
    [InlineData("inspect")]
    public void PackAndInspect_NoPackage_SayHowToMakeOne(string verb) => Assert.Equal(
        "There is no package none; make one with qmac export --tflite FILE --out none", QMac.Refusal(verb, "--pkg", "none"));
}
