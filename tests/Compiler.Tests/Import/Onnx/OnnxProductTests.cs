using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared.Onnx;
using static QMacVerify.Compiler.Tests.Import.Onnx.OnnxTestModels;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Products of two computed matrices; <c>OnnxRuntimeTests</c> compares random ones with ONNX Runtime.</summary>
public class OnnxProductTests
{
    private static readonly OnnxAttribute Swap = OnnxAttribute.Ints("perm", 1, 0);

    [Fact]
    public void QLinearMatMul_OfAMatrixAndItsTranspose_IsTheirProductLessBothZeroPoints()
    {
        Network network = OnnxTestModels.Import(Quantized(
            "QLinearMatMul", ["x", "xs", "xz", "t", "xs", "xz", "ys", "yz"], [2, 2], writer => writer.Node("Transpose", ["x"], ["t"], [Swap])));

        // Rows (1, 2) and (3, 4) less 3, times 0.5 * 0.5 / 0.25, and the zero point -4.
        Assert.Equal([5 - 4, -1 - 4, -1 - 4, 1 - 4], Execute(network, Ramp(4, 1)).Values<sbyte>().ToArray());
        MatMul product = Assert.Single(network.Graph.Nodes.OfType<MatMul>());
        Assert.Equal((2, 2, 8L), (product.Taps, product.OutChannels, product.Macs));
        Assert.Equal("y", product.Name);
    }

    [Fact]
    public void MatMulInteger_GivesAccumulators()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 2, 2).Output("y", OnnxWriter.Int32).ZeroPoint("z", 1)
            .Node("MatMulInteger", ["x", "x", "z", "z"], ["y"]);

        // ((0, 1), (2, 3)) squared.
        Assert.Equal([2, 3, 6, 11], Execute(OnnxTestModels.Import(writer), Ramp(4, 1)).Values<int>().ToArray());
    }

    /// <summary>Four axes are no image: the accumulators keep their channels last, by constant weights and by computed ones.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MatMulInteger_OfStacks_KeepsTheOrderOfTheModel(bool isConstant)
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 2, 3, 2).Output("y", OnnxWriter.Int32);
        _ = isConstant
            ? writer.Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [2, 3], 1, 0, 10, 0, 1, 1))
            : writer.Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [1, 2, 2, 3], 1, 0, 10, 0, 1, 1, 1, 0, 10, 0, 1, 1));
        Network network = OnnxTestModels.Import(writer.Node("MatMulInteger", ["x", "w"], ["y"]));
        SampleBatch samples = new(1, [NpyArray.Create<sbyte>([1, 1, 2, 3, 2], Ramp(12, 1))]);

        int[] expected = [.. Enumerable.Range(0, 6).SelectMany(row => new[] { (2 * row) + 1, (2 * row) + 2, (10 * ((2 * row) + 1)) + (2 * row) + 2 })];
        foreach (Func<IModelRunner> create in (Func<IModelRunner>[])
            [() => new ReferenceEngine(network, OperatorAssignment.Exact), CompiledKernels.Of(PlannedNetwork.Of(network, OperatorAssignment.Exact).Plan).Create])
        {
            Assert.Equal(expected, BatchRunner.Run(create, samples)[0].Values<int>().ToArray());
        }
    }

    [Fact]
    public void MatMul_WithoutQuantizeLinear_IsALayerResult() => Assert.Equal(
        [View.OpName, MatMul.OpName, LayerResult.OpName],
        OnnxTestModels.Import(Open(2, 2).Output("p", OnnxWriter.Float32).Node("MatMul", ["r", "r"], ["p"])).Graph.Nodes.Select(node => node.Op));

    /// <summary>As the runtime makes a Gemm of them.</summary>
    [Fact]
    public void MatMulAndAdd_AreOneLayerWithABias()
    {
        Network network = OnnxTestModels.Import(Real("Add", ["p", "c"], [2, 2], writer => writer
            .Initializer(OnnxWriter.Tensor("c", OnnxWriter.Float32, [2], 2f, -1f)).Node("MatMul", ["r", "r"], ["p"])));

        MatMul product = Assert.Single(network.Graph.Nodes.OfType<MatMul>());
        Assert.Equal([8, -4], network.Parameters[product.Bias].Int32.ToArray());
    }

    [Fact]
    public void MatMul_AndAFunction_IsALayerFunction() => Assert.Equal(
        [View.OpName, MatMul.OpName, LayerFunction.OpName],
        OnnxTestModels.Import(Real("Tanh", ["p"], [2, 2], writer => writer.Node("MatMul", ["r", "r"], ["p"]))).Graph.Nodes.Select(node => node.Op));

    [Fact]
    public void MatMul_OfMatricesThatDoNotGoTogether_IsRefused() => Assert.Contains(
        "node 1 (MatMul) multiplies [2, 3] by [2, 3]", Refusal(Real("MatMul", ["r", "r"], [2, 3])), StringComparison.Ordinal);

    [Fact]
    public void MatMul_OfAVector_IsRefused() => Assert.Contains(
        "multiplies [2, 3] by [3], a vector by a matrix that is computed, which is not supported",
        Refusal(Real("MatMul", ["r", "v"], [2, 3], writer => writer
            .Initializer(OnnxWriter.Tensor<long>("n", OnnxWriter.Int64, [1], 3)).Initializer(OnnxWriter.Tensor<long>("i", OnnxWriter.Int64, [], 0))
            .Node("Gather", ["r", "i"], ["v"]))),
        StringComparison.Ordinal);

    [Fact]
    public void MatMul_OfRealNumbersThatNobodyQuantizes_IsRefused() => Assert.Contains(
        "reads the real result of node 1 (Erf)", Refusal(Real("MatMul", ["r", "e"], [2, 2], writer => writer.Node("Erf", ["r"], ["e"]))), StringComparison.Ordinal);

    /// <summary>The real numbers r of an input x.</summary>
    private static OnnxWriter Open(params int[] shape) => new OnnxWriter().Scale("xs", 0.5f).ZeroPoint("xz", 3)
        .Input("x", OnnxWriter.Int8, shape).Node("DequantizeLinear", ["x", "xs", "xz"], ["r"]);
}
