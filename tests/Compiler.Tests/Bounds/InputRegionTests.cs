using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Compiler.Tests.Bounds;

public sealed class InputRegionTests
{
    [Theory]
    [InlineData(1f, -128)]
    [InlineData(1f / 255, -128)]
    [InlineData(1f / 127.5f, 0)]
    [InlineData(0.0187f, -14)]
    [InlineData(102f, -10)]
    public void Pixels_OfAnyInputQuantization_AreTheCodesThatQuantizeMakesOfBytes(float scale, int zeroPoint)
    {
        TensorDescription described = new("x", Runtime.ElementType.Int8, [1, 256], scale, zeroPoint);
        NpyArray bytes = NpyArray.Create<byte>([1, 256], [.. Enumerable.Range(0, 256).Select(pixel => (byte)pixel)]);
        sbyte[] codes = InputReader.Read([described], [bytes], quantize: true).Inputs[0].Values<sbyte>().ToArray();

        Assert.Equal(new Interval(codes.Min(), codes.Max()), InputRegion.Pixels.BoxOf(Input(scale, zeroPoint), 0)[0]);
    }

    [Theory]
    [InlineData(0f, 255f, 1f, -128, -128, 127)]
    [InlineData(-1f, 1f, 1f / 128, 0, -128, 127)]
    [InlineData(0f, 255f, 2f, -100, -100, 28)]
    [InlineData(0f, 255f, 102f, -10, -10, -7)]
    [InlineData(-3e38f, 3e38f, 1e-38f, 5, -128, 127)]
    [InlineData(0.25f, 0.25f, 0.5f, 0, 1, 1)]
    public void Real_OfAnInputQuantization_HasTheCodesOfItsEnds(float from, float to, float scale, int zeroPoint, int lower, int upper) =>
        Assert.Equal(new Interval(lower, upper), InputRegion.Real(from, to).BoxOf(Input(scale, zeroPoint), 0)[0]);

    [Theory]
    [InlineData(QuantizeRounding.HalfToEven, 0, 2)]
    [InlineData(QuantizeRounding.HalfToEvenByReciprocal, 0, 2)]
    [InlineData(QuantizeRounding.HalfAwayFromZero, 1, 3)]
    public void Real_OfAModelThatQuantizes_RoundsAsItsNodeDoes(QuantizeRounding rounding, int lower, int upper)
    {
        TinyGraphBuilder builder = new("real", new SplitMix64(1));
        int codes = builder.QuantizedInput([1, 4], rounding);
        QuantizedGraph graph = builder.Build([builder.Dequantize(codes)]).Graph;
        float scale = BitConverter.UInt32BitsToSingle(graph.Tensor(codes).ScaleBits);
        int zeroPoint = graph.Tensor(codes).ZeroPoint;

        (_, TensorInfo tensor, Box box) = Assert.Single(InputRegion.Real(0.5f * scale, 2.5f * scale).BoxesOf(graph));

        Assert.Equal(codes, tensor.Index);
        Assert.Equal(new Interval(lower + zeroPoint, upper + zeroPoint), box[0]);
    }

    [Fact]
    public void Outside_SamplesOfEveryType_AreKnownByTheirCodes()
    {
        Network network = TinyGraphs.Boundaries(1);
        Compiler.Reference.ReferenceEngine engine = new(network, Generators.Circuits.OperatorAssignment.Exact);
        SampleBatch samples = SampleBatch.Random(engine.Inputs, count: 3, seed: 5);
        sbyte[][] centres = InputCodes.Centres(network.Graph, samples, 1);
        Assert.Equal(2, centres.Length);

        Assert.Null(InputCodes.Outside(InputRegion.Full, network.Graph, samples, 0));
        Assert.Null(InputCodes.Outside(InputRegion.Linf(centres, 0), network.Graph, samples, 1));
        Assert.Matches(@"^element 0 of ""\w+"" has code -?\d+, outside the region linf: \[-?\d+, -?\d+\]$", InputCodes.Outside(InputRegion.Linf(centres, 0), network.Graph, samples, 2));
    }

    [Fact]
    public void Linf_NearTheEnds_IsCutOffByTheRangeOfCodes()
    {
        Box box = InputRegion.Linf([[-127, 0, 126]], 3).BoxOf(Input(1, 0), 0);
        Assert.Equal([new Interval(-128, -124), new Interval(-3, 3), new Interval(123, 127)], Enumerable.Range(0, 3).Select(i => box[i]));
    }

    [Fact]
    public void Linf_OfAnotherShape_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => InputRegion.Linf([[1, 2]], 3).BoxOf(Input(1, 0), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => InputRegion.Linf([[1, 2, 3]], 256));
    }

    private static TensorInfo Input(float scale, int zeroPoint) => new(
        0, "input", ElementType.Int8, EquatableArray.Of(1, 3), TensorLayout.Any, false,
        new TensorQuantization(EquatableArray.Of(BitConverter.SingleToUInt32Bits(scale)), "", zeroPoint, 0));
}
