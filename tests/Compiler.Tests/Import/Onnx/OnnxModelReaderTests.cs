using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>What the reader makes of a file before any operator is looked at.</summary>
public sealed class OnnxModelReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NodesOutOfOrder_AreSortedAsTheFileWherePossible()
    {
        OnnxModel model = Read(new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("c")
            .Node("C", ["b", "a"], ["c"])
            .Node("A", ["x"], ["a"])
            .Node("B", ["x"], ["b"]));

        Assert.Equal(["A", "B", "C"], model.Nodes.Select(node => node.Operator));
    }

    [Fact]
    public void Read_NodesInACircle_AreNamed() => Assert.Equal(
        "QMAC0101: nodes wait for each other's results in a circle: node 1 \"left\" (A), node 2 \"right\" (B)",
        Refusal(new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("y")
            .Node("Z", ["x"], ["y"])
            .Node("A", ["r"], ["l"], name: "left")
            .Node("B", ["l"], ["r"], name: "right")));

    [Fact]
    public void Read_ValueFromNowhere_IsNamed() => Assert.Equal(
        "QMAC0101: node 0 (A) reads \"w\", which is no input and no initializer, and which no node computes",
        Refusal(new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("y").Node("A", ["x", "w"], ["y"])));

    [Fact]
    public void Read_OutputFromNowhere_IsNamed() => Assert.Equal(
        "QMAC0101: nothing computes the output \"y\"",
        Refusal(new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("y")));

    [Fact]
    public void Read_ValueWithTwoSources_IsNamed() => Assert.Equal(
        "QMAC0101: node 1 (B) computes \"y\", which has a value already",
        Refusal(new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("y").Node("A", ["x"], ["y"]).Node("B", ["x"], ["y"])));

    [Theory]
    [InlineData(9)]
    [InlineData(26)]
    public void Read_OtherOpset_IsRefused(int opset) => Assert.Equal(
        $"QMAC0102: test.onnx uses opset {opset}, supported are 10 to 25; convert it with onnx.version_converter",
        Refusal(new OnnxWriter { Opset = opset }.Input("x", OnnxWriter.Int8, 1).Output("x")));

    [Theory]
    [InlineData(OnnxWriter.Int8, new long[] { -128, 0, 127 })]
    [InlineData(OnnxWriter.UInt8, new long[] { 0, 128, 255 })]
    [InlineData(OnnxWriter.Int32, new long[] { int.MinValue, 7, int.MaxValue })]
    [InlineData(OnnxWriter.Int64, new long[] { long.MinValue, -1, long.MaxValue })]
    public void Constant_TypedListAndRawData_AreTheSame(int type, long[] values)
    {
        OnnxModel model = Read(new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("x")
            .Initializer(OnnxWriter.TypedTensor("typed", type, [3], values))
            .Initializer(type switch
            {
                OnnxWriter.Int8 => OnnxWriter.Tensor("raw", type, [3], [.. values.Select(value => (sbyte)value)]),
                OnnxWriter.UInt8 => OnnxWriter.Tensor("raw", type, [3], [.. values.Select(value => (byte)value)]),
                OnnxWriter.Int32 => OnnxWriter.Tensor("raw", type, [3], [.. values.Select(value => (int)value)]),
                _ => OnnxWriter.Tensor("raw", type, [3], values),
            }));

        Assert.Equal(model.Constants.Find("raw")!.Data.ToArray(), model.Constants.Find("typed")!.Data.ToArray());
        Assert.Null(model.Constants.Find("x"));
    }

    [Fact]
    public void Constant_CodeOutOfRange_IsNamed() => Assert.Equal(
        "QMAC0101: constant \"w\" has the value 128, expected -128 to 127",
        ConstantRefusal(OnnxWriter.TypedTensor("w", OnnxWriter.Int8, [1], 128)));

    [Theory]
    [InlineData(22, "int4")]
    [InlineData(5, "int16")]
    [InlineData(99, "of unknown type 99")]
    public void Constant_OtherType_IsNamed(int type, string name) => Assert.Equal(
        $"QMAC0101: constant \"w\" is {name}, which is not supported; codes must have 8 bits, and real numbers 32",
        ConstantRefusal(OnnxWriter.Tensor<byte>("w", type, [1], 1)));

    [Fact]
    public void Constant_TooFewValues_IsRefused() => Assert.Equal(
        "QMAC0103: constant \"w\" has 2 bytes of values, expected 6 for int8 [2, 3]",
        ConstantRefusal(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [2, 3], 1, 2)));

    [Fact]
    public void Constant_HugeShape_IsRefused() => Assert.Contains(
        "may have at most 268435456 elements",
        ConstantRefusal(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [65536, 65536, 65536, 65536])),
        StringComparison.Ordinal);

    [Fact]
    public void ExternalData_InTheFolder_IsRead()
    {
        Directory.CreateDirectory(_folder.PathOf("weights"));
        File.WriteAllBytes(_folder.PathOf("weights/w.bin"), [9, 1, 2, 3, 9]);

        OnnxModel model = Read(WithConstant(OnnxWriter.ExternalTensor("w", OnnxWriter.Int8, [3], "weights/w.bin", offset: 1, length: 3)));

        Assert.Equal([1, 2, 3], model.Constants.Find("w")!.Data.ToArray());
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("weights/../../secret.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("C:\\secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("./secret.bin")]
    [InlineData("a//b")]
    [InlineData("a\0b")]
    [InlineData("")]
    public void ExternalData_OutsideTheFolder_IsRefused(string location) => Assert.Contains(
        "external values must lie in the folder of the model",
        ConstantRefusal(OnnxWriter.ExternalTensor("w", OnnxWriter.Int8, [3], location)),
        StringComparison.Ordinal);

    [Fact]
    public void ExternalData_ThroughALink_IsRefused()
    {
        using TemporaryFolder elsewhere = new();
        File.WriteAllBytes(elsewhere.PathOf("w.bin"), [1, 2, 3]);
        File.CreateSymbolicLink(_folder.PathOf("file.bin"), elsewhere.PathOf("w.bin"));
        Directory.CreateSymbolicLink(_folder.PathOf("folder"), elsewhere.PathOf("."));

        foreach (string location in (string[])["file.bin", "folder/w.bin"])
        {
            Assert.Contains(
                "which leads through a link", ConstantRefusal(OnnxWriter.ExternalTensor("w", OnnxWriter.Int8, [3], location)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("missing.bin", 0, 3)]
    [InlineData("w.bin", 1, 3)]
    [InlineData("w.bin", 0, 2)]
    [InlineData("w.bin", -1, 3)]
    [InlineData("w.bin", long.MaxValue, 3)]
    [InlineData(".", 0, 3)]
    public void ExternalData_NotThere_IsRefused(string location, long offset, long length)
    {
        File.WriteAllBytes(_folder.PathOf("w.bin"), [1, 2, 3]);

        Assert.StartsWith(
            "QMAC0101: constant \"w\" has ", ConstantRefusal(OnnxWriter.ExternalTensor("w", OnnxWriter.Int8, [3], location, offset, length)), StringComparison.Ordinal);
    }

    /// <summary>Constants are read when they are asked for: two of one file must be of one content.</summary>
    [Fact]
    public void ExternalData_WrittenBetweenTwoConstants_IsRefused()
    {
        File.WriteAllBytes(_folder.PathOf("w.bin"), [1, 2]);
        File.SetLastWriteTimeUtc(_folder.PathOf("w.bin"), DateTime.UnixEpoch);
        OnnxModel model = Read(WithConstant(OnnxWriter.ExternalTensor("a", OnnxWriter.Int8, [1], "w.bin"))
            .Initializer(OnnxWriter.ExternalTensor("b", OnnxWriter.Int8, [1], "w.bin", offset: 1)));
        Assert.Equal([1], model.Constants.Find("a")!.Data.ToArray());

        File.WriteAllBytes(_folder.PathOf("w.bin"), [3, 4]);

        Assert.Equal(
            "QMAC0101: constant \"b\" has its values in \"w.bin\", which changed while it was read; export again when it is whole",
            Assert.Throws<DiagnosticException>(() => model.Constants.Find("b")).Message);
    }

    [Fact]
    public void Read_ManyEmptyMessages_IsRefusedBeforeTheyTakeMemory()
    {
        // Empty nodes: two bytes each in the file.
        byte[] nodes = [.. Enumerable.Repeat<byte[]>([0x0a, 0x00], 1_000_001).SelectMany(node => node)];
        byte[] file = new ProtobufWriter().Bytes(7, nodes).ToArray();

        Assert.Contains("this is no network", Assert.Throws<InvalidModelException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongTypedList_IsRefusedBeforeItTakesMemory()
    {
        byte[] file = new ProtobufWriter().Message(7, new ProtobufWriter().Message(5, new ProtobufWriter().Bytes(7, new byte[17 << 20]))).ToArray();

        Assert.Contains("as raw data", Assert.Throws<InvalidModelException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0], "it has no graph")]
    [InlineData(new byte[] { 0x3a, 0x7f }, "or damaged")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff }, "or damaged")]
    public void Read_NoModel_SaysSo(byte[] file, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => Read(file)).Message, StringComparison.Ordinal);

    private static OnnxWriter WithConstant(ProtobufWriter tensor) =>
        new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("x").Initializer(tensor);

    private string ConstantRefusal(ProtobufWriter tensor)
    {
        OnnxModel model = Read(WithConstant(tensor));
        return Assert.Throws<DiagnosticException>(() => model.Constants.Find("w")).Message;
    }

    private string Refusal(OnnxWriter writer) => Assert.Throws<DiagnosticException>(() => Read(writer)).Message;

    private OnnxModel Read(OnnxWriter writer) => Read(writer.ToArray());

    private OnnxModel Read(byte[] file) => OnnxModelReader.Read(file, "test.onnx", _folder.PathOf(""));
}
