using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>The kind of each operator of a model as desktop LiteRT computes it, with numbers worked out by hand.</summary>
public sealed class XnnpackImportTests
{
    [Fact]
    public void Conv2D_HasFloatFactorsAndEvenBounds()
    {
        Conv2D conv = Import<Conv2D>(([1, 2, 2, 1], Scale(0.1f)), ([1, 2, 2, 1], Scale(4, 1)), (writer, x, y) => writer.Conv2D(
            x, writer.AddInt8("w", [1, 1, 1, 1], [3], Scale(0.3f)), writer.AddInt32("b", [1], [5], Scale(0.03f)), y, activation: TfliteActivation.Relu6));

        Assert.Equal(RequantizationKind.OnnxFloat, conv.Requantization.Kind);
        Assert.Equal([BitConverter.SingleToUInt32Bits(0.1f * 0.3f / 4f)], conv.Requantization.FactorBits);

        // 6 / 4 + 1 is the tie 2.5: 2 here, 3 where the quotient is rounded by itself.
        Assert.Equal(new ClampRange(1, 2), conv.Requantization.Clamp);
    }

    [Fact]
    public void Conv2D_WithoutBias_IsRefused() => Assert.Equal(
        "node 0 (CONV_2D) has no bias, which LiteRT refuses to load",
        Refusal(([1, 2, 2, 1], Scale(1)), ([1, 2, 2, 1], Scale(1)), (writer, x, y) =>
            writer.Conv2D(x, writer.AddInt8("w", [1, 1, 1, 1], [3], Scale(1)), TfliteWriter.NoTensor, y)));

    [Fact]
    public void DepthwiseConv2D_WithoutBias_IsLiteRtsOwn()
    {
        DepthwiseConv2D layer = Import<DepthwiseConv2D>(([1, 2, 2, 1], Scale(1)), ([1, 2, 2, 1], Scale(1)), (writer, x, y) => writer.AddOperator(
            4, [x, writer.AddInt8("w", [1, 1, 1, 1], [3], Scale(0.25f))], [y], 2, new FlatTable().Int32(1, 1).Int32(2, 1).Int32(3, 1), version: 3));

        Assert.Equal(RequantizationKind.TfliteDouble, layer.Requantization.Kind);
        Assert.Equal(
            "node 0 (DEPTHWISE_CONV_2D) has -1 for its bias instead of leaving it out, which LiteRT refuses to load",
            Refusal(([1, 2, 2, 1], Scale(1)), ([1, 2, 2, 1], Scale(1)), (writer, x, y) =>
                writer.DepthwiseConv2D(x, writer.AddInt8("w", [1, 1, 1, 1], [3], Scale(1)), TfliteWriter.NoTensor, y)));
    }

    [Fact]
    public void FullyConnected_FactorThatFailsTheDelegate_IsRefused() => Assert.Equal(
        "node 0 (FULLY_CONNECTED) scales its result by 256, and LiteRT refuses to load a layer that scales by 256 or more",
        Refusal(([1, 4], Scale(16)), ([1, 4], Scale(0.25f)), (writer, x, y) =>
            writer.FullyConnected(x, writer.AddInt8("w", [4, 4], Ramp(16), Scale(4)), TfliteWriter.NoTensor, y)));

    [Fact]
    public void AveragePool2D_ActivationBeyondInt32_IsRefused() => Assert.Equal(
        "node 0 (AVERAGE_POOL_2D) has output scale 1E-09, too small for its fused activation: LiteRT refuses to load it",
        Refusal(([1, 2, 2, 1], Scale(1e-9f)), ([1, 2, 2, 1], Scale(1e-9f)), (writer, x, y) =>
            writer.AveragePool2D(x, y, (1, 1), activation: TfliteActivation.Relu6)));

    /// <summary>0.5 / 0.25 = 2, whose factor has its 21 bits with a shift of 19.</summary>
    [Theory]
    [InlineData(0, 11, 1 << 20)]
    [InlineData(41, 28, -(1 << 20))]
    public void Sum_OfLikeScales_HasFactorsOf21Bits(int code, int optionsType, int second)
    {
        XnnpackAdd add = Import<XnnpackAdd>(([1, 4], Scale(0.5f)), ([1, 4], Scale(0.25f, 7)), (writer, x, y) =>
            writer.AddOperator(code, [x, x], [y], optionsType, new FlatTable(), version: 2));

        Assert.Equal((1 << 20, second, 19), (add.FirstFactor, add.SecondFactor, add.Shift));
    }

