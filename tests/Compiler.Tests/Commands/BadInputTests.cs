using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Samples, options and folders that <c>qmac</c> refuses: exit code 2, one line, nothing written.</summary>
public sealed class BadInputTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Input => _folder.PathOf("x.npy");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int[]> WrongShapes => [[27, 28], [12, 28, 28, 3], [784 * 2], [], [0, 28, 28, 1]];

    [Theory]
    [MemberData(nameof(WrongShapes))]
    public void Run_WrongShape_NamesBothShapes(int[] shape)
    {
        NpyFormat.WriteFile(Input, NpyArray.Create<sbyte>(shape, new sbyte[shape.Aggregate(1, (count, extent) => count * extent)]));

        string message = RefusedRun("--input", Input);

        Assert.Equal($"x.npy is int8 [{string.Join(", ", shape)}], but input 0 of the model is int8 [1, 28, 28, 1]: expected one sample, or samples along a first axis.", message);
    }

    [Fact]
    public void Run_WrongType_IsRefusedEvenWithQuantize()
    {
        NpyFormat.WriteFile(Input, NpyArray.Create<double>([28, 28], new double[784]));

        Assert.Equal("x.npy is float64 [28, 28], expected int8, or float32 or uint8 with --quantize.", RefusedRun("--input", Input, "--quantize"));
    }

    [Fact]
    public void Run_NaN_IsRefused()
    {
        float[] values = new float[784];
        values[5] = float.NaN;
        NpyFormat.WriteFile(Input, NpyArray.Create<float>([28, 28], values));

        Assert.Equal("x.npy has a NaN at element 5.", RefusedRun("--input", Input, "--quantize"));
    }

    [Fact]
    public void Run_FileThatIsNoArray_IsNamed()
    {
        File.WriteAllText(Input, "1, 2, 3");

        Assert.Contains("x.npy", RefusedRun("--input", Input), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--input", "none.npy")]
    [InlineData("--input", "none.npz")]
    [InlineData("--input", "none/x.npy")]
    [InlineData("--labels", "none.npy")]
    [InlineData("--assign", "none.json")]
    public void Run_FileThatIsNotThere_IsNamed(string option, string file)
    {
        string[] input = option == "--input" ? [] : ["--input", package.Images];

        Assert.Equal($"There is no file \"{file}\"", RefusedRun([.. input, option, file]));
    }

    [Theory]
    [InlineData("f")]
    [InlineData("f.npz")]
    public void Run_FolderForAFile_IsNamed(string name)
    {
        Directory.CreateDirectory(_folder.PathOf(name));

        Assert.Equal($"\"{_folder.PathOf(name)}\" is a folder, expected a .npy or .npz file", RefusedRun("--input", _folder.PathOf(name)));
    }

    [Theory]
    [InlineData("--amul-drop: multiplier \"trunc:99\" is not valid; expected trunc:N with N from 0 to 15; see qmac run --help", "--random-input", "--amul-drop", "99")]
    [InlineData("--amul trunc:2 and --amul-drop 3 contradict each other; give one of them; see qmac run --help", "--random-input", "--amul", "trunc:2", "--amul-drop", "3")]
    [InlineData("Give one of --input x.npy, --data SPEC and --random-input; see qmac run --help")]
    [InlineData("Give one of --input x.npy, --data SPEC and --random-input; see qmac run --help", "--random-input", "--input", "x.npy")]
    [InlineData("--seed and --batch go with --random-input; see qmac run --help", "--input", "x.npy", "--seed", "1")]
    [InlineData("--quantize and --limit go with --input; see qmac run --help", "--random-input", "--limit", "1")]
    [InlineData("--batch takes an integer from 1 to 1000000, found \"0\"; see qmac run --help", "--random-input", "--batch", "0")]
    [InlineData("--engine takes auto, compiled or reference, found \"fast\"; see qmac run --help", "--random-input", "--engine", "fast")]
    [InlineData("QMAC0203: \"conv9\" is not a layer with products of this model; did you mean \"conv1\" or \"conv2\"?", "--random-input", "--strategy", "conv9=loops")]
    public void Run_BadUsage_SaysWhatToGive(string expected, params string[] options) => Assert.Equal(expected, RefusedRun(options));

    [Fact]
    public void Run_LabelsThatDoNotFit_AreRefused()
    {
        NpyFormat.WriteFile(_folder.PathOf("short.npy"), NpyArray.Create<int>([2], [1, 2]));
        NpyFormat.WriteFile(_folder.PathOf("real.npy"), NpyArray.Create<float>([12], new float[12]));

        Assert.Equal(
            $"{_folder.PathOf("short.npy")} has 2 labels, but there are 12 samples.",
            RefusedRun("--input", package.Images, "--labels", _folder.PathOf("short.npy")));
        Assert.Equal(
            $"{_folder.PathOf("real.npy")} is float32 [12], expected one integer per sample.",
            RefusedRun("--input", package.Images, "--labels", _folder.PathOf("real.npy")));
    }

    [Fact]
    public void Run_MoreRandomSamplesThanAnArrayHolds_IsRefused()
    {
        // 1,000,000 samples of 3,072 codes pass the limit of --batch, but not that of an array.
        File.WriteAllBytes(_folder.PathOf("m.tflite"), CommandModels.Wide(3072));
        QMac.Success("export", "--tflite", _folder.PathOf("m.tflite"), "--out", _folder.PathOf("p"));

        Assert.Equal(
            "1000000 samples of int8 [1, 3072] do not fit into one array; give a smaller --batch",
            QMac.RefusalLeaving(_folder.Path, "run", "--pkg", _folder.PathOf("p"), "--random-input", "--batch", "1000000", "--out", _folder.PathOf("r")));
    }

    public static TheoryData<string[]> Writers =>
    [
        ["export", "--model", "cnn_small", "--out"],
        ["run", "--random-input", "--engine", "reference", "--dump-tensors", "--out"],
        ["compile", "--out"],
        ["constraints", "--out"],
    ];

    [Theory]
    [MemberData(nameof(Writers))]
    public void AnyVerb_FileInPlaceOfTheFolder_NamesThePath(string[] verb)
    {
        File.WriteAllText(_folder.PathOf("taken"), "mine");
        string target = verb[0] == "constraints" ? _folder.PathOf("taken", "D_sound.json") : _folder.PathOf("taken");

        string message = QMac.RefusalLeaving(_folder.Path, [.. verb, target, .. PackageOf(verb)]);

        Assert.StartsWith(_folder.PathOf("taken"), message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void AnyVerb_FolderInPlaceOfAFile_LeavesTheOtherFilesAsTheyWere(string[] verb)
    {
        // The last file that each verb writes: all others are on the disk by then, under temporary names.
        string taken = verb[0] switch { "export" => "graph.json", "run" => "tensors.json", "compile" => "verilog/taps.hex", _ => "D_sound.json" };
        Directory.CreateDirectory(_folder.PathOf("out", taken));
        string target = verb[0] == "constraints" ? _folder.PathOf("out", taken) : _folder.PathOf("out");

        string message = QMac.RefusalLeaving(_folder.Path, [.. verb, target, .. PackageOf(verb)]);

        Assert.StartsWith($"{_folder.PathOf("out", taken)} could not be written", message, StringComparison.Ordinal);
    }

    private string[] PackageOf(string[] verb) => verb[0] == "export" ? [] : ["--pkg", package.Folder];

    private string RefusedRun(params string[] options) =>
        QMac.RefusalLeaving(_folder.Path, ["run", "--pkg", package.Folder, "--out", _folder.PathOf("r"), .. options]);
}
