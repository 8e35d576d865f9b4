using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Tests.Shared.Onnx;
using static QMacVerify.Compiler.Tests.Import.Onnx.OnnxTestModels;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>What exporters write around the operators, and what is left of it: x has scale 0.5 and zero point 3, y scale 0.25 and zero point -4.</summary>
public class OnnxSimplificationTests
{
    /// <summary>A shape that is computed from that of the input, as traced models do.</summary>
    [Fact]
    public void Reshape_ByShapeArithmetic_IsAReshape()
    {
        OnnxWriter writer = new OnnxWriter { Opset = 15 }.Input("x", OnnxWriter.Int8, 1, 2, 3, 2).Output("y")
            .Initializer(OnnxWriter.Tensor<long>("one", OnnxWriter.Int64, [], 1)).Initializer(OnnxWriter.Tensor<long>("zero", OnnxWriter.Int64, [1], 0))
            .Node("Shape", ["x"], ["shape"]).Node("Gather", ["shape", "one"], ["channels"]).Node("Shape", ["x"], ["space"], [OnnxAttribute.Int("start", -2)])
            .Node("Unsqueeze", ["channels", "zero"], ["list"]).Node("ReduceProd", ["space"], ["pixels"]).Node("Mul", ["list", "pixels"], ["all"])
            .Node("Cast", ["all"], ["cast"], [OnnxAttribute.Int("to", OnnxWriter.Int64)]).Node("Concat", ["list", "cast"], ["wrong"], [OnnxAttribute.Int("axis", 0)])
            .Node("Slice", ["wrong", "one1", "two1"], ["target"]).Initializer(OnnxWriter.Tensor<long>("one1", OnnxWriter.Int64, [1], 1))
            .Initializer(OnnxWriter.Tensor<long>("two1", OnnxWriter.Int64, [1], 2)).Node("Reshape", ["x", "target"], ["y"]);

        Network network = OnnxTestModels.Import(writer);
        Assert.Equal([12], network.Graph.Tensors[network.Graph.Outputs[0]].Shape);
        Assert.IsType<Reshape>(Assert.Single(network.Graph.Nodes));
    }

    [Theory]
    [InlineData("Add", new[] { 3f, 4f }, new[] { 1f }, new[] { 4f, 5f })]
    [InlineData("Sub", new[] { 3f, 4f }, new[] { 1f, 2f }, new[] { 2f, 2f })]
    [InlineData("Mul", new[] { 3f, 4f }, new[] { 0.5f }, new[] { 1.5f, 2f })]
    [InlineData("Div", new[] { 3f, 4f }, new[] { 2f }, new[] { 1.5f, 2f })]
    [InlineData("Pow", new[] { 3f, 4f }, new[] { 2f }, new[] { 9f, 16f })]
    [InlineData("Max", new[] { 3f, -4f }, new[] { 0f }, new[] { 3f, 0f })]
    [InlineData("Min", new[] { 3f, -4f }, new[] { 0f }, new[] { 0f, -4f })]
    public void Constants_AreFolded(string op, float[] first, float[] second, float[] expected)
    {
        // The codes of the folded constant are added to 0: scale 0.5 in, 0.25 out, zero point -4.
        OnnxWriter writer = Real("Add", ["r", "k"], [1, 2], w => w
            .Initializer(OnnxWriter.Tensor("a", OnnxWriter.Float32, [2], first)).Initializer(OnnxWriter.Tensor("b", OnnxWriter.Float32, [second.Length], second))
            .Node(op, ["a", "b"], ["f"]).Node("QuantizeLinear", ["f", "ys", "yz"], ["q"]).Node("DequantizeLinear", ["q", "ys", "yz"], ["k"]));
        Assert.Equal([.. expected.Select(value => (sbyte)((value / 0.25f) - 4))], Execute(writer, 3, 3));
    }

    /// <summary>A chain of functions with one varying input is one table.</summary>
    [Fact]
    public void Island_IsOneTable()
    {
        OnnxWriter writer = Real("Mul", ["r", "h"], [1, 3], w => w.Scale("three", 3).Scale("sixth", 1 / 6f).Scale("low", 0).Scale("high", 6)
            .Node("Add", ["three", "r"], ["a"]).Node("Clip", ["a", "low", "high"], ["c"]).Node("Mul", ["c", "sixth"], ["h"]));

        Lookup table = Assert.IsType<Lookup>(Assert.Single(OnnxTestModels.Import(writer).Graph.Nodes));
        Assert.Equal("mul", table.Function);

        // Hard swish of -1.5, 0 and 5: -0.375, 0 and 5, in steps of 0.25 from -4 on; half a step goes to even.
        Assert.Equal([-6, -4, 16], Execute(writer, 0, 3, 13));
    }

