using QMacVerify.Compiler.Tests.Import.Onnx;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Parts of models between named values, and what a refused model is told.</summary>
public sealed class ExportPartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, "q1")]
    [InlineData(true, "r1")]
    [InlineData(false, "q1")]
    public void Export_PartOfAnOnnxModel_ComputesWhatTheWholeDoes(bool isReal, string begin)
    {
        OnnxWriter writer = OnnxTestModels.NetworkWriter(isReal).Value("q1", OnnxWriter.Int8, 1, 4, 3, 5);

        ComparePart("--onnx", writer.ToArray(), ("q1", begin), ("q4", "q4"));
    }

    [Fact]
    public void Export_PartOfATfliteModel_ComputesWhatTheWholeDoes() => ComparePart("--tflite", TestModels.Network(), ("t001", "conv"), ("t005", "average"));

    [Fact]
    public void Export_HeadsWithoutIntegers_ListsAllAndProposesTheRest()
    {
        OnnxWriter writer = OnnxTestModels.NetworkWriter(isReal: true);
        foreach (string head in (string[])["a", "b", "c"])
        {
            writer.Node("my.domain::Decode", ["q4"], [head], name: head).Node("my.domain::Sort", [head], [$"sorted {head}"]).Output($"sorted {head}");
        }

        string[] export = ["export", "--onnx", Write(writer.Node("QLinearConv", ["q4"], ["half"]).ToArray()), "--out", _folder.PathOf("p")];
        (int exitCode, string output, string error) = QMac.Run(export);

        Assert.Equal(2, exitCode);
        Assert.Matches(@"\Aqmac: QMAC0102: node \d+ ""a"" \(my.domain::Decode\) is not supported; supported are [^\n]*; 4 refusals in all, for 2 reasons\n\z", error);
        Assert.Equal(
            $"""
            nodes  operator           first                            reason
                3  my.domain::Decode  node 26 "a" (my.domain::Decode)  is not among the operators that are imported
                1  QLinearConv        node 32 (QLinearConv)            has 1 inputs, input 1 is missing
            What can be exported (layers: 3): qmac {string.Join(' ', export)} --output q4 --output y

            """,
            output);
        QMac.Success([.. export, "--output", "q4", "--output", "y"]);
        Snapshot.Verify(QMac.Run([.. export, "--json"]).Output.Replace(_folder.PathOf(""), "", StringComparison.Ordinal), "refusals", "json");
    }

    [Fact]
    public void Export_FrontEndAndHeadWithoutIntegers_ProposesWhatStandsBetween()
    {
        OnnxWriter writer = new OnnxWriter().Input("sound", OnnxWriter.Float32, 1, 400).Output("words", OnnxWriter.Float32)
            .Scale("s", 0.5f).ZeroPoint("z", 3).Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [4, 2], 1, 2, 3, 4, 5, 6, 7, 8))
            .Value("spectrum", OnnxWriter.Float32, 1, 4)
            .Node("my.domain::Fourier", ["sound"], ["spectrum"])
            .Node("QuantizeLinear", ["spectrum", "s", "z"], ["codes of a spectrum"])
            .Node("QLinearMatMul", ["codes of a spectrum", "s", "z", "w", "s", "z", "s", "z"], ["logits"])
            .Node("my.domain::Beam", ["logits"], ["words"]);
        string[] export = ["export", "--onnx", Write(writer.ToArray()), "--out", _folder.PathOf("p")];

        Assert.EndsWith(
            $"What can be exported (layers: 1): qmac {string.Join(' ', export)} --input 'codes of a spectrum' --output logits\n",
            QMac.Run(export).Output, StringComparison.Ordinal);
        QMac.Success([.. export, "--input", "codes of a spectrum", "--output", "logits"]);
    }

    [Fact]
    public void Export_TfliteModelWithAHead_ProposesTheRest()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 2], TestModels.Scale(0.5f));
        int y = writer.AddTensor("y", TfliteType.Int8, [1, 2], TestModels.Scale(0.5f));
        int boxes = writer.AddTensor("boxes", TfliteType.Float32, [1, 4]);
        writer.FullyConnected(x, writer.AddInt8("w", [2, 2], [1, 2, 3, 4], TestModels.Scale(0.5f)), TfliteWriter.NoTensor, y);
        writer.AddOperator(32, [y], [boxes], customCode: "TFLite_Detection_PostProcess");
        writer.SetInputs(x);
        writer.SetOutputs(boxes);
        string[] export = ["export", "--tflite", Write(writer.ToArray()), "--out", _folder.PathOf("p")];

        Assert.Equal($"What can be exported (layers: 1): qmac {string.Join(' ', export)} --output y\n", QMac.Run(export).Output);
        QMac.Success([.. export, "--output", "y"]);
    }

    /// <summary>A damaged file whose operator reads what is no tensor, which the model calls an input.</summary>
    [Fact]
    public void Export_PartThatReadsNoTensor_IsRefused()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 2], TestModels.Scale(0.5f));
        int y = writer.AddTensor("y", TfliteType.Int8, [1, 2], TestModels.Scale(0.5f));
        writer.Add(x, 99, y);
        writer.SetInputs(x, 99);
        writer.SetOutputs(y);

        Assert.Contains("99", QMac.Refusal("export", "--tflite", Write(writer.ToArray()), "--input", "x", "--out", _folder.PathOf("p")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("QMAC0101: --output names \"nothing\", which is no value that ", "--output", "nothing")]
    [InlineData("QMAC0101: --input names \"nothing\", which is no value that ", "--input", "nothing")]
    [InlineData("QMAC0101: the --input values do not separate the part from the rest: it also needs \"x\", an input of ", "--input", "q2")]
    [InlineData("QMAC0101: --input names \"q4\", which no output depends on", "--input", "x", "--input", "q4", "--output", "q3")]
    [InlineData("does not say what type \"f1\" has; begin the part at a result of QuantizeLinear", "--input", "f1")]
    [InlineData("QMAC0103: the input \"q1\" has a shape that the file leaves open, of unknown rank; give one, such as --shape q1=1x3x224x224", "--input", "q1")]
    [InlineData("--input needs a value, found \"--output\"", "--input", "--output")]
    public void Export_ImpossibleCut_IsRefused(string expected, params string[] cut) => Assert.Contains(
        expected,
        QMac.Refusal(["export", "--onnx", Write(OnnxTestModels.Network(isReal: true)), "--out", _folder.PathOf("p"), .. cut]), StringComparison.Ordinal);

    [Fact]
    public void Export_ShapeOfACutInput_IsTaken() => QMac.Success(
        "export", "--onnx", Write(OnnxTestModels.Network(isReal: true)), "--input", "q1", "--shape", "q1=1x4x3x5", "--out", _folder.PathOf("p"));

    /// <summary>Runs the whole model, gives the part what the whole computed where it begins, and compares what both have where it ends.</summary>
    private void ComparePart(string format, byte[] model, (string Dumped, string Name) begin, (string Dumped, string Name) end)
    {
        string file = Write(model);
        QMac.Success("export", format, file, "--out", _folder.PathOf("whole"));
        QMac.Success("run", "--pkg", _folder.PathOf("whole"), "--random-input", "--batch", "5", "--dump-tensors", "--out", _folder.PathOf("r"));
        NpzArchive tensors = NpzArchive.ReadFile(_folder.PathOf("r", "tensors.npz"));
        NpyFormat.WriteFile(_folder.PathOf("codes.npy"), tensors[begin.Dumped]);

        QMac.Success("export", format, file, "--input", begin.Name, "--output", end.Name, "--out", _folder.PathOf("part"));
        QMac.Success("run", "--pkg", _folder.PathOf("part"), "--input", _folder.PathOf("codes.npy"), "--out", _folder.PathOf("s"));

        Assert.Equal(tensors[end.Dumped].Data.ToArray(), NpzArchive.ReadFile(_folder.PathOf("s", "outputs.npz"))["output_0"].Data.ToArray());
    }

    private string Write(byte[] model)
    {
        string file = _folder.PathOf("model");
        File.WriteAllBytes(file, model);
        return file;
    }
}
