using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Import;

public class BuiltInModelsTests
{
    [Fact]
    public void Open_CnnSmall_ImportsAsTheDocumentedNetwork()
    {
        QuantizedGraph graph = TfliteImporter.Import(BuiltInModels.Open("cnn_small"), "cnn_small", "cnn_small").Graph;

        string[] layers = ["conv2d", "conv2d", "depthwise_conv2d", "conv2d", "add", "average_pool2d", "fully_connected"];
        Assert.Equal(layers, graph.Nodes.Select(node => node.Op).Where(op => op is not ("reshape" or "softmax")));
        Assert.Equal([1, 28, 28, 1], graph.Tensor(graph.Inputs[0]).Shape);
        Assert.Equal(10, graph.Tensor(graph.Outputs[0]).ElementCount);
    }

    [Fact]
    public void Open_UnknownName_ListsTheKnownOnes()
    {
        InputException e = Assert.Throws<InputException>(() => BuiltInModels.Open("cnn\nbig"));

        Assert.Equal("There is no built-in model \"cnn\\u000abig\"; built in: cnn_small; import others with --tflite FILE", e.Message);
    }
}