    [Theory]
    [InlineData("Tanh", new[] { -8, -4, 0 })]
    [InlineData("Abs", new[] { 127, -4, 18 })]
    [InlineData("Neg", new[] { 127, -4, -26 })]
    [InlineData("Erf", new[] { -8, -4, 0 })]
    [InlineData("Elu", new[] { -8, -4, 18 })]
    [InlineData("HardSigmoid", new[] { -4, -2, 0 })]
    [InlineData("HardSwish", new[] { -4, -4, 18 })]
    [InlineData("Gelu", new[] { -4, -4, 18 })]
    [InlineData("Exp", new[] { -4, 0, 127 })]
    public void Function_OfRealNumbers_IsATable(string op, int[] expected)
    {
        // -65.5, 0 and 5.5.
        OnnxWriter writer = Real(op, ["r"], [1, 3]);
        Assert.Equal([.. expected.Select(code => (sbyte)code)], Execute(writer, -128, 3, 14));
    }

    /// <summary>Two QuantizeLinear that make the same codes share the layer; another scale makes another one.</summary>
    [Fact]
    public void Conv_WithThreeQuantizeLinear_IsTwoLayers()
    {
        OnnxWriter writer = new OnnxWriter().Scale("xs", 0.5f).ZeroPoint("xz", 3).Scale("ys", 0.25f).ZeroPoint("yz", -4).Scale("ws", 1)
            .Input("x", OnnxWriter.Int8, 1, 1, 1, 2).Output("y").Output("z").Output("o")
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [1, 1, 1, 1], 1))
            .Node("DequantizeLinear", ["x", "xs", "xz"], ["r"]).Node("DequantizeLinear", ["w", "ws"], ["wr"]).Node("Conv", ["r", "wr"], ["c"])
            .Node("QuantizeLinear", ["c", "ys", "yz"], ["y"]).Node("QuantizeLinear", ["c", "ys", "yz"], ["z"]).Node("QuantizeLinear", ["c", "xs", "xz"], ["o"]);

        Network network = OnnxTestModels.Import(writer);
        Assert.Equal(2, network.Graph.Nodes.Count(node => node is Conv2D));
        Assert.Equal([0, 10], Execute(writer, 5, 10));
    }

    /// <summary>Weights that the file has in another order, or clipped, or with another shape.</summary>
    [Fact]
    public void Weights_ThroughConstantOperators_AreWeights()
    {
        OnnxWriter writer = Real("Conv", ["r", "wr"], [1, 2, 1, 1], w => w.Scale("ws", 1, 2, 4).ZeroPoint("low", -2).ZeroPoint("high", 2)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [2, 3], 1, 2, 3, -4, 5, 0)).Initializer(OnnxWriter.Tensor<long>("shape", OnnxWriter.Int64, [4], 3, 2, 1, 1))
            .Node("Clip", ["w", "low", "high"], ["c"]).Node("DequantizeLinear", ["c", "ws"], ["d"], [OnnxAttribute.Int("axis", 1)])
            .Node("Transpose", ["d"], ["t"], [OnnxAttribute.Ints("perm", 1, 0)]).Node("Reshape", ["t", "shape"], ["wr"]));

        // Inputs 1 and 0.5 real: [1 * 1 - 2 * 0.5, (2 + 2 * 0.5) * 2, (2 + 0) * 4] in steps of 0.25 from -4 on.
        Assert.Equal([-4, 20, 28], Execute(writer, 5, 4));
    }

    /// <summary>Max of real numbers with codes of two scales: both are brought to the scale of the result.</summary>
    [Fact]
    public void Max_OfTwoTensors_IsTheGreaterCode()
    {
        OnnxWriter writer = Real("Max", ["r", "m"], [1, 3], w => w.ZeroPoint("c", 0, 4, -4).Node("DequantizeLinear", ["c", "ys", "yz"], ["m"]));
        
        // Codes 10, 8, 0 are 3.5, 2.5, -1.5; the constants are 1, 2, 0.
        Assert.Equal([10, 6, -4], Execute(writer, 10, 8, 0));
    }
}
