using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Small .onnx files for importer tests, and what importing and running them gives.</summary>
internal static class OnnxTestModels
{
    /// <summary>A model with one operator between codes x (scale 0.5, zero point 3) and codes y (scale 0.25, zero point -4).</summary>
    /// <param name="op">With its domain.</param>
    /// <param name="inputs">Names beside what this adds: x, xs, xz, y, ys, yz.</param>
    /// <param name="shape">Of the input.</param>
    /// <param name="add">Adds further initializers.</param>
    /// <param name="attributes">Of the node.</param>
    public static OnnxWriter Quantized(string op, string[] inputs, int[] shape, Action<OnnxWriter>? add = null, params OnnxAttribute[] attributes)
    {
        OnnxWriter writer = WithScales().Input("x", OnnxWriter.Int8, shape).Output("y").Node(op, inputs, ["y"], attributes);
        add?.Invoke(writer);
        return writer;
    }

    /// <summary>The same operator on real numbers, between DequantizeLinear and QuantizeLinear; r stands for the real numbers of x.</summary>
    public static OnnxWriter Real(string op, string[] inputs, int[] shape, Action<OnnxWriter>? add = null, params OnnxAttribute[] attributes)
    {
        OnnxWriter writer = WithScales().Input("x", OnnxWriter.Int8, shape).Output("y").Node("DequantizeLinear", ["x", "xs", "xz"], ["r"]);
        add?.Invoke(writer);
        return writer.Node(op, inputs, ["s"], attributes).Node("QuantizeLinear", ["s", "ys", "yz"], ["y"]);
    }

    /// <summary>Both forms of a small network of images with three channels: convolutions, one depthwise, a residual sum, poolings, a product, softmax.</summary>
    public static byte[] Network(bool isReal, int opset = 13) => NetworkWriter(isReal, opset).ToArray();

    /// <summary>The same network, to add to.</summary>
    public static OnnxWriter NetworkWriter(bool isReal, int opset = 13)
    {
        SplitMix64 random = new(77);
        OnnxWriter w = new OnnxWriter { Opset = opset }.Input("x", OnnxWriter.Int8, 1, 3, 6, 5).Output("y")
            .Scale("s0", 0.05f).ZeroPoint("z0", -7).Scale("s1", 0.04f).ZeroPoint("z1", -128).Scale("s2", 0.06f).ZeroPoint("z2", 5)
            .Scale("s3", 0.03f).ZeroPoint("z3", 1).Scale("s4", 0.02f).ZeroPoint("z4", -20).Scale("s5", 0.1f).ZeroPoint("z5", 9)
            .Scale("s6", 1 / 256f).ZeroPoint("z6", -128);
        Weights(w, random, "1", 4, 3, 3, 3);
        Weights(w, random, "2", 4, 1, 3, 3);
        Weights(w, random, "5", 3, 4);
        OnnxAttribute[] same = [OnnxAttribute.Text("auto_pad", "SAME_UPPER"), OnnxAttribute.Ints("strides", 2, 1)];
        OnnxAttribute[] depthwise = [OnnxAttribute.Int("group", 4), OnnxAttribute.Ints("pads", 1, 1, 1, 1)];
        OnnxAttribute transposed = OnnxAttribute.Int("transB", 1);
        if (!isReal)
        {
            return w
                .Node("QLinearConv", ["x", "s0", "z0", "w1", "ws1", "wz1", "s1", "z1", "b1"], ["q1"], same)
                .Node("QLinearConv", ["q1", "s1", "z1", "w2", "ws2", "wz2", "s2", "z2", "b2"], ["q2"], depthwise)
                .Node("com.microsoft::QLinearAdd", ["q1", "s1", "z1", "q2", "s2", "z2", "s3", "z3"], ["q3"])
                .Node("com.microsoft::QLinearGlobalAveragePool", ["q3", "s3", "z3", "s4", "z4"], ["q4"])
                .Node("Flatten", ["q4"], ["flat"])
                .Node("com.microsoft::QGemm", ["flat", "s4", "z4", "w5", "ws5", "wz5", "b5", "s5", "z5"], ["q5"], [transposed])
                .Node("com.microsoft::QLinearSoftmax", ["q5", "s5", "z5", "s6", "z6"], ["y"], [OnnxAttribute.Int("axis", -1), OnnxAttribute.Int("opset", opset)]);
        }

        w.Node("DequantizeLinear", ["x", "s0", "z0"], ["r0"]);
        foreach (string layer in (string[])["1", "2", "5"])
        {
            w.Node("DequantizeLinear", ["w" + layer, "ws" + layer, "wz" + layer], ["wr" + layer], [OnnxAttribute.Int("axis", 0)])
                .Node("DequantizeLinear", ["b" + layer, "bs" + layer], ["br" + layer], [OnnxAttribute.Int("axis", 0)]);
        }

        return w
            .Node("Conv", ["r0", "wr1", "br1"], ["f1"], same)
            .Node("Relu", ["f1"], ["f1r"]).Node("QuantizeLinear", ["f1r", "s1", "z1"], ["q1"]).Node("DequantizeLinear", ["q1", "s1", "z1"], ["r1"])
            .Node("Conv", ["r1", "wr2", "br2"], ["f2"], depthwise)
            .Node("QuantizeLinear", ["f2", "s2", "z2"], ["q2"]).Node("DequantizeLinear", ["q2", "s2", "z2"], ["r2"])
            .Node("Add", ["r1", "r2"], ["f3"])
            .Node("QuantizeLinear", ["f3", "s3", "z3"], ["q3"]).Node("DequantizeLinear", ["q3", "s3", "z3"], ["r3"])
            .Node("GlobalAveragePool", ["r3"], ["f4"])
            .Node("QuantizeLinear", ["f4", "s4", "z4"], ["q4"]).Node("DequantizeLinear", ["q4", "s4", "z4"], ["r4"])
            .Node("Flatten", ["r4"], ["flat"])
            .Node("Gemm", ["flat", "wr5", "br5"], ["f5"], [transposed])
            .Node("QuantizeLinear", ["f5", "s5", "z5"], ["q5"]).Node("DequantizeLinear", ["q5", "s5", "z5"], ["r5"])
            .Node("Softmax", ["r5"], ["f6"], [OnnxAttribute.Int("axis", -1)])
            .Node("QuantizeLinear", ["f6", "s6", "z6"], ["y"]);
    }

