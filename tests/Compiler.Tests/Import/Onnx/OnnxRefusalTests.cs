using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared.Onnx;
using static QMacVerify.Compiler.Tests.Import.Onnx.OnnxTestModels;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Models that cannot be imported: one line each that says what and where.</summary>
public class OnnxRefusalTests
{
    private static readonly string[] Conv = ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz"];

    [Fact]
    public void Import_FloatModel_NamesToolsThatQuantize()
    {
        string message = Refusal(new OnnxWriter().Input("x", OnnxWriter.Float32, 1, 4).Output("y", OnnxWriter.Float32).Node("Relu", ["x"], ["y"]));

        Assert.StartsWith("QMAC0104: test.onnx computes in floating point; quantize it to 8 bits first", message, StringComparison.Ordinal);
        Assert.Contains("onnxruntime.quantization.quantize_static", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_DynamicallyQuantizedModel_SaysToQuantizeStatically() => Assert.Contains(
        "node 0 (DynamicQuantizeLinear) finds its scales at run time; quantize test.onnx statically",
        Refusal(new OnnxWriter().Input("x", OnnxWriter.Float32, 1, 4).Output("y").Node("DynamicQuantizeLinear", ["x"], ["y", "s", "z"])),
        StringComparison.Ordinal);

    [Fact]
    public void Import_CustomOperator_IsNamed() => Assert.StartsWith(
        "QMAC0102: node 0 \"mine\" (my.domain::Fancy) is not supported; supported are Abs, Add, ",
        Refusal(new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("y").Node("my.domain::Fancy", ["x"], ["y"], name: "mine")), StringComparison.Ordinal);

    [Fact]
    public void Import_HostileNames_StayOnOneLine()
    {
        string message = Refusal(new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("y").Node("a\nb\u2028", ["x"], ["y"], name: "\u001b[31m"));

        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain('\u001b', message);
    }

    [Fact]
    public void Import_RealResultWithoutQuantizeLinear_NamesItsNode() => Assert.Equal(
        "QMAC0102: node 1 (AveragePool) returns real numbers as \"s\" that no QuantizeLinear makes codes of, which is not supported",
        Refusal(new OnnxWriter().Scale("xs", 1).Input("x", OnnxWriter.Int8, 1, 1, 2, 2).Output("s", OnnxWriter.Float32)
            .Node("DequantizeLinear", ["x", "xs"], ["r"])
            .Node("AveragePool", ["r"], ["s"], [OnnxAttribute.Ints("kernel_shape", 2, 2)])));

    [Fact]
    public void Import_RealResultForAnotherOperator_NamesItsNode() => Assert.Equal(
        "QMAC0102: node 2 (Sigmoid) reads the real result of node 1 (AveragePool), which no QuantizeLinear makes codes of, which is not supported",
        Refusal(Real("Sigmoid", ["t"], [1, 1, 2, 2], writer => writer.Node("AveragePool", ["r"], ["t"], [OnnxAttribute.Ints("kernel_shape", 2, 2)]))));

    [Fact]
    public void Import_IslandWithNaN_NamesTheCode() => Assert.Equal(
        "QMAC0104: node 1 (Sqrt) computes NaN for code -128 of \"x\", and NaN has no code", Refusal(Real("Sqrt", ["r"], [1, 4])));

    [Fact]
    public void Import_CodesBesideRealNumbers_AreRefused() => Assert.Contains(
        "(Concat) puts codes beside real numbers",
        Refusal(Real("Concat", ["r", "x"], [1, 4])), StringComparison.Ordinal);

    [Fact]
    public void Import_ShapeOfAMovedAxisWithSeveralScales_IsRefused() => Assert.Contains(
        "moves axis 0 of the real numbers \"wr\" of constant int8 [2, 3], along which it has several scales",
        Refusal(Real("MatMul", ["r", "wt"], [1, 2], writer => writer.Scale("ws", 1, 2)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [2, 3], 1, 2, 3, 4, 5, 6))
            .Initializer(OnnxWriter.Tensor<long>("shape", OnnxWriter.Int64, [2], 3, 2))
            .Node("DequantizeLinear", ["w", "ws"], ["wr"], [OnnxAttribute.Int("axis", 0)]).Node("Reshape", ["wr", "shape"], ["wt"]))),
        StringComparison.Ordinal);

