using System.Text.Json;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac run</c> on the built-in network.</summary>
[Trait("Category", "Slow")]
public class RunCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>
{
    [Fact]
    public void Run_RandomInput_WritesInputsOutputsAndRecord()
    {
        using TemporaryFolder folder = new();

        string output = QMac.Success("run", "--pkg", package.Folder, "--random-input", "--seed", "5", "--batch", "2", "--out", folder.PathOf("r"));

        Assert.Equal($"cnn_small: 2 samples with amul exact, aadd exact, outputs in {folder.PathOf("r", "outputs.npz")}\n", output);
        Assert.Equal(["outputs.npz", "run.json"], FolderContents.Files(folder.PathOf("r")));
        NpzArchive outputs = NpzArchive.ReadFile(folder.PathOf("r", "outputs.npz"));
        Assert.Equal(["input_0", "output_0"], outputs.Names);
        Assert.Equal([2, 10], outputs["output_0"].Shape.ToArray());
        sbyte[] drawn = new sbyte[2 * 28 * 28];
        new SplitMix64(5).FillInt8(drawn);
        Assert.Equal(drawn, outputs["input_0"].Values<sbyte>().ToArray());
    }

    /// <summary>Real values of 0 to 1 that were stored as integers are not what a network expects; black and white pictures are.</summary>
    [Fact]
    public void Run_InputsOfTwoCodesSideBySide_AreWarnedOf()
    {
        using TemporaryFolder folder = new();

        Assert.Matches(
            @"\Aqmac: warning: input ""[^""]+"" uses 2 of 256 codes, 0 to 1; if these are real values, give them as float32 with --quantize\n\z", Said(i => i % 2));
        Assert.Equal("", Said(i => i % 2 == 0 ? -128 : 127));

        string Said(Func<int, int> code)
        {
            NpyFormat.WriteFile(folder.PathOf("x.npy"), NpyArray.Create<sbyte>([2, 28, 28, 1], [.. Enumerable.Range(0, 2 * 28 * 28).Select(i => (sbyte)code(i))]));
            (int exitCode, _, string error) = QMac.Run("run", "--pkg", package.Folder, "--input", folder.PathOf("x.npy"), "--out", folder.PathOf("r"));
            Assert.Equal(0, exitCode);
            return error;
        }
    }

    [Theory]
    [InlineData]
    [InlineData("--amul", "trunc:5", "--aadd", "trunc:3")]
    [InlineData("--amul", "trunc:2", "--strategy", "conv2=loops", "--strategy", "depthwise=unrolled")]
    public void Run_EitherEngine_WritesTheSameBytes(params string[] options)
    {
        using TemporaryFolder folder = new();

        byte[] compiled = Outputs(folder.PathOf("c"), [.. options, "--limit", "3", "--engine", "compiled"]);
        byte[] reference = Outputs(folder.PathOf("r"), [.. options, "--limit", "3", "--engine", "reference"]);

        Assert.Equal(compiled, reference);
    }

    [Theory]
    [InlineData("compiled")]
    [InlineData("reference")]
    public void Run_AnyNumberOfThreads_WritesTheSameBytes(string engine)
    {
        using TemporaryFolder folder = new();

        byte[][] outputs = [.. new[] { "1", "2", "7", "1024" }.Select(threads => Outputs(folder.PathOf(threads), "--engine", engine, "--threads", threads))];

        Assert.All(outputs, each => Assert.Equal(outputs[0], each));
        Assert.Equal("--threads takes an integer from 1 to 1024, found \"0\"; see qmac run --help", QMac.RefusalLeaving(
            folder.Path, "run", "--pkg", package.Folder, "--random-input", "--threads", "0", "--out", folder.PathOf("x")));
    }

    [Theory]
    [InlineData(1, "reference")]
    [InlineData(100_000, "compiled")]
    public void Engine_Automatic_DependsOnTheSamples(int samples, string engine)
    {
        PlannedNetwork planned = PlannedNetwork.Of(ModelPackage.Read(package.Folder).Network, OperatorPair.Exact);

        Engine chosen = Engine.Choose(planned, new RunSettings(null, Cache: null, Threads: null), samples, default);

        Assert.Equal(engine, chosen.Kind.ToString().ToLowerInvariant());
    }

