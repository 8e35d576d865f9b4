using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Planning.Strategies;

public sealed class WinogradStrategyTests
{
    [Theory]
    [InlineData(5, 20, 0)]
    [InlineData(16, 8, 0)]
    [InlineData(3, 5, 77)]
    [InlineData(1, 40, -128)]
    public void PackedWeights_Unpacked_AreTheTransformedFilters(int inChannels, int outChannels, int weightZeroPoint)
    {
        TinyParameters parameters = new() { WeightZeroPoint = weightZeroPoint == 0 ? null : channel => weightZeroPoint + (channel % 2) };
        WinogradKernel kernel = Kernel([1, 7, 8, inChannels], outChannels, new TinyWindow(3, 3), parameters);
        int next = 0;
        HashSet<int> channels = [];
        foreach (int first in kernel.BlockStarts())
        {
            for (int position = 0; position < 16; position++)
            {
                for (int i = 0; i < kernel.Pairs * kernel.Block.Channels * 2; i++)
                {
                    int inChannel = (2 * (i / (2 * kernel.Block.Channels))) + (i % 2);
                    int outChannel = first + (i / 2 % kernel.Block.Channels);
                    bool exists = inChannel < inChannels && outChannel < outChannels;
                    Assert.Equal(exists ? Transformed(kernel.Layer, outChannel, inChannel, position / 4, position % 4) : 0, kernel.PackedWeights[next++]);
                    channels.Add(outChannel);
                }
            }
        }

        Assert.Equal(next, kernel.PackedWeights.Count);
        Assert.Superset(Enumerable.Range(0, outChannels).ToHashSet(), channels);
    }

    [Fact]
    public void Terms_TransformedAndPacked_GiveTheProductsOfTheCircuit()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 7, 8, 6]), 8, new TinyWindow(3, 3));
        WinogradKernel kernel = Assert.IsType<WinogradKernel>(Assert.Single(Plans.Of(builder.Build(), multiplier: "bam:h=1,v=3", strategy: "winograd").Kernels));
        Multiplier multiplier = new BrokenArrayMultiplier(1, 3);

        // The first position of a tile is four times the upper left weight.
        for (int activation = -128; activation <= 127; activation++)
        {
            long sum = Enumerable.Range(0, kernel.Planes.Count).Sum(term => (long)kernel.Planes[term].OfActivation[activation + 128] * kernel.PackedWeights[term * kernel.Pairs * kernel.Block.Channels * 2]);
            Assert.Equal(4 * multiplier.Apply(activation, kernel.Layer.Weight(0, 0)), sum);
        }
    }

    [Theory]
    [InlineData(6, 8)]
    [InlineData(40, 4)]
    [InlineData(112, 3)]
    public void Strips_OfSmallWeights_AreFewTilesInWholeBlocks(int extent, int inChannels)
    {
        WinogradKernel kernel = Kernel([1, extent, extent, inChannels], 16, new TinyWindow(3, 3));

        Assert.Equal(0, kernel.StripTiles % kernel.Block.Pixels);
        Assert.True(kernel.StripTiles <= 8 + kernel.Block.Pixels);
        Assert.Equal(extent * extent / 4, kernel.Tiles);
    }

    [Fact]
    public void Offer_OtherWindows_NamesWhy()
    {
        AssertRefused("only convolutions of 3 x 3 with stride 1 and one group have such tiles", [1, 7, 7, 4], new TinyWindow(3, 3) { StrideX = 2 });
        AssertRefused("only convolutions of 3 x 3 with stride 1 and one group have such tiles", [1, 7, 7, 4], new TinyWindow(3, 3) { DilationY = 2 });
        AssertRefused("only convolutions of 3 x 3 with stride 1 and one group have such tiles", [1, 7, 7, 4], new TinyWindow(3, 1));
        AssertRefused("the output is smaller than a tile of 2 x 2", [1, 1, 7, 4], new TinyWindow(3, 3));
        AssertRefused("a high half takes one product", [1, 7, 7, 4], new TinyWindow(3, 3), multiplier: "trunc:1");
        AssertRefused("the adder has no carries between its low bits", [1, 7, 7, 4], new TinyWindow(3, 3), adder: "loa:2");
    }

    [Theory]
    [InlineData((1 << 29) - 1, true)]
    [InlineData(1 << 29, false)]
    [InlineData(-(1 << 29), false)]
    public void Offer_AccumulatorsWhoseFourfoldLeavesInt32_AreRefused(int bias, bool fits)
    {
        // All weights are 0, so the accumulator is the bias.
        TinyParameters parameters = new() { Weights = new sbyte[36], Bias = [bias] };
        if (fits)
        {
            Assert.Equal(bias, Kernel([1, 7, 7, 4], 1, new TinyWindow(3, 3), parameters).Layer.Bound.MaxMagnitude);
        }
        else
        {
            AssertRefused("4 times an accumulator of 536870912 does not fit int32", [1, 7, 7, 4], new TinyWindow(3, 3), parameters);
        }
    }

    /// <summary>An element of G g G' with a doubled G, written out.</summary>
    private static int Transformed(MacLayer layer, int outChannel, int inChannel, int row, int column)
    {
        int[] left = Factors(row);
        int[] right = Factors(column);
        return Enumerable.Range(0, 9).Sum(element => left[element / 3] * right[element % 3]
            * (layer.Weights[(((outChannel * 9) + element) * layer.Geometry.Window.InChannels) + inChannel] - layer.WeightZeroPointOf(outChannel)));

        static int[] Factors(int line) => line switch
        {
            0 => [2, 0, 0],
            1 => [1, 1, 1],
            2 => [1, -1, 1],
            _ => [0, 0, 2],
        };
    }

    private static void AssertRefused(string reason, int[] input, TinyWindow window, TinyParameters? parameters = null, string? multiplier = null, string? adder = null)
    {
        DiagnosticException refusal = Assert.Throws<DiagnosticException>(() => Plans.Of(Layer(input, 1, window, parameters), multiplier, adder, "winograd"));

        Assert.Equal($"\"conv_0\" cannot be written by strategy winograd: {reason}", refusal.Diagnostic.Message);
    }

    private static WinogradKernel Kernel(int[] input, int outChannels, TinyWindow window, TinyParameters? parameters = null) =>
        Assert.IsType<WinogradKernel>(Assert.Single(Plans.Of(Layer(input, outChannels, window, parameters), strategy: "winograd").Kernels));

    private static Network Layer(int[] input, int outChannels, TinyWindow window, TinyParameters? parameters)
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input(input), outChannels, window, parameters);
        return builder.Build();
    }
}
