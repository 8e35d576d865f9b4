using QMacVerify.Compiler.Tests.Import.Onnx;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>ONNX models as a user has them: files, shapes, dumps.</summary>
public sealed class OnnxCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Export_OnnxFile_WritesAPackageThatInspectShows()
    {
        File.WriteAllBytes(_folder.PathOf("tiny.onnx"), OnnxTestModels.Network(isReal: true));

        Assert.StartsWith(
            $"{_folder.PathOf("p")}: 8 nodes, ", QMac.Success("export", "--onnx", _folder.PathOf("tiny.onnx"), "--out", _folder.PathOf("p")), StringComparison.Ordinal);
        Snapshot.Verify(QMac.Success("inspect", "--pkg", _folder.PathOf("p"), "--svg", _folder.PathOf("p.svg")), "inspect");
        Snapshot.Verify(File.ReadAllText(_folder.PathOf("p.svg")), "inspect", "svg");
    }

    [Fact]
    public void Run_BothEngines_DumpTensorsByNameChannelsFirst()
    {
        File.WriteAllBytes(_folder.PathOf("tiny.onnx"), OnnxTestModels.Network(isReal: true));
        QMac.Success("export", "--onnx", _folder.PathOf("tiny.onnx"), "--out", _folder.PathOf("p"));
        string[] run = ["run", "--pkg", _folder.PathOf("p"), "--random-input", "--batch", "3", "--dump-tensors"];
        foreach (string[] circuits in (string[][])[[], ["--amul", "trunc:2"], ["--amul", "drum:4", "--aadd", "loa:5"]])
        {
            QMac.Success([.. run, .. circuits, "--out", _folder.PathOf("c"), "--engine", "compiled"]);
            QMac.Success([.. run, .. circuits, "--out", _folder.PathOf("r"), "--engine", "reference"]);

            foreach (string file in (string[])["outputs.npz", "tensors.npz", "tensors.json"])
            {
                Assert.Equal(File.ReadAllBytes(_folder.PathOf("c", file)), File.ReadAllBytes(_folder.PathOf("r", file)));
            }
        }

        NpzArchive tensors = NpzArchive.ReadFile(_folder.PathOf("c", "tensors.npz"));
        Assert.Equal(["q1", "q2", "q3", "q4", "q5", "x", "y"], tensors.Names.Order(StringComparer.Ordinal));
        Assert.Equal([1, 3, 6, 5], tensors["x"].Shape.ToArray());
        Assert.Equal([1, 4, 3, 5], tensors["q1"].Shape.ToArray());
    }

    [Fact]
    public void Run_HostileTensorNames_StayInsideTheArchive()
    {
        string[] names = ["../up", "/root", "a\\b", "c:d", "line\nbreak", "root"];
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 4).Output(names[^1]);
        for (int i = 0; i < names.Length; i++)
        {
            writer.Node("Clip", [i == 0 ? "x" : names[i - 1]], [names[i]]);
        }

        File.WriteAllBytes(_folder.PathOf("m.onnx"), writer.ToArray());
        QMac.Success("export", "--onnx", _folder.PathOf("m.onnx"), "--out", _folder.PathOf("p"));
        QMac.Success("run", "--pkg", _folder.PathOf("p"), "--random-input", "--dump-tensors", "--out", _folder.PathOf("r"));

        NpzArchive tensors = NpzArchive.ReadFile(_folder.PathOf("r", "tensors.npz"));
        Assert.Equal(1 + names.Length, tensors.Names.Count);
        Assert.Contains("x", tensors.Names);
        Assert.Contains("root", tensors.Names);
    }

    [Fact]
    public void Export_OpenShape_TakesTheOption()
    {
        File.WriteAllBytes(
            _folder.PathOf("open.onnx"),
            new OnnxWriter().Input("a=b", OnnxWriter.UInt8, -1, 3, 4, 4).Output("y").Node("MaxPool", ["a=b"], ["y"], [OnnxAttribute.Ints("kernel_shape", 2, 2)]).ToArray());
        string[] export = ["export", "--onnx", _folder.PathOf("open.onnx"), "--out", _folder.PathOf("p")];

        Assert.Contains("such as --shape a=b=1x3x4x4", QMac.Refusal(export), StringComparison.Ordinal);
        QMac.Success([.. export, "--shape", "a=b=2x3x4x4"]);
        Assert.Contains("\"shape\": [2, 3, 4, 4]", File.ReadAllText(_folder.PathOf("p", "graph.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x=")]
    [InlineData("x=1x0")]
    [InlineData("x=1x-2")]
    [InlineData("=1x2")]
    [InlineData("x=1,2")]
    [InlineData("x=99999999999")]
    public void Export_WrongShapeOption_IsRefused(string shape) => Assert.StartsWith(
        "--shape takes NAME=1x3x224x224, once for each input, found ",
        QMac.Refusal("export", "--onnx", "m.onnx", "--shape", shape), StringComparison.Ordinal);

    [Fact]
    public void Export_ShapeOfATfliteModel_IsRefused() => Assert.StartsWith(
        "--shape is for --onnx models", QMac.Refusal("export", "--tflite", "m.tflite", "--shape", "x=1x2"), StringComparison.Ordinal);

    [Fact]
    public void Export_MissingFile_IsRefused() => Assert.StartsWith(
        "There is no file ", QMac.Refusal("export", "--onnx", _folder.PathOf("nothing.onnx")), StringComparison.Ordinal);

    [Fact]
    public void Export_ExternalData_IsReadFromTheFolderOfTheModel()
    {
        Directory.CreateDirectory(_folder.PathOf("model"));
        File.WriteAllBytes(_folder.PathOf("model", "w.bin"), [1, 2, 3, 4]);
        File.WriteAllBytes(
            _folder.PathOf("model", "model.onnx"),
            new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 2).Output("y").Scale("s", 1).ZeroPoint("z", 0)
                .Initializer(OnnxWriter.ExternalTensor("w", OnnxWriter.Int8, [2, 2], "w.bin"))
                .Node("QLinearMatMul", ["x", "s", "z", "w", "s", "z", "s", "z"], ["y"]).ToArray());

        QMac.Success("export", "--onnx", _folder.PathOf("model", "model.onnx"), "--out", _folder.PathOf("p"));

        // Channels first: the columns of the second matrix are rows here.
        Assert.Equal([1, 3, 2, 4], NpzArchive.ReadFile(_folder.PathOf("p", "params.npz"))["t001"].Data.ToArray());
    }
}
