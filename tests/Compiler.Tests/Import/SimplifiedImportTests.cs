using QMacVerify.Compiler.Tests.Import.Onnx;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Compiler.Tests.Import;

/// <summary>Both importers end with the passes.</summary>
public class SimplifiedImportTests
{
    [Fact]
    public void Tflite_ConstantsJoinedAndAResultNobodyReads_KeepsTheAdditionOnly()
    {
        TfliteWriter writer = new();
        TfliteQuantization plain = TestModels.Scale(0.5f, 3);
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 4], plain);
        int joined = writer.AddTensor("joined", TfliteType.Int8, [1, 4], plain);
        int sum = writer.AddTensor("sum", TfliteType.Int8, [1, 4], plain);
        int unread = writer.AddTensor("unread", TfliteType.Int8, [1, 4], plain);
        int[] parts = [writer.AddInt8("left", [1, 2], [-7, 90], plain), writer.AddInt8("right", [1, 2], [1, -128], plain)];
        writer.AddOperator(2, parts, [joined], 10, new FlatTable().Int32(0, 1));
        writer.Add(x, joined, sum);
        writer.AddOperator(19, [sum], [unread]);
        writer.SetInputs(x);
        writer.SetOutputs(sum);

        Network network = TestModels.ImportModel(writer.ToArray());

        Assert.IsType<Add>(Assert.Single(network.Graph.Nodes));
        Assert.Equal([x, joined, sum], network.Graph.Tensors.Select(tensor => tensor.Index));
        Assert.Equal([-7, 90, 1, -128], network.Parameters[joined].Int8.ToArray());
        Assert.Equal(network.Graph, network.Reread().Graph);
    }

    [Fact]
    public void Onnx_ResultNobodyReads_KeepsWhatTheOutputNeeds()
    {
        OnnxWriter writer = OnnxTestModels.Quantized("com.microsoft::QLinearSigmoid", ["x", "xs", "xz", "ys", "yz"], [1, 3])
            .Node("com.microsoft::QLinearSigmoid", ["y", "ys", "yz", "xs", "xz"], ["unread"]);

        Network network = OnnxTestModels.Import(writer);

        GraphNode node = Assert.Single(network.Graph.Nodes);
        Assert.Equal(network.Graph.Outputs, [node.Output]);
        Assert.Equal(3, network.Graph.Tensors.Count);
    }
}
