using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

public class HostileNamesTests
{
    [Theory]
    [InlineData("\"quoted\"")]
    [InlineData("a\nb")]
    [InlineData("*/ }")]
    [InlineData("../../etc/passwd")]
    [InlineData("\u2028\u0000\u007f")]
    [InlineData("\ud83d\ude00")]
    [InlineData("")]
    public void Import_AnyTensorName_IsKeptAndNamesNoNode(string name)
    {
        Network network = ImportModel(OneOperator(([1, 4], Scale(1)), ([1, 4], Scale(1)), (writer, x, y) => writer.Reshape(x, y), name));

        Assert.Equal(name, network.Graph.Tensor(1).Name);
        Assert.Equal("reshape_0", Assert.Single(network.Graph.Nodes).Name);
        Assert.Equal(network.Graph, network.Reread().Graph);
    }

    [Fact]
    public void Import_NameThatIsNotUtf8_IsKeptWithReplacements()
    {
        byte[] file = OneOperator(([1, 4], Scale(1)), ([1, 4], Scale(1)), (writer, x, y) => writer.Reshape(x, y), "abcdef");
        file[file.AsSpan().IndexOf("abcdef"u8)] = 0xff;

        Network network = ImportModel(file);

        Assert.Equal("\ufffdbcdef", network.Graph.Tensor(1).Name);
        Assert.Equal(network.Graph, network.Reread().Graph);
    }

    [Fact]
    public void Import_TensorsOfOneName_GiveNodesOfTheirIndex()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("same", TfliteType.Int8, [1, 4], Scale(1));
        int y = writer.AddTensor("same", TfliteType.Int8, [1, 4], Scale(1));
        int z = writer.AddTensor("same", TfliteType.Int8, [4], Scale(1));
        int unused = writer.AddTensor("unused", TfliteType.Float32, [-1]);
        writer.Reshape(x, y);
        writer.Reshape(y, z);
        writer.SetInputs(x);
        writer.SetOutputs(y, z);

        QuantizedGraph graph = ImportModel(writer.ToArray()).Graph;

        Assert.Equal(["reshape_0", "reshape_1"], graph.Nodes.Select(node => node.Name));
        Assert.DoesNotContain(unused, graph.Tensors.Select(tensor => tensor.Index));
        Assert.Equal([y, z], graph.Outputs);
    }
}
