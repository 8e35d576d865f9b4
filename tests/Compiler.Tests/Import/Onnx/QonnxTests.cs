using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared.Onnx;
using static QMacVerify.Compiler.Tests.Import.Onnx.OnnxTestModels;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>QONNX means what its QCDQ form does: QuantizeLinear, Clip of the codes, DequantizeLinear.</summary>
public class QonnxTests
{
    private const string Quant = "qonnx.custom_op.general::Quant";
    private const int Channels = 3;

    [Theory]
    [InlineData("qonnx.custom_op.general::Quant")]
    [InlineData("qonnx.custom_op.general::IntQuant")]
    [InlineData("onnx.brevitas::Quant")]
    public void Import_FewBits_ComputesWhatTheQcdqFormDoes(string op)
    {
        Network few = OnnxTestModels.Import(Layers(writer => QuantNodes(writer, op)));
        Network qcdq = OnnxTestModels.Import(Layers(QcdqNodes));

        Assert.True(few.Graph.Nodes.Count < qcdq.Graph.Nodes.Count);
        Conv2D conv = Assert.Single(few.Graph.Nodes.OfType<Conv2D>());
        Assert.Equal(new ClampRange(-128, -113), conv.Requantization.Clamp);
        Assert.Equal(few.Parameters[conv.Weights].Data, qcdq.Parameters[Assert.Single(qcdq.Graph.Nodes.OfType<Conv2D>()).Weights].Data);
        SplitMix64 random = new(5);
        float[] input = new float[25];
        for (int repeat = 0; repeat < 50; repeat++)
        {
            for (int i = 0; i < input.Length; i++)
            {
                input[i] = ((random.NextUInt64() >> 40) / (float)(1 << 21)) - 4;
            }

            Assert.Equal(Execute(qcdq, input).Values<float>().ToArray(), Execute(few, input).Values<float>().ToArray());
        }
    }

    [Fact]
    public void Import_NarrowWeights_LeaveTheLowestCodeOut()
    {
        byte[] codes = WeightsOf(Dense([-9, -1, 0.4f, 9], new Bits(4, IsNarrow: true)));

        Assert.Equal([-7, -1, 0, 7], codes.Select(code => (int)(sbyte)code));
        Assert.Equal([-8, -1, 0, 7], WeightsOf(Dense([-9, -1, 0.4f, 9], new Bits(4))).Select(code => (int)(sbyte)code));
    }

    [Fact]
    public void Import_BipolarWeights_AreSigns() => Assert.Equal(
        [1, 255, 1, 1],
        WeightsOf(Dense([0, -0.1f, 3, 0.1f], writer => writer.Node("qonnx.custom_op.general::BipolarQuant", ["wf", "ws"], ["w"]))));

    /// <summary>Codes of 8 bits whose two lowest go: the codes of 6 bits that are left keep the scale.</summary>
    [Fact]
    public void Import_Trunc_IsATable()
    {
        OnnxWriter writer = Few().Input("x", OnnxWriter.Int8, 1, 4).Output("y").Node("DequantizeLinear", ["x", "s", "z"], ["r"])
            .Node("qonnx.custom_op.general::Trunc", ["r", "s", "zero", "eight", "six"], ["t"]).Node("QuantizeLinear", ["t", "s", "z"], ["y"]);

        Assert.Equal([-32, -1, 0, 31], Execute(writer, -128, -1, 3, 127));
    }

    [Theory]
    [InlineData("x", "(qonnx.custom_op.general::Quant) takes its scale from \"x\", float32 [1, 4], not from a constant")]
    [InlineData("minus", "has scale -1, expected a positive, finite number")]
    [InlineData("many", "has the scale float32 [2] for computed numbers, expected one number")]
    public void Import_ImpossibleScale_IsRefused(string scale, string expected) => Assert.Contains(
        expected, Refusal(One(writer => writer.Node(Quant, ["x", scale, "zero", "eight"], ["y"]))), StringComparison.Ordinal);

