using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Each operator's attributes and derived numbers, the latter worked out by hand.</summary>
public class OperatorImportTests
{
    [Fact]
    public void Conv2D_PerChannelInGroups_HasGeometryAndAMultiplierPerChannel()
    {
        Conv2D conv = Import<Conv2D>(OneOperator(
            ([2, 5, 6, 4], Scale(0.5f, 7)),
            ([2, 2, 3, 6], Scale(0.25f, -3)),
            (writer, x, y) =>
            {
                int weights = writer.AddInt8("w", [6, 3, 2, 2], Ramp(72), TfliteQuantization.PerChannel([0.5f, 0.25f, 0.125f, 1, 2, 0.375f], 0));
                int bias = writer.AddInt32("b", [6], [1, 2, 3, 4, 5, 6]);
                writer.Conv2D(x, weights, bias, y, TflitePadding.Same, (3, 2), activation: TfliteActivation.ReluN1To1);
            }));

        Assert.Equal(new WindowGeometry(2, 5, 6, 4, 3, 2, 3, 2, 1, 1, Padding.Same), conv.Geometry.Window);
        Assert.Equal((6, 2), (conv.Geometry.OutChannels, conv.Geometry.Groups));
        Assert.Equal(
            [
                new QuantizedMultiplier(1 << 30, 1), // 0.5 * 0.5 / 0.25 = 1
                new QuantizedMultiplier(1 << 30, 0),
                new QuantizedMultiplier(1 << 30, -1),
                new QuantizedMultiplier(1 << 30, 2),
                new QuantizedMultiplier(1 << 30, 3),
                new QuantizedMultiplier(3 << 29, 0),
            ],
            conv.Requantization.Multipliers);
        Assert.Equal(new ClampRange(-7, 1), conv.Requantization.Clamp);
    }

    [Fact]
    public void Conv2D_DilatedWithoutBias_ReadsItsOptions()
    {
        Conv2D conv = Import<Conv2D>(OneOperator(
            ([1, 7, 9, 1], Scale(1)),
            ([1, 3, 3, 1], Scale(1)),
            (writer, x, y) => writer.Conv2D(
                x, writer.AddInt8("w", [1, 3, 3, 1], Ramp(9), Scale(1)), TfliteWriter.NoTensor, y, TflitePadding.Valid, (1, 1), (2, 3))));

        Assert.Equal((2, 3), (conv.Geometry.Window.DilationY, conv.Geometry.Window.DilationX));
        Assert.Equal(Padding.Valid, conv.Geometry.Window.Padding);
        Assert.Equal(-1, conv.Bias);
        Assert.Equal(ClampRange.Full, conv.Requantization.Clamp);
    }

    [Fact]
    public void Conv2D_Multiplier_IsDerivedInDouble()
    {
        // In float32 the product would round first and give another integer.
        Conv2D conv = Import<Conv2D>(OneOperator(
            ([1, 1, 1, 1], Scale(0.1f)),
            ([1, 1, 1, 1], Scale(0.7f)),
            (writer, x, y) => writer.Conv2D(x, writer.AddInt8("w", [1, 1, 1, 1], [1], Scale(0.3f)), TfliteWriter.NoTensor, y)));

        Assert.Equal([Multiplier(0.1f * (double)0.3f / 0.7f)], conv.Requantization.Multipliers);
        Assert.NotEqual([Multiplier((0.1f * 0.3f) / (double)0.7f)], conv.Requantization.Multipliers);
    }

    [Fact]
    public void DepthwiseConv2D_ChannelMultiplierAndDilation_ReadsItsOptions()
    {
        DepthwiseConv2D conv = Import<DepthwiseConv2D>(OneOperator(
            ([1, 5, 5, 2], Scale(1)),
            ([1, 1, 1, 6], Scale(2)),
            (writer, x, y) => writer.DepthwiseConv2D(
                x,
                writer.AddInt8("w", [1, 3, 3, 6], Ramp(54), TfliteQuantization.PerChannel([1, 1, 1, 1, 1, 0.5f], 3)),
                writer.AddInt32("b", [6], new int[6]),
                y,
                TflitePadding.Valid,
                depthMultiplier: 3,
                dilation: (2, 2),
                activation: TfliteActivation.Relu)));

        Assert.Equal((6, 2, TensorLayout.OneHwc), (conv.Geometry.OutChannels, conv.Geometry.Groups, conv.Geometry.Layout));
        Assert.Equal(2, conv.Geometry.Window.DilationY);
        Assert.Equal(new QuantizedMultiplier(1 << 30, -1), conv.Requantization.For(5).Multiplier);
        Assert.Equal(new ClampRange(0, 127), conv.Requantization.Clamp);
    }

    [Fact]
    public void FullyConnected_PerTensor_RoundsTheProductToFloat32()
    {
        FullyConnected dense = Import<FullyConnected>(OneOperator(
            ([2, 3], Scale(0.1f)),
            ([2, 4], Scale(0.7f)),
            (writer, x, y) => writer.FullyConnected(x, writer.AddInt8("w", [4, 3], Ramp(12), Scale(0.3f)), TfliteWriter.NoTensor, y)));

        Assert.Equal([Multiplier((0.1f * 0.3f) / (double)0.7f)], dense.Requantization.Multipliers);
        Assert.NotEqual([Multiplier(0.1f * (double)0.3f / 0.7f)], dense.Requantization.Multipliers);
        Assert.Equal(WindowGeometry.Vector(2, 3), dense.Geometry.Window);
    }

