using System.Globalization;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Reading;

public sealed class ParameterTextFormatTests
{
    private static readonly TensorInfo Weights = Constant(5, ElementType.Int8, 2, 3);
    private static readonly TensorInfo Bias = Constant(12, ElementType.Int32, 2);

    [Fact]
    public void Write_TwoArrays_ReadsWell() => Assert.Equal(
        """
        qmac.params/1
        t005 int8 2,3
        AAECA/7/
        t012 int32 2
        AQAAAP////8=

        """,
        ParameterTextFormat.Write(TwoArrays()));

    [Theory]
    [InlineData("\n", "\r\n")]
    [InlineData("AAECA/7/", "AAEC\nA/7/")]
    [InlineData("AAECA/7/", "AAECA/7/\n")]
    public void Read_OtherLineBreaks_GiveTheSameArrays(string old, string replacement)
    {
        string text = ParameterTextFormat.Write(TwoArrays()).Replace(old, replacement, StringComparison.Ordinal);
        ParameterSet read = ParameterTextFormat.Read(new TextFile("p", text), [Weights, Bias]);

        Assert.Equal(TwoArrays()[5].Data, read[5].Data);
        Assert.Equal(TwoArrays()[12].Data, read[12].Data);
    }

    [Fact]
    public void Read_WrittenModels_GivesEveryArrayBack()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Network network = TinyGraphs.Network(seed);
            ParameterSet read = ParameterTextFormat.Read(
                new TextFile("p", ParameterTextFormat.Write(network.Parameters)), network.Graph.Tensors.Where(tensor => tensor.IsConstant));

            Assert.Equal(network.Parameters.Tensors, read.Tensors);
            Assert.All(read.Tensors, tensor => Assert.Equal(network.Parameters[tensor].Sha256, read[tensor].Sha256));
        }
    }

    [Theory]
    [InlineData("qmac.params/1", "qmac.params/2", 1, "found \"qmac.params/2\", written by a newer qmac: this one reads up to /1; update qmac")]
    [InlineData("t012 int32 2", "t013 int32 2", 4, "\"t013\" is not a constant of the graph")]
    [InlineData("t012 int32 2", "t012", 2, "t005 is \"int8 2,3\" with 17 bytes, but the graph has int8 [2, 3]")]
    [InlineData("int8 2,3", "int8 3,2", 2, "t005 is \"int8 3,2\" with 6 bytes, but the graph has int8 [2, 3]")]
    [InlineData("int32 2", "float32 2", 4, "t012 is \"float32 2\" with 8 bytes, but the graph has int32 [2]")]
    [InlineData("AAECA/7/", "AAECA/7/AAEC", 2, "t005 is \"int8 2,3\" with 9 bytes, but the graph has int8 [2, 3]")]
    [InlineData("AAECA/7/", "AAEC", 2, "t005 is \"int8 2,3\" with 3 bytes, but the graph has int8 [2, 3]")]
    [InlineData("AAECA/7/", "AAECA/7", 2, "the lines that follow are not base64")]
    [InlineData("AAECA/7/", "AAEC*/7/", 2, "the lines that follow are not base64")]
    [InlineData("t012 int32 2\nAQAAAP////8=\n", "", 1, "t012 (\"constant_12\") is missing")]
    [InlineData("t012 int32 2\nAQAAAP////8=\n", "t005 int8 2,3\nAAECA/7/\n", 4, "t005 occurs twice")]
    public void Read_Malformed_SaysWhere(string old, string replacement, int line, string message)
    {
        string text = ParameterTextFormat.Write(TwoArrays()).Replace(old, replacement, StringComparison.Ordinal);
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => ParameterTextFormat.Read(new TextFile("p", text), [Weights, Bias]));

        Assert.Equal(Descriptors.ParameterTextInvalid, e.Diagnostic.Descriptor);
        Assert.Equal(new FilePosition("p", line, 1), e.Diagnostic.Position);
        Assert.Equal(message + "; run 'qmac pack' on the package", e.Diagnostic.Message);
    }

    private static ParameterSet TwoArrays() => new(new Dictionary<int, ParameterArray>
    {
        [12] = new(ElementType.Int32, Bias.Shape, [1, 0, 0, 0, 255, 255, 255, 255]),
        [5] = new(ElementType.Int8, Weights.Shape, [0, 1, 2, 3, 254, 255]),
    });

    private static TensorInfo Constant(int index, ElementType type, params int[] shape) => new(
        index, "constant_" + index.ToString(CultureInfo.InvariantCulture), type, new EquatableArray<int>(shape), TensorLayout.Any, true, null);
}