    [Theory]
    [InlineData("sixteen", "makes codes of 16 bits of computed numbers, which is not supported")]
    [InlineData("half", "takes its number of bits from \"half\", float32 [], expected one integer from 1 to 32")]
    public void Import_ImpossibleBits_AreRefused(string bits, string expected) => Assert.Contains(
        expected, Refusal(One(writer => writer.Node(Quant, ["x", "s", "zero", bits], ["y"]))), StringComparison.Ordinal);

    [Fact]
    public void Import_AnotherRounding_IsRefused() => Assert.Contains(
        "rounds as \"CEIL\", which is not supported",
        Refusal(One(writer => writer.Node(Quant, ["x", "s", "zero", "eight"], ["y"], [OnnxAttribute.Text("rounding_mode", "CEIL")]))), StringComparison.Ordinal);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(-2, -1)]
    public void Import_SignOfALayersResult_IsItsFunction(sbyte input, sbyte expected)
    {
        OnnxWriter writer = Dense([1, 2, 3, 4], writer => QuantWeights(writer, new Bits(8)), writer => writer
            .Node("qonnx.custom_op.general::BipolarQuant", ["d", "s"], ["r2"]).Node("QuantizeLinear", ["r2", "s", "z"], ["y"]));

        Assert.Equal([expected], Execute(writer, input, 0, 0, 0));
    }

    [Fact]
    public void Import_TruncOfALayersResult_IsRefused() => Assert.Contains(
        "(qonnx.custom_op.general::Trunc) computes numbers that have no code of 8 bits",
        Refusal(Dense([1, 2, 3, 4], writer => QuantWeights(writer, new Bits(8)), writer => writer
            .Node("qonnx.custom_op.general::Trunc", ["d", "s", "zero", "eight", "six"], ["y"]))),
        StringComparison.Ordinal);

    [Fact]
    public void Import_ReluBeforeTheFirstQuantizeLinear_IsNotLost()
    {
        OnnxWriter writer = Few().Input("x", OnnxWriter.Float32, 1, 4).Output("y").Node("Relu", ["x"], ["r"]).Node("QuantizeLinear", ["r", "s", "z"], ["y"]);

        Assert.Equal([0, 0, 4, 8], Execute(OnnxTestModels.Import(writer), [-3f, -0.5f, 2, 4]).Values<sbyte>().ToArray());
    }

    private sealed record Bits(int Count, bool IsSigned = true, bool IsNarrow = false)
    {
        public OnnxAttribute[] Attributes => [OnnxAttribute.Int("signed", IsSigned ? 1 : 0), OnnxAttribute.Int("narrow", IsNarrow ? 1 : 0)];
    }

    /// <summary>A convolution with a scale per channel and a Relu, between codes of few bits: signed ones of 6, unsigned ones of 4.</summary>
    private static OnnxWriter Layers(Action<OnnxWriter> nodes)
    {
        SplitMix64 random = new(3);
        float[] weights = [.. Enumerable.Range(0, Channels * 9).Select(_ => ((random.NextUInt64() >> 40) / (float)(1 << 23)) - 1)];
        OnnxWriter writer = Few().Input("x", OnnxWriter.Float32, 1, 1, 5, 5).Output("y", OnnxWriter.Float32)
            .Initializer(OnnxWriter.Tensor("wf", OnnxWriter.Float32, [Channels, 1, 3, 3], weights))
            .Initializer(OnnxWriter.Tensor("ws", OnnxWriter.Float32, [Channels, 1, 1, 1], 0.25f, 0.125f, 0.3f))
            .Scale("ws1", 0.25f, 0.125f, 0.3f)
            .Initializer(OnnxWriter.Tensor("b", OnnxWriter.Float32, [Channels], 0.5f, -1, 2));
        nodes(writer);
        return writer;
    }

    /// <summary>A network of QONNX's operators.</summary>
    internal static byte[] Network() => Layers(nodes => QuantNodes(nodes, Quant)).ToArray();

    private static void QuantNodes(OnnxWriter writer, string quant) => writer
        .Node(quant, ["x", "xs", "zero", "six"], ["r"], new Bits(6).Attributes)
        .Node(quant, ["wf", "ws", "zero", "four"], ["w"], new Bits(4, IsNarrow: true).Attributes)
        .Node("Conv", ["r", "w", "b"], ["c"]).Node("Relu", ["c"], ["a"])
        .Node(quant, ["a", "s", "zero", "four"], ["y"], new Bits(4, IsSigned: false).Attributes);

    private static void QcdqNodes(OnnxWriter writer) => writer.UnsignedZeroPoint("zu", 0).ZeroPoint("z3", 0, 0, 0)
        .Initializer(OnnxWriter.Tensor<sbyte>("m32", OnnxWriter.Int8, [], -32)).Initializer(OnnxWriter.Tensor<sbyte>("p31", OnnxWriter.Int8, [], 31))
        .Initializer(OnnxWriter.Tensor<sbyte>("m7", OnnxWriter.Int8, [], -7)).Initializer(OnnxWriter.Tensor<sbyte>("p7", OnnxWriter.Int8, [], 7))
        .Initializer(OnnxWriter.Tensor<byte>("u0", OnnxWriter.UInt8, [], 0)).Initializer(OnnxWriter.Tensor<byte>("u15", OnnxWriter.UInt8, [], 15))
        .Node("QuantizeLinear", ["x", "xs", "z"], ["xq"]).Node("Clip", ["xq", "m32", "p31"], ["xc"]).Node("DequantizeLinear", ["xc", "xs", "z"], ["r"])
        .Node("QuantizeLinear", ["wf", "ws1", "z3"], ["wq"], [OnnxAttribute.Int("axis", 0)]).Node("Clip", ["wq", "m7", "p7"], ["wc"])
        .Node("DequantizeLinear", ["wc", "ws1", "z3"], ["w"], [OnnxAttribute.Int("axis", 0)])
        .Node("Conv", ["r", "w", "b"], ["c"]).Node("Relu", ["c"], ["a"])
        .Node("QuantizeLinear", ["a", "s", "zu"], ["aq"]).Node("Clip", ["aq", "u0", "u15"], ["ac"]).Node("DequantizeLinear", ["ac", "s", "zu"], ["y"]);

    private static OnnxWriter Dense(float[] weights, Bits bits) => Dense(weights, writer => QuantWeights(writer, bits));

    private static void QuantWeights(OnnxWriter writer, Bits bits) => writer.Node(Quant, ["wf", "ws", "zero", bits.Count == 4 ? "four" : "eight"], ["w"], bits.Attributes);

    private static OnnxWriter Dense(float[] weights, Action<OnnxWriter> quantize, Action<OnnxWriter>? end = null)
    {
        OnnxWriter writer = Few().Input("x", OnnxWriter.Int8, 1, 4).Output("y").Scale("ws", 1)
            .Initializer(OnnxWriter.Tensor("wf", OnnxWriter.Float32, [4, 1], weights)).Node("DequantizeLinear", ["x", "s", "z"], ["r"]);
        quantize(writer);
        writer.Node("MatMul", ["r", "w"], ["d"]);
        if (end is null)
        {
            return writer.Node("QuantizeLinear", ["d", "s", "z"], ["y"]);
        }

        end(writer);
        return writer;
    }

    private static byte[] WeightsOf(OnnxWriter writer)
    {
        Network network = OnnxTestModels.Import(writer);
        return [.. network.Parameters[Assert.Single(network.Graph.MacNodes).Weights].Data.ToArray()];
    }

    private static OnnxWriter One(Action<OnnxWriter> node)
    {
        OnnxWriter writer = Few().Input("x", OnnxWriter.Float32, 1, 4).Output("y", OnnxWriter.Float32).Scale("many", 1, 2).Scale("minus", -1);
        node(writer);
        return writer;
    }

    /// <summary>Numbers that QONNX keeps as real ones.</summary>
    private static OnnxWriter Few() => new OnnxWriter().Scale("s", 0.5f).ZeroPoint("z", 0).Scale("xs", 0.125f).Scale("zero", 0)
        .Scale("four", 4).Scale("six", 6).Scale("eight", 8).Scale("sixteen", 16).Scale("half", 0.5f);
}
