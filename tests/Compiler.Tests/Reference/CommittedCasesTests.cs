using QMacVerify.Compiler.Tests.Import.Onnx;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>A bare clone holds, for every operation, outputs that none of our engines made.</summary>
public class CommittedCasesTests
{
    /// <summary>No case of the suites ends in them; their outputs stand below.</summary>
    private static readonly string[] ByHand = [LayerResult.OpName, LookupReal.OpName, ReduceMax.OpName, ReduceMin.OpName, SoftmaxReal.OpName];

    [Fact]
    public void CommittedCases_OfBothFormats_HoldEveryOperation()
    {
        string fixtures = RepositoryFiles.PathOf("tests", "fixtures");
        IEnumerable<ConformanceCase> cases = Directory.GetDirectories(Path.Combine(fixtures, "conformance_tflite"))
            .SelectMany(folder => TfliteConformanceTests.Cases(folder, Path.GetFileName(folder)))
            .Concat(LiteRtTests.CommittedCases())
            .Concat(OnnxConformanceTests.Cases(Path.Combine(fixtures, "conformance_onnx")));

        Assert.Equal(
            OpTable.Names.Except(ByHand).Order(StringComparer.Ordinal),
            cases.SelectMany(test => test.Model.Graph.Nodes).Select(node => node.Op).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(82, ReduceMax.OpName, new sbyte[] { 3, 5, 127 })]
    [InlineData(89, ReduceMin.OpName, new sbyte[] { -128, 5, -9 })]
    public void BothEngines_Extremes_AreThoseOfEachColumn(int code, string operation, sbyte[] expected)
    {
        byte[] file = TestModels.OneOperator(([1, 2, 3], TestModels.Scale(1)), ([1, 3], TestModels.Scale(1)), (writer, x, y) =>
            writer.AddOperator(code, [x, writer.AddInt32("axes", [1], [1])], [y], 27, new FlatTable()));
        Network network = TestModels.ImportModel(file);

        Assert.Equal(operation, Assert.Single(network.Graph.Nodes).Op);
        ConformanceCase.AssertBothEnginesGiveTheOutputs([new(
            operation, network, [NpyArray.Create<sbyte>([1, 2, 3], [-128, 5, 127, 3, 5, -9])], [NpyArray.Create<sbyte>([1, 3], expected)])]);
    }

    [Fact]
    public void BothEngines_RealResult_IsTheSumTimesItsScales()
    {
        Network network = OnnxTestModels.Import(new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 2).Output("y", OnnxWriter.Float32).Scale("xs", 0.5f).Scale("ws", 0.25f)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [2, 1], 1, 4))
            .Node("DequantizeLinear", ["x", "xs"], ["r"]).Node("DequantizeLinear", ["w", "ws"], ["wr"]).Node("MatMul", ["r", "wr"], ["y"]));

        Assert.Contains(network.Graph.Nodes, node => node.Op == LayerResult.OpName);
        ConformanceCase.AssertBothEnginesGiveTheOutputs([new(
            LayerResult.OpName, network, [NpyArray.Create<sbyte>([1, 2], [2, -3])], [NpyArray.Create<float>([1, 1], [((2 * 1) + (-3 * 4)) * 0.5f * 0.25f])])]);
    }

    [Fact]
    public void BothEngines_RealFunctionsOfCodes_AreThoseNumbers()
    {
        Network network = OnnxTestModels.Import(new OnnxWriter().Input("x", OnnxWriter.Int8, 2, 2).Output("y", OnnxWriter.Float32).Output("z", OnnxWriter.Float32).Scale("xs", 0.5f)
            .Node("DequantizeLinear", ["x", "xs"], ["r"]).Node("Abs", ["r"], ["y"]).Node("Softmax", ["r"], ["z"]));

        Assert.Equal([LookupReal.OpName, SoftmaxReal.OpName], network.Graph.Nodes.Select(node => node.Op));
        ConformanceCase.AssertBothEnginesGiveTheOutputs([new(
            LookupReal.OpName, network, [NpyArray.Create<sbyte>([2, 2], [-3, -3, 127, -128])],
            [NpyArray.Create<float>([2, 2], [1.5f, 1.5f, 63.5f, 64]), NpyArray.Create<float>([2, 2], [0.5f, 0.5f, 1, 0])])]);
    }
}
