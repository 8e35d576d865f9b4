using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Tests.Shared.Onnx;
using static QMacVerify.Compiler.Tests.Import.Onnx.OnnxTestModels;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Operators one by one, with numbers that fit on a line: x has scale 0.5 and zero point 3, y scale 0.25 and zero point -4.</summary>
public class OnnxOperatorTests
{
    private static readonly string[] InOut = ["x", "xs", "xz", "ys", "yz"];

    [Fact]
    public void LeakyRelu_IsATable()
    {
        // 3.5 -> 14 - 4; -1.5 * 0.5 / 0.25 = -3 -> -7; saturated.
        sbyte[] expected = [10, -7, 127];
        OnnxAttribute slope = OnnxAttribute.Float("alpha", 0.5f);

        Assert.Equal(expected, Execute(Quantized("com.microsoft::QLinearLeakyRelu", InOut, [1, 3], null, slope), 10, 0, 120));
        Assert.Equal(expected, Execute(Real("LeakyRelu", ["r"], [1, 3], null, slope), 10, 0, 120));
    }

    [Fact]
    public void Sigmoid_IsATable()
    {
        // sigmoid(0) = 0.5 -> 2 - 4; sigmoid(62) = 1 -> 0; sigmoid(-65) = 0 -> -4.
        Assert.Equal([-2, 0, -4], Execute(Quantized("com.microsoft::QLinearSigmoid", InOut, [1, 3]), 3, 127, -128));
        Assert.Equal([-2, 0, -4], Execute(Real("Sigmoid", ["r"], [1, 3]), 3, 127, -128));
    }

    [Fact]
    public void Relu_OfRealNumbers_ClampsAtTheZeroPoint()
    {
        Assert.Equal([-4, 10], Execute(Real("Relu", ["r"], [1, 2]), 0, 10));
        Assert.Equal([-4, 10, 2], Execute(Real("Clip", ["r", "low", "high"], [1, 3], w => w.Scale("low", 0).Scale("high", 3.5f)), 0, 100, 6));
    }

    [Fact]
    public void Relu_OfCodes_ClampsTheCodes()
    {
        OnnxWriter relu = new OnnxWriter { Opset = 14 }.Input("x", OnnxWriter.Int8, 1, 3).Output("y").Node("Relu", ["x"], ["y"]);
        OnnxWriter clip = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 3).Output("y").ZeroPoint("low", -2).ZeroPoint("high", 7).Node("Clip", ["x", "low", "high"], ["y"]);

