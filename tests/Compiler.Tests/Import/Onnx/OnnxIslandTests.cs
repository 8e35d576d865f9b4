using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Tests.Shared.Onnx;
using static QMacVerify.Compiler.Tests.Import.Onnx.OnnxTestModels;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Functions of the real result of a layer: x has scale 0.5 and zero point 3, y scale 0.25 and zero point -4.</summary>
public class OnnxIslandTests
{
    /// <summary>Codes 5, 1 and 7 are 1, -1 and 2; the channels have weights 1 and -0.5.</summary>
    [Theory]
    [InlineData("LeakyRelu", new[] { 0, -6, 4, -5, -2, -6 })]
    [InlineData("HardSwish", new[] { -1, -5, 3, -5, -3, -5 })]
    [InlineData("Abs", new[] { 0, 0, 4, -2, -2, 0 })]
    public void Function_OfALayer_IsOneOperation(string op, int[] expected) => AssertGives(
        expected, Real(op, ["c"], [1, 1, 1, 3], w => Conv(w, "c"), op == "LeakyRelu" ? [OnnxAttribute.Float("alpha", 0.5f)] : []));

    /// <summary>x * sigmoid(x), in two operators with one varying input.</summary>
    [Fact]
    public void TwoFunctions_OfOneLayer_AreOneOperation() => AssertGives(
        [-1, -5, 3, -5, -3, -5], Real("Mul", ["c", "g"], [1, 1, 1, 3], w => Conv(w, "c").Node("Sigmoid", ["c"], ["g"])));

    /// <summary>Slopes 0.5 and -1 of the two channels.</summary>
    [Fact]
    public void Slopes_OfChannels_AreFunctionsOfTheirOwn() => AssertGives([0, -6, 4, -2, -2, 0], Real("PRelu", ["c", "k"], [1, 1, 1, 3], w => Conv(w, "c")
        .Initializer(OnnxWriter.Tensor("k", OnnxWriter.Float32, [2, 1, 1], 0.5f, -1f))));

    /// <summary>The movement between layer and function swaps the channels; Relu comes first.</summary>
    [Fact]
    public void Function_BehindAMovementAndARelu_IsOneOperation() => AssertGives(
        [-8, -4, -4, -6, -12, -4], Real("Mul", ["m", "k"], [1, 1, 1, 3], w => Conv(w, "c").Scale("k", -1).Node("Relu", ["c"], ["a"])
            .Node("Transpose", ["a"], ["m"], [OnnxAttribute.Ints("perm", 0, 3, 2, 1)])));