    [Fact]
    public void FullyConnected_PerChannelKeepingDimensions_HasAMultiplierPerChannelInDouble()
    {
        FullyConnected dense = Import<FullyConnected>(OneOperator(
            ([1, 5, 3], Scale(0.1f)),
            ([1, 5, 2], Scale(0.7f)),
            (writer, x, y) => writer.FullyConnected(
                x,
                writer.AddInt8("w", [2, 3], Ramp(6), TfliteQuantization.PerChannel([0.3f, 0.6f], 0)),
                writer.AddInt32("b", [2], [1, 2]),
                y,
                keepNumDims: true)));

        Assert.Equal([Multiplier(0.1f * (double)0.3f / 0.7f), Multiplier(0.1f * (double)0.6f / 0.7f)], dense.Requantization.Multipliers);
        Assert.Equal(5, dense.Geometry.Window.Batches);
    }

    [Fact]
    public void Add_ConstantOperandThatBroadcasts_HasTheThreeMultipliers()
    {
        Add add = Import<Add>(OneOperator(
            ([1, 2, 2, 3], Scale(0.5f, 4)),
            ([1, 2, 2, 3], Scale(0.75f, 9)),
            (writer, x, y) => writer.Add(x, writer.AddInt8("c", [3], [1, 2, 3], Scale(0.25f, -5)), y, TfliteActivation.Relu6)));

        Assert.Equal(new QuantizedMultiplier(1 << 30, 0), add.FirstMultiplier); // 0.5 / 1
        Assert.Equal(new QuantizedMultiplier(1 << 30, -1), add.SecondMultiplier); // 0.25 / 1
        Assert.Equal(new QuantizedMultiplier(1431655765, -19), add.OutputMultiplier); // 1 / (2^20 * 0.75) = 2/3 * 2^-19
        Assert.Equal(new ClampRange(9, 17), add.Clamp);
    }

    [Fact]
    public void Pools_WindowAndClamp_AreRead()
    {
        byte[] Pool(Action<TfliteWriter, int, int> add) => OneOperator(([1, 5, 5, 2], Scale(0.5f, 1)), ([1, 3, 2, 2], Scale(0.5f, 1)), add);

        AveragePool2D average = Import<AveragePool2D>(Pool((writer, x, y) =>
            writer.AveragePool2D(x, y, (3, 2), (2, 3), TflitePadding.Same, TfliteActivation.Relu)));
        MaxPool2D max = Import<MaxPool2D>(Pool((writer, x, y) =>
            writer.MaxPool2D(x, y, (3, 2), (2, 3), TflitePadding.Same, TfliteActivation.Relu6)));

        Assert.Equal(new WindowGeometry(1, 5, 5, 2, 3, 2, 2, 3, 1, 1, Padding.Same), average.Window);
        Assert.Equal(new ClampRange(1, 127), average.Clamp);
        Assert.Equal(average.Window, max.Window);
        Assert.Equal(new ClampRange(1, 13), max.Clamp);
    }

    [Fact]
    public void Reshape_ShapeOperand_IsDroppedFromTheGraph()
    {
        byte[] file = OneOperator(
            ([1, 2, 3, 4], Scale(0.5f, 1)),
            ([2, 12], Scale(0.5f, 1)),
            (writer, x, y) => writer.Reshape(x, y, shapeTensor: writer.AddInt32("shape", [2], [2, 12])));

        Assert.Equal([0], Import<Reshape>(file).Inputs);
        Assert.Equal([0, 1], ImportModel(file).Graph.Tensors.Select(tensor => tensor.Index));
    }

    [Theory]
    [InlineData(0.1f, 1f, 0.1 * 67_108_864, -248)] // 6710886.5 = 0.8 * 2^23: 31 * 2^26 / 2^23
    [InlineData(0.5f, 2f, 67_108_864.0, -15)] // 2^26 = 1/2 * 2^27: 15.5
    [InlineData(20f, 1f, 1_342_177_280.0, 0)] // 0.625 * 2^31, written with shift 30
    public void Softmax_Scale_GivesMultiplierAndLeastDifference(float scale, float beta, double factor, int minDifference)
    {
        Softmax softmax = Import<Softmax>(OneOperator(
            ([1, 4], Scale(scale, 3)),
            ([1, 4], Scale(1 / 256f, -128)),
            (writer, x, y) => writer.Softmax(x, y, beta)));

        Assert.Equal(Multiplier((double)scale * beta * 67_108_864).Multiplier, softmax.InputMultiplier.Multiplier);
        Assert.Equal(Math.Min((int)Math.Floor(Math.Log2(factor)) + 1, 30), softmax.InputMultiplier.Shift);
        Assert.Equal(minDifference, softmax.MinDifference);
    }

    private static QuantizedMultiplier Multiplier(double factor) => QuantizedMultipliers.From(factor);

    private static T Import<T>(byte[] file)
        where T : GraphNode
    {
        Network network = ImportModel(file);
        Assert.Equal(network.Graph, network.Reread().Graph);
        return Assert.IsType<T>(Assert.Single(network.Graph.Nodes));
    }
}