        Assert.Equal([0, 0, 9], Execute(relu, -5, 0, 9));
        Assert.Equal([-2, 0, 7], Execute(clip, -5, 0, 9));
    }

    /// <summary>A Relu and a Clip on the way clamp the integer operator: [0, 6] is [-4, 20].</summary>
    [Fact]
    public void Conv_WithReluAndClip_ClampsItsCodes()
    {
        OnnxWriter writer = Real("Clip", ["c", "low", "high"], [1, 1, 1, 3], w => w
            .Scale("low", -100).Scale("high", 6).Scale("ws", 1)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [1, 1, 1, 1], 1))
            .Node("DequantizeLinear", ["w", "ws"], ["wr"]).Node("Conv", ["r", "wr"], ["f"]).Node("Relu", ["f"], ["c"]));

        Conv2D conv = Assert.IsType<Conv2D>(Assert.Single(OnnxTestModels.Import(writer).Graph.Nodes, node => node is Conv2D));
        Assert.Equal((-4, 20), (conv.Requantization.Clamp.Lower, conv.Requantization.Clamp.Upper));
        Assert.Equal([-4, 8, 20], Execute(writer, 0, 9, 100));
    }

    /// <summary>A real bias becomes int32: rne(1.25 / (0.5 * 1)) = 2, ties to even.</summary>
    [Fact]
    public void Conv_RealBias_IsRounded()
    {
        OnnxWriter writer = Real("Conv", ["r", "wr", "b"], [1, 1, 1, 2], w => w.Scale("ws", 1)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [1, 1, 1, 1], 1)).Initializer(OnnxWriter.Tensor("b", OnnxWriter.Float32, [1], 1.25f))
            .Node("DequantizeLinear", ["w", "ws"], ["wr"]));

        Assert.Equal([0, 2], Execute(writer, 3, 4));
    }

    /// <summary>Weights that the file has as real numbers with a QuantizeLinear: folded, ties to even.</summary>
    [Fact]
    public void Conv_WeightsThroughQuantizeLinear_AreFolded()
    {
        OnnxWriter writer = Real("Conv", ["r", "wr"], [1, 1, 1, 1], w => w.Scale("ws", 0.5f).ZeroPoint("wz", 0)
            .Initializer(OnnxWriter.Tensor("w", OnnxWriter.Float32, [1, 1, 1, 1], 1.25f))
            .Node("QuantizeLinear", ["w", "ws", "wz"], ["wq"]).Node("DequantizeLinear", ["wq", "ws", "wz"], ["wr"]));

        Network network = OnnxTestModels.Import(writer);
        Assert.Equal(2, network.Parameters[network.Graph.MacNodes.Single().Weights].Int8[0]);
    }

    [Fact]
    public void MatMul_RowsAndColumns_AreThoseOfTheModel()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 2, 1, 3).Output("y").Scale("s", 1).ZeroPoint("z", 0)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [3, 2], 1, 0, 0, 1, 10, 0))
            .Node("QLinearMatMul", ["x", "s", "z", "w", "s", "z", "s", "z"], ["y"]);

        Network network = OnnxTestModels.Import(writer);
        Assert.Equal([2, 1, 2], network.Graph.Tensor(network.Graph.Outputs[0]).Shape);
        Assert.Equal([31, 2, 64, 5], Execute(network, Ramp(6, 1)).Values<sbyte>().ToArray());
    }

    [Fact]
    public void ConvInteger_GivesAccumulatorsChannelsFirst()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 1, 2, 2).Output("y", OnnxWriter.Int32).ZeroPoint("xz", 1)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [2, 1, 1, 1], 100, -100)).Node("ConvInteger", ["x", "w", "xz"], ["y"]);

        Assert.Equal([0, 100, 200, 300, 0, -100, -200, -300], Execute(OnnxTestModels.Import(writer), Ramp(4, 1)).Values<int>().ToArray());
    }

    [Fact]
    public void QuantizeAndDequantize_AtTheBoundary_TakeAndGiveRealNumbers()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Float32, 1, 4).Output("y", OnnxWriter.Float32).Scale("s", 0.5f).UnsignedZeroPoint("z", 128)
            .Node("QuantizeLinear", ["x", "s", "z"], ["q"]).Node("DequantizeLinear", ["q", "s", "z"], ["y"]);

        Assert.Equal([0f, 1f, 63.5f, -64f], Execute(OnnxTestModels.Import(writer), [0.25f, 0.75f, 1000f, -1000f]).Values<float>().ToArray());
    }

    [Fact]
    public void QuantizeLinear_OfOtherScale_IsATable()
    {
        Assert.Equal([10, -10, 127], Execute(Real("Identity", ["r"], [1, 3]), 10, 0, 100));
    }

    /// <summary>A mean of 0.5 at zero point 7: 7.5 is rounded to 8, but 0.5 to 0 where the window is the whole image.</summary>
    [Theory]
    [InlineData(2, new sbyte[] { 7 })]
    [InlineData(4, new sbyte[] { 8, 8 })]
    public void AveragePool_WindowOfTheWholeImage_RoundsAsGlobalPoolingDoes(int width, sbyte[] expected)
    {
        OnnxAttribute[] window = [OnnxAttribute.Ints("kernel_shape", 1, 2), OnnxAttribute.Ints("strides", 1, 2)];
        OnnxWriter Writer() => new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 1, 1, width).Output("y").Scale("s", 1).ZeroPoint("z", 7);
        sbyte[] input = [.. Enumerable.Range(0, width).Select(x => (sbyte)(7 + (x % 2)))];

        Assert.Equal(expected, Execute(Writer().Node("com.microsoft::QLinearAveragePool", ["x", "s", "z", "s", "z"], ["y"], window), input));
        Assert.Equal(expected, Execute(
            Writer().Node("DequantizeLinear", ["x", "s", "z"], ["r"]).Node("AveragePool", ["r"], ["t"], window).Node("QuantizeLinear", ["t", "s", "z"], ["y"]), input));
    }

    [Fact]
    public void MaxPool_CeilMode_DropsAWindowInThePadding()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 1, 1, 5).Output("y").Node(
            "MaxPool", ["x"], ["y"],
            [OnnxAttribute.Ints("kernel_shape", 1, 1), OnnxAttribute.Ints("strides", 1, 3), OnnxAttribute.Ints("pads", 0, 0, 0, 1), OnnxAttribute.Int("ceil_mode", 1)]);

        Assert.Equal([20, 23], Execute(writer, Ramp(5, 20)));
    }
}