    /// <summary>An operator alone, and the graph that it would go into.</summary>
    public static (OnnxOp Op, OnnxGraphBuilder Graph) Op(string op, params OnnxAttribute[] attributes)
    {
        OnnxModel model = OnnxModelReader.Read(new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 1).Output("y").Node(op, ["x"], ["y"], attributes).ToArray(), "test.onnx", null);
        OnnxGraphBuilder graph = new(model, fileLength: 0);
        return (new OnnxOp(model.Nodes[0], graph), graph);
    }

    public static Network Import(OnnxWriter writer) => Import(writer.ToArray());

    public static Network Import(byte[] file) => OnnxImporter.Import(file, "test.onnx", null, "test", new Dictionary<string, int[]>());

    /// <summary>The message of a refusal.</summary>
    public static string Refusal(OnnxWriter writer) => Assert.Throws<DiagnosticException>(() => Import(writer)).Message;

    /// <summary>The first output of a model for codes.</summary>
    public static sbyte[] Execute(OnnxWriter writer, params sbyte[] input) => Execute(Import(writer), input).Values<sbyte>().ToArray();

    public static NpyArray Execute<T>(Network network, T[] input)
        where T : unmanaged
    {
        ReferenceEngine engine = new(network, OperatorAssignment.Exact);
        return BatchRunner.Run(
            () => engine, new SampleBatch(1, [NpyArray.Create<T>(SampleShape.Batch(engine.Inputs[0].Shape, 1), input)]))[0];
    }

    /// <summary>Codes 0, 1, 2 … from a first one on.</summary>
    public static sbyte[] Ramp(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(code => (sbyte)code)];

    private static OnnxWriter WithScales() => new OnnxWriter().Scale("xs", 0.5f).ZeroPoint("xz", 3).Scale("ys", 0.25f).ZeroPoint("yz", -4);

    /// <summary>Weights with a scale and a zero point per channel, and a bias with its scale.</summary>
    private static void Weights(OnnxWriter writer, SplitMix64 random, string layer, params int[] shape)
    {
        sbyte[] weights = new sbyte[shape.Aggregate(1, (product, extent) => product * extent)];
        random.FillInt8(weights);
        float[] scales = [.. Enumerable.Range(0, shape[0]).Select(channel => 0.004f + (0.001f * channel))];
        float inputScale = layer switch { "1" => 0.05f, "2" => 0.04f, _ => 0.02f };
        writer.Initializer(OnnxWriter.Tensor("w" + layer, OnnxWriter.Int8, shape, weights))
            .Scale("ws" + layer, scales)
            .ZeroPoint("wz" + layer, [.. scales.Select((_, channel) => (sbyte)(channel - 1))])
            .Initializer(OnnxWriter.Tensor("b" + layer, OnnxWriter.Int32, [shape[0]], [.. scales.Select((_, channel) => 500 - (300 * channel))]))
            .Scale("bs" + layer, [.. scales.Select(scale => inputScale * scale)]);
    }
}