    [Fact]
    public void Run_DropOption_IsTheSpec()
    {
        using TemporaryFolder folder = new();

        byte[] exact = Outputs(folder.PathOf("exact"));
        byte[] drop0 = Outputs(folder.PathOf("drop0"), "--amul", "trunc", "--amul-drop", "0", "--aadd", "trunc", "--aadd-drop", "0");
        byte[] drop2 = Outputs(folder.PathOf("drop2"), "--amul", "trunc", "--amul-drop", "2");
        byte[] spec2 = Outputs(folder.PathOf("spec2"), "--amul", "trunc:2");

        Assert.Equal(exact, drop0);
        Assert.Equal(spec2, drop2);
        Assert.NotEqual(exact, drop2);
    }

    [Fact]
    public void Run_Assign_GivesEachLayerItsOperators()
    {
        using TemporaryFolder folder = new();
        string assign = folder.PathOf("assign.json");
        const string pair = "\"multiplier\": \"trunc:5\", \"adder\": \"exact\"";
        const string exact = "\"multiplier\": \"exact\", \"adder\": \"exact\"";

        File.WriteAllText(assign, $$"""{ "default": { {{exact}} }, "layers": [ { "name": "*", {{pair}} } ] }""");
        byte[] everywhere = Outputs(folder.PathOf("everywhere"), "--assign", assign);
        Assert.Equal(Outputs(folder.PathOf("amul"), "--amul", "trunc:5"), everywhere);

        File.WriteAllText(assign, $$"""{ "default": { {{exact}} }, "layers": [ { "name": "conv*", {{pair}} } ] }""");
        byte[] compiled = Outputs(folder.PathOf("compiled"), "--assign", assign, "--engine", "compiled");
        Assert.Equal(Outputs(folder.PathOf("reference"), "--assign", assign, "--engine", "reference"), compiled);
        Assert.NotEqual(everywhere, compiled);
        Assert.Contains("{ \"name\": \"conv2\", \"multiplier\": \"trunc:5\"", File.ReadAllText(folder.PathOf("compiled", "run.json")));

        Assert.Contains("the multiplier of all layers is given here, and beside this file", QMac.RefusalLeaving(
            folder.Path, "run", "--pkg", package.Folder, "--random-input", "--assign", assign, "--amul", "trunc:5", "--out", folder.PathOf("x")));
    }

    [Fact]
    public void Run_OperatorsOfLayers_IsTheRunWithTheirAssignment()
    {
        using TemporaryFolder folder = new();
        string assign = folder.PathOf("assign.json");
        File.WriteAllText(
            assign,
            """{ "default": { "adder": "loa:2" }, "layers": [ { "name": "conv2", "multiplier": "drum:4" }, { "name": "conv?", "multiplier": "trunc:5" }, { "name": "*wise", "adder": "exact" } ] }""");

        byte[] assigned = Outputs(folder.PathOf("assigned"), "--amul", "trunc:1", "--assign", assign);
        byte[] named = Outputs(
            folder.PathOf("named"), "--amul", "trunc:1", "--aadd", "loa:2", "--amul", "conv?=trunc:5", "--amul", "conv2=drum:4", "--aadd", "*wise=exact");

        Assert.Equal(assigned, named);
        Assert.NotEqual(Outputs(folder.PathOf("plain"), "--amul", "trunc:1", "--aadd", "loa:2"), named);
        Assert.Equal(Operators("assigned"), Operators("named"));
        Assert.Contains("\"conv2\"", Operators("named"), StringComparison.Ordinal);

        string Operators(string run)
        {
            using JsonDocument record = JsonDocument.Parse(File.ReadAllText(folder.PathOf(run, "run.json")));
            return record.RootElement.GetProperty("operators").GetRawText();
        }
    }

    [Fact]
    public void Run_OperatorsOfALayerThatIsNotThere_NamesTheNearOne()
    {
        using TemporaryFolder folder = new();

        Assert.Equal(
            "QMAC0203: conv9*=trunc:4: \"conv9*\" is not a layer with products of this model; did you mean \"conv1\" or \"conv2\"?",
            QMac.RefusalLeaving(folder.Path, "run", "--pkg", package.Folder, "--random-input", "--amul", "conv9*=trunc:4", "--out", folder.PathOf("x")));
    }