    /// <summary>A few nodes can ask for any number of elements, at once or one after the other.</summary>
    [Theory]
    [InlineData(1_000_000, 1, "node 0 (ConstantOfShape) computes 1000000000000 elements at import")]
    [InlineData(1_000, 100, "(Neg) computes 1000000 elements at import")]
    public void Import_FoldingWithoutEnd_IsRefused(long extent, int steps, string expected)
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1).Output("y").Initializer(OnnxWriter.Tensor<long>("shape", OnnxWriter.Int64, [2], extent, extent))
            .Node("ConstantOfShape", ["shape"], ["c0"]).Node("Identity", ["x"], ["y"]);
        for (int i = 0; i < steps; i++)
        {
            writer.Node("Neg", [$"c{i}"], [$"c{i + 1}"]);
        }

        Assert.Contains(expected, Refusal(writer), StringComparison.Ordinal);
    }

    [Fact]
    public void Import_OtherScaleThanWritten_IsRefused() => Assert.Contains(
        "takes \"x\" to have scale 0.25, but it has 0.5",
        Refusal(Quantized("com.microsoft::QLinearAdd", ["x", "xs", "xz", "x", "ys", "xz", "ys", "yz"], [1, 4])), StringComparison.Ordinal);

    [Fact]
    public void Import_ComputedWeights_AreRefused() => Assert.Contains(
        "takes its weights from the codes \"x\"",
        Refusal(Quantized("QLinearConv", ["x", "xs", "xz", "x", "ws", "wz", "ys", "yz"], [1, 1, 2, 2], writer => writer.Scale("ws", 1).ZeroPoint("wz", 0))),
        StringComparison.Ordinal);

    [Fact]
    public void Import_WeightsWithoutAxes_AreRefused() => Assert.Contains(
        "(Conv) has the weights \"w\", int8 [], expected codes of 8 bits, channels first",
        Refusal(Real("Conv", ["r", "wr"], [1, 1, 1, 1], writer => writer.Scale("ws", 1)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [], 1)).Node("DequantizeLinear", ["w", "ws"], ["wr"]))),
        StringComparison.Ordinal);

    /// <summary>Two rows of two numbers, with a scale for each row.</summary>
    [Fact]
    public void Import_BiasOfTwoAxesWithScalesOfOne_IsRefused() => Assert.Contains(
        "expected 4 constants",
        Refusal(Real("Conv", ["r", "wr", "br"], [1, 1, 1, 1], writer => writer.Scale("ws", 1).Scale("bs", 1, 2)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [4, 1, 1, 1], 1, 2, 3, 4)).Node("DequantizeLinear", ["w", "ws"], ["wr"])
            .Initializer(OnnxWriter.Tensor("b", OnnxWriter.Int32, [2, 2], 1, 2, 3, 4)).Node("DequantizeLinear", ["b", "bs"], ["br"], [OnnxAttribute.Int("axis", 0)]))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Import_ImpossibleScale_IsRefused(float scale) => Assert.Contains(
        "expected a positive, finite number",
        Refusal(Quantized("QLinearConv", Conv, [1, 1, 2, 2], writer => writer.Scale("ws", scale).ZeroPoint("wz", 0)
            .Initializer(OnnxWriter.Tensor<sbyte>("w", OnnxWriter.Int8, [1, 1, 1, 1], 1)))),
        StringComparison.Ordinal);

    [Fact]
    public void Import_OpenShape_AsksForIt()
    {
        OnnxWriter writer = new OnnxWriter().Input("image", OnnxWriter.Int8, -1, 3, 4, 4).Output("y").Node("Identity", ["image"], ["y"]);

        Assert.Equal(
            "QMAC0103: the input \"image\" has a shape that the file leaves open, [?, 3, 4, 4]; give one, such as --shape image=1x3x4x4",
            Refusal(writer));
        Assert.Equal([2, 3, 4, 4], ImportWith(writer, "image", 2, 3, 4, 4).Graph.Tensors[0].Shape);
        Assert.Contains("but the file says [?, 3, 4, 4]", RefusalWith(writer, "image", 1, 3, 5, 4), StringComparison.Ordinal);
        Assert.Contains("which is no input; inputs are \"image\"", RefusalWith(writer, "picture", 1, 3, 4, 4), StringComparison.Ordinal);
    }

    [Fact]
    public void Import_HugeShape_IsRefused() => Assert.Contains(
        "the product at most 268435456",
        Refusal(new OnnxWriter().Input("x", OnnxWriter.Int8, 65536, 65536, 65536, 65536).Output("y").Node("Transpose", ["x"], ["y"])), StringComparison.Ordinal);

    [Fact]
    public void Import_ManyNodesThatShareAnInitializer_MayNotExceedTheFile()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 2000).Output("y199").Scale("s", 1).ZeroPoint("z", 0)
            .Initializer(OnnxWriter.Tensor("w", OnnxWriter.Int8, [2000, 2000], new sbyte[4_000_000]));
        for (int i = 0; i < 200; i++)
        {
            writer.Node("QLinearMatMul", [i == 0 ? "x" : $"y{i - 1}", "s", "z", "w", "s", "z", "s", "z"], [$"y{i}"]);
        }

        Assert.Contains("exceed the file 4 times over", Refusal(writer), StringComparison.Ordinal);
    }

    private static Network ImportWith(OnnxWriter writer, string name, params int[] shape) =>
        OnnxImporter.Import(writer.ToArray(), "test.onnx", null, "test", new Dictionary<string, int[]> { [name] = shape });

    private static string RefusalWith(OnnxWriter writer, string name, params int[] shape) =>
        Assert.Throws<DiagnosticException>(() => ImportWith(writer, name, shape)).Message;
}