    /// <summary>A bias of 5 * 0.3 = 1.5 is not made an integer: its scale is not that of the products.</summary>
    [Fact]
    public void Bias_OfAnotherScale_IsAddedToTheRealResult() => AssertGives([6, -2, 10], Real("Conv", ["r", "wr", "br"], [1, 1, 1, 3], w => w.Scale("ws", 1).Scale("bs", 0.3f)
        .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [1, 1, 1, 1], 1)).Initializer(OnnxWriter.Tensor("b", OnnxWriter.Int32, [1], 5))
        .Node("DequantizeLinear", ["w", "ws"], ["wr"]).Node("DequantizeLinear", ["b", "bs"], ["br"])));

    /// <summary>The runtime makes it a Gemm, whose bias it makes an integer.</summary>
    [Fact]
    public void MatMulAndAdd_AreOneLayer()
    {
        OnnxWriter writer = Real("Add", ["b", "p"], [1, 2], w => w.Scale("ws", 1).Scale("b", 0.3f, -1)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [2, 2], 1, 0, 0, 1)).Node("DequantizeLinear", ["w", "ws"], ["wr"]).Node("MatMul", ["r", "wr"], ["p"]));

        Assert.IsType<FullyConnected>(Assert.Single(OnnxTestModels.Import(writer).Graph.Nodes));

        // 1 + 0.5 (0.3 in steps of 0.5) and 2 - 1.
        Assert.Equal([2, 0], Execute(writer, 5, 7));
    }

    /// <summary>Each sum is evaluated twice for the next one: 60 of them would take longer than anybody lives.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sums_OfThemselvesAgainAndAgain_AreRefused(bool ofLayer) =>
        AssertRefuses("Add", 60, i => ofLayer || i > 0 ? [$"v{i}", $"v{i}"] : ["r", "r"], ofLayer, "is one of more than 100 functions of real numbers");

    /// <summary>One function in the other, so many that evaluating them would end the process.</summary>
    [Fact]
    public void Functions_OfALayerOneByOne_AreRefusedBeforeTheyOverflowTheStack() =>
        AssertRefuses("Tanh", 20_000, i => [$"v{i}"], ofLayer: true, "is one of more than 100 functions of real numbers");

    /// <summary>Movements wait for the QuantizeLinear, too.</summary>
    [Fact]
    public void Movements_OfALayer_AreRefusedBeforeTheyOverflowTheStack()
    {
        Exception? failure = null;
        Thread small = new(() => failure = Record.Exception(
            () => AssertRefuses("Transpose", 5000, i => [$"v{i}"], ofLayer: true, "is one of too many operators on real numbers")), maxStackSize: 1 << 19);
        small.Start();
        small.Join();
        Assert.Null(failure);
    }

    /// <summary>Functions of codes are tables at once, however many there are.</summary>
    [Fact]
    public void Functions_OfCodes_AreATable()
    {
        OnnxWriter writer = Real("Tanh", ["v5000"], [1, 3], w =>
        {
            for (int i = 0; i < 5000; i++)
            {
                w.Node("Relu", [i == 0 ? "r" : $"v{i}"], [$"v{i + 1}"]);
            }
        });

        Assert.IsType<Lookup>(Assert.Single(OnnxTestModels.Import(writer).Graph.Nodes));
    }

    /// <summary>Codes of y: 0 and 8 are real 1 and 3; x is 1, 0 and 2 real.</summary>
    [Theory]
    [InlineData("Sub", new[] { -4, -16, 0 })]
    [InlineData("Div", new[] { 0, -4, 4 })]
    public void TwoTensors_ThatVary_AreATableOfPairs(string op, int[] expected)
    {
        OnnxWriter writer = Real(op, ["r", "m"], [1, 3], w => w.ZeroPoint("c", 0, 8, 0).Node("DequantizeLinear", ["c", "ys", "yz"], ["m"]));

        PairLookup table = Assert.IsType<PairLookup>(Assert.Single(OnnxTestModels.Import(writer).Graph.Nodes));
        Assert.Equal(op.ToLowerInvariant(), table.Function);
        Assert.Equal([.. expected.Select(code => (sbyte)code)], Execute(writer, 5, 3, 7));
    }

    /// <summary>Real 0 divided by real 0 is NaN, which has the least code.</summary>
    [Fact]
    public void ZeroByZero_HasTheLeastCode() => Assert.Equal([-128], Execute(Real("Div", ["r", "r"], [1, 1]), 3));

    [Fact]
    public void Function_ThatIsNotANumber_IsRefused() => Assert.Contains(
        "(Sqrt) computes NaN of -", Refusal(Real("Sqrt", ["c"], [1, 1, 1, 3], w => Conv(w, "c"))), StringComparison.Ordinal);

    private static void AssertGives(int[] expected, OnnxWriter writer)
    {
        Network network = OnnxTestModels.Import(writer);
        Assert.Equal([Conv2D.OpName, LayerFunction.OpName], network.Graph.Nodes.Where(node => node is not (Reshape or View)).Select(node => node.Op));
        Assert.Equal([.. expected.Select(code => (sbyte)code)], Execute(writer, 5, 1, 7));
    }

    /// <param name="op">Comes again and again, from v0 to v1 and so on.</param>
    /// <param name="count">How often.</param>
    /// <param name="inputs">Its inputs each time.</param>
    /// <param name="ofLayer">Whether v0 is the result of a layer.</param>
    /// <param name="expected">Why it is refused.</param>
    private static void AssertRefuses(string op, int count, Func<int, string[]> inputs, bool ofLayer, string expected)
    {
        OnnxWriter writer = Real(op, inputs(count), [1, 1, 1, 3], w =>
        {
            if (ofLayer)
            {
                Conv(w, "v0");
            }

            for (int i = 0; i < count; i++)
            {
                w.Node(op, inputs(i), [$"v{i + 1}"]);
            }
        });
        Assert.Contains(expected, Refusal(writer), StringComparison.Ordinal);
    }

    private static OnnxWriter Conv(OnnxWriter writer, string output) => writer.Scale("ws", 0.5f)
        .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [2, 1, 1, 1], 2, -1))
        .Node("DequantizeLinear", ["w", "ws"], ["wr"]).Node("Conv", ["r", "wr"], [output]);
}