    [Fact]
    public void Run_Labels_ReportsAccuracy()
    {
        using TemporaryFolder folder = new();
        string[] arguments = ["run", "--pkg", package.Folder, "--input", package.Images, "--labels", package.Labels, "--out", folder.Path];

        Assert.EndsWith("\ntop-1: 12 of 12, 100.00 %\n", QMac.Success(arguments), StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(QMac.Success([.. arguments, "--json", "--limit", "5", "--amul", "trunc:2"]));
        Assert.Equal(5, json.RootElement.GetProperty("samples").GetInt32());
        Assert.Equal(5, json.RootElement.GetProperty("top1_correct").GetInt32());
        Assert.Equal(folder.Path, json.RootElement.GetProperty("out").GetString());
        Assert.Equal("trunc:2", json.RootElement.GetProperty("operators").GetProperty("default").GetProperty("multiplier").GetString());
    }

    [Fact]
    public void Run_AdderThatOnlyTruncatesTheBias_SaysSo()
    {
        using TemporaryFolder folder = new();

        string output = QMac.Success("run", "--pkg", package.Folder, "--random-input", "--amul", "trunc:3", "--aadd", "trunc:2", "--out", folder.Path);

        Assert.Contains("the adder changes nothing but the bias", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RealNumbersAndPixels_NeedQuantize()
    {
        using TemporaryFolder folder = new();
        byte[] expected = Outputs(folder.PathOf("codes"));

        // The input's scale is 1/255 and its zero point -128, so that pixel / 255 becomes pixel - 128.
        NpyFormat.WriteFile(folder.PathOf("f.npy"), NpyArray.Create<float>(CnnSmallPackage.Shape, Array.ConvertAll(package.Pixels, pixel => pixel / 255f)));
        NpyFormat.WriteFile(folder.PathOf("u.npy"), NpyArray.Create<byte>(CnnSmallPackage.Shape, package.Pixels));

        foreach ((string file, string type) in ((string, string)[])[("f.npy", "float32"), ("u.npy", "uint8")])
        {
            string[] arguments = ["run", "--pkg", package.Folder, "--input", folder.PathOf(file), "--out", folder.PathOf(type)];
            Assert.Equal(
                $"{file} is {type} [12, 28, 28, 1], but the input is int8; give --quantize to quantize it.",
                QMac.RefusalLeaving(folder.Path, arguments));
            QMac.Success([.. arguments, "--quantize"]);
            Assert.Equal(expected, File.ReadAllBytes(folder.PathOf(type, "outputs.npz")));
        }
    }

    [Fact]
    public void Run_OneHotSurplusOrForeignLabels_AreRefusedBeforeTheRun()
    {
        using TemporaryFolder folder = new();
        string labels = folder.PathOf("y.npy");
        string[] arguments = ["run", "--pkg", package.Folder, "--input", package.Images, "--labels", labels, "--out", folder.PathOf("out")];

        NpyFormat.WriteFile(labels, NpyArray.Create<byte>([12, 10], new byte[120]));
        Assert.Contains("is uint8 [12, 10]", QMac.RefusalLeaving(folder.Path, arguments), StringComparison.Ordinal);
        NpyFormat.WriteFile(labels, NpyArray.Create<byte>([13], new byte[13]));
        Assert.Contains("has 13 labels, but there are 12 samples", QMac.RefusalLeaving(folder.Path, arguments), StringComparison.Ordinal);
        NpyFormat.WriteFile(labels, NpyArray.Create<byte>([12], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2]));
        Assert.EndsWith("labels run from 1 to 10: subtract 1.", QMac.RefusalLeaving(folder.Path, arguments), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LimitWithLabelsOfAllSamples_TakesTheFirst()
    {
        using TemporaryFolder folder = new();

        string output = QMac.Success(
            "run", "--pkg", package.Folder, "--input", package.Images, "--limit", "4", "--labels", package.Labels, "--out", folder.Path);

        Assert.Contains(" of 4, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DumpTensors_WritesEveryComputedTensorOfTheFirstSample()
    {
        using TemporaryFolder folder = new();

        byte[] outputs = Outputs(folder.Path, "--dump-tensors");

        Assert.Equal(Outputs(folder.PathOf("plain")), outputs);
        NpzArchive tensors = NpzArchive.ReadFile(folder.PathOf("tensors.npz"));
        Assert.Equal(["t000", "t001", "t004", "t007", "t010", "t013", "t014", "t015"], tensors.Names);
        Assert.Equal(package.Codes[..784], tensors["t000"].Values<sbyte>().ToArray());
        NpyArray output = NpzArchive.ReadFile(folder.PathOf("outputs.npz"))["output_0"];
        Assert.Equal(output.Values<sbyte>()[..10].ToArray(), tensors["t015"].Values<sbyte>().ToArray());
        Snapshot.Verify(File.ReadAllText(folder.PathOf("tensors.json")), "tensors", "json");
    }

    [Fact]
    public void Run_WithoutDump_LeavesNoTensorsOfAnEarlierRun()
    {
        using TemporaryFolder folder = new();
        Outputs(folder.Path, "--dump-tensors");

        Outputs(folder.Path, "--amul", "trunc:2");

        Assert.Equal(["outputs.npz", "run.json"], FolderContents.Files(folder.Path));
    }

    [SkippableFact]
    public void Run_DumpTensorsOfResNet8_AreDescribedAsInTheSharedModels()
    {
        string model = SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite");
        string input = SharedMaterial.PathOf("models", "resnet8_cifar10", "input_0.npy");
        using TemporaryFolder folder = new();
        QMac.Success("export", "--tflite", model, "--out", folder.PathOf("p"));

        QMac.Success("run", "--pkg", folder.PathOf("p"), "--input", input, "--limit", "1", "--dump-tensors", "--engine", "reference", "--out", folder.Path);

        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(SharedMaterial.PathOf("models", "resnet8_cifar10", "tensors.json")));
        using JsonDocument actual = JsonDocument.Parse(File.ReadAllText(folder.PathOf("tensors.json")));
        Assert.Equal(expected.RootElement.GetArrayLength(), actual.RootElement.GetArrayLength());
        Assert.All(
            expected.RootElement.EnumerateArray().Zip(actual.RootElement.EnumerateArray()),
            pair => Assert.True(JsonElement.DeepEquals(pair.First, pair.Second), $"{pair.Second} instead of {pair.First}"));
    }

    [Fact]
    public void Run_SeveralInputs_ComeFromSeveralFilesOrOneArchive()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("sum.tflite"), CommandModels.TwoInputs());
        QMac.Success("export", "--tflite", folder.PathOf("sum.tflite"), "--out", folder.PathOf("p"));
        NpzArchive both = new();
        for (int i = 0; i < 2; i++)
        {
            NpyArray input = NpyArray.Create<sbyte>([2, 4], [1, 2, 3, 4, (sbyte)(10 * i), 6, 7, 8]);
            NpyFormat.WriteFile(folder.PathOf($"{i}.npy"), input);
            both.Add($"input_{i}", input);
        }

        both.WriteFile(folder.PathOf("both.npz"));
        string[] run = ["run", "--pkg", folder.PathOf("p"), "--input"];
        QMac.Success([.. run, folder.PathOf("0.npy"), "--input", folder.PathOf("1.npy"), "--out", folder.PathOf("a")]);
        QMac.Success([.. run, folder.PathOf("both.npz"), "--out", folder.PathOf("b")]);

        NpzArchive outputs = NpzArchive.ReadFile(folder.PathOf("a", "outputs.npz"));
        Assert.Equal(["input_0", "input_1", "output_0"], outputs.Names);
        Assert.Equal([2, 4, 6, 8, 10, 12, 14, 16], outputs["output_0"].Values<sbyte>().ToArray());
        Assert.Equal(FolderContents.Of(folder.PathOf("a")), FolderContents.Of(folder.PathOf("b")));
        Assert.Equal(
            "1 input arrays are given, but the model has 2 inputs; give --input once for each.",
            QMac.RefusalLeaving(folder.Path, [.. run, folder.PathOf("0.npy"), "--out", folder.PathOf("c")]));
        Assert.Equal(
            $"{folder.PathOf("a", "outputs.npz")} has no input_2, but the model has 3 inputs.",
            RefusalOfThreeInputs(folder));
    }

    private static string RefusalOfThreeInputs(TemporaryFolder folder)
    {
        File.WriteAllBytes(folder.PathOf("three.tflite"), CommandModels.ThreeInputs());
        QMac.Success("export", "--tflite", folder.PathOf("three.tflite"), "--out", folder.PathOf("three"));
        return QMac.RefusalLeaving(
            folder.Path, "run", "--pkg", folder.PathOf("three"), "--input", folder.PathOf("a", "outputs.npz"), "--out", folder.PathOf("c"));
    }

    private byte[] Outputs(string folder, params string[] options)
    {
        QMac.Success(["run", "--pkg", package.Folder, "--input", package.Images, "--out", folder, .. options]);
        return File.ReadAllBytes(Path.Combine(folder, "outputs.npz"));
    }
}