    [Fact]
    public void Add_OfScalesThatXnnpackRefuses_IsLiteRtsOwn()
    {
        Add add = Import<Add>(([1, 4], Scale(0.5f)), ([1, 4], Scale(0.5f / 256)), (writer, x, y) => writer.Add(x, x, y));

        Assert.Equal(RequantizationKind.TfliteDouble, add.Kind);
    }

    [Fact]
    public void Mul_HasAFloatFactor()
    {
        Mul mul = Import<Mul>(([1, 4], Scale(0.5f)), ([1, 4], Scale(0.25f, 7)), (writer, x, y) =>
            writer.AddOperator(18, [x, x], [y], 21, new FlatTable(), version: 2));

        Assert.Equal(new Rescale(RequantizationKind.OnnxFloat, QuantizedMultiplier.None, BitConverter.SingleToUInt32Bits(1)), mul.Rescale);
    }

    /// <summary>0.5 / 0.25 / 4 = 0.5 for each code; the four zero points of 3 take 6 off the -4.</summary>
    [Fact]
    public void Mean_HasTheZeroPointsInItsConstant()
    {
        XnnpackReduceSum mean = Import<XnnpackReduceSum>(([1, 4, 2], Scale(0.5f, 3)), ([1, 2], Scale(0.25f, -4)), (writer, x, y) =>
            writer.AddOperator(40, [x, writer.AddInt32("axes", [1], [1])], [y], 27, new FlatTable()));

        Assert.Equal((0.5f, -10f), (BitConverter.UInt32BitsToSingle(mean.FactorBits), BitConverter.UInt32BitsToSingle(mean.ConstantBits)));
        Assert.Equal("mean", mean.Function);
    }

    /// <summary>Three pixels to five: a step of 0.6, that is weights of 0, 0.6, 0.2 and 0.8; the last one lies beyond the last pixel.</summary>
    [Fact]
    public void ResizeBilinear_HasWeightsOfElevenBits()
    {
        XnnpackResizeBilinear resize = Import<XnnpackResizeBilinear>(([1, 1, 3, 1], Scale(1)), ([1, 1, 5, 1], Scale(1)), (writer, x, y) =>
            writer.AddOperator(23, [x, writer.AddInt32("size", [2], [1, 5])], [y], 15, new FlatTable()));

        Assert.Equal(
            [XnnpackResizeBilinear.Span(0, 1, 0), XnnpackResizeBilinear.Span(0, 1, 1229), XnnpackResizeBilinear.Span(1, 2, 410), XnnpackResizeBilinear.Span(1, 2, 1638), XnnpackResizeBilinear.Span(2, 2, 0)],
            resize.Columns);
    }

    [Fact]
    public void Quantize_OfRealNumbers_TakesTheReciprocal()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Float32, [1, 4]);
        int y = writer.AddTensor("y", TfliteType.Int8, [1, 4], Scale(0.3f));
        writer.AddOperator(114, [x], [y]);
        writer.SetInputs(x);
        writer.SetOutputs(y);

        Quantize quantize = Assert.IsType<Quantize>(Assert.Single(Import(writer.ToArray()).Graph.Nodes));

        Assert.Equal(QuantizeRounding.HalfToEvenByReciprocal, quantize.Rounding);
    }

    private static T Import<T>(
        (int[] Shape, TfliteQuantization? Quantization) input, (int[] Shape, TfliteQuantization? Quantization) output, Action<TfliteWriter, int, int> add)
        where T : GraphNode
    {
        Network network = Import(OneOperator(input, output, add));
        Assert.Equal(network.Graph, network.Reread().Graph);
        return Assert.IsType<T>(Assert.Single(network.Graph.Nodes));
    }

    private static string Refusal(
        (int[] Shape, TfliteQuantization? Quantization) input, (int[] Shape, TfliteQuantization? Quantization) output, Action<TfliteWriter, int, int> add) =>
        Assert.Throws<DiagnosticException>(() => Import(OneOperator(input, output, add))).Diagnostic.Message;

    private static Network Import(byte[] file) => TfliteImporter.Import(file, "test.tflite", "test", TfliteRuntime.TfliteXnnpack);
}
