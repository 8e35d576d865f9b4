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
    /// <summary>Twice Winograd's G, and his G with its rows times 24, -6, -6, 24, 24 and 6.</summary>
    private static readonly Dictionary<string, int[][]> FilterTransforms = new()
    {
        ["winograd"] = [[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]],
        ["winograd4x4"] = [[6, 0, 0], [1, 1, 1], [1, -1, 1], [1, 2, 4], [1, -2, 4], [0, 0, 6]],
    };

    [Theory]
    [InlineData("winograd", 5, 20, 0)]
    [InlineData("winograd", 16, 8, 0)]
    [InlineData("winograd", 3, 5, 77)]
    [InlineData("winograd", 1, 40, -128)]
    [InlineData("winograd4x4", 5, 20, 0)]
    [InlineData("winograd4x4", 16, 8, 77)]
    [InlineData("winograd4x4", 1, 40, -128)]
    public void PackedWeights_Unpacked_AreTheTransformedFilters(string strategy, int inChannels, int outChannels, int weightZeroPoint)
    {
        TinyParameters parameters = new() { WeightZeroPoint = weightZeroPoint == 0 ? null : channel => weightZeroPoint + (channel % 2) };
        WinogradKernel kernel = Kernel(strategy, [1, 7, 8, inChannels], outChannels, new TinyWindow(3, 3), parameters);
        int next = 0;
        HashSet<int> channels = [];
        foreach (int first in kernel.BlockStarts())
        {
            for (int position = 0; position < kernel.Form.Products; position++)
            {
                for (int i = 0; i < kernel.Pairs * kernel.Block.Channels * 2; i++)
                {
                    int inChannel = (2 * (i / (2 * kernel.Block.Channels))) + (i % 2);
                    int outChannel = first + (i / 2 % kernel.Block.Channels);
                    bool exists = inChannel < inChannels && outChannel < outChannels;
                    Assert.Equal(exists ? Transformed(kernel, outChannel, inChannel, position) : 0, kernel.PackedWeights[next++]);
                    channels.Add(outChannel);
                }
            }
        }

        Assert.Equal(next, kernel.PackedWeights.Count);
        Assert.Superset(Enumerable.Range(0, outChannels).ToHashSet(), channels);
    }

    [Theory]
    [InlineData("winograd", 4)]
    [InlineData("winograd4x4", 36)]
    public void Terms_TransformedAndPacked_GiveTheProductsOfTheCircuit(string strategy, int factor)
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 7, 8, 6]), 8, new TinyWindow(3, 3));
        WinogradKernel kernel = Assert.IsType<WinogradKernel>(Assert.Single(Plans.Of(builder.Build(), multiplier: "bam:h=1,v=3", strategy: strategy).Kernels));
        Multiplier multiplier = new BrokenArrayMultiplier(1, 3);

        // The first position of a tile is a multiple of the upper left weight.
        for (int activation = -128; activation <= 127; activation++)
        {
            long sum = Enumerable.Range(0, kernel.Planes.Count).Sum(term => (long)kernel.Planes[term].OfActivation[activation + 128] * kernel.PackedWeights[term * kernel.Pairs * kernel.Block.Channels * 2]);
            Assert.Equal(factor * multiplier.Apply(activation, kernel.Layer.Weight(0, 0)), sum);
        }
    }

    [Theory]
    [InlineData("winograd", 6, 8)]
    [InlineData("winograd", 40, 4)]
    [InlineData("winograd", 112, 3)]
    [InlineData("winograd4x4", 8, 8)]
    [InlineData("winograd4x4", 112, 3)]
    public void Strips_OfSmallWeights_AreFewTilesInWholeBlocks(string strategy, int extent, int inChannels)
    {
        WinogradKernel kernel = Kernel(strategy, [1, extent, extent, inChannels], 16, new TinyWindow(3, 3));

        Assert.Equal(0, kernel.StripTiles % kernel.Block.Pixels);
        Assert.True(kernel.StripTiles <= 8 + kernel.Block.Pixels);
        Assert.Equal(extent * extent / (kernel.Form.Extent * kernel.Form.Extent), kernel.Tiles);
    }

    [Theory]
    [InlineData("winograd")]
    [InlineData("winograd4x4")]
    public void Offer_OtherWindows_NamesWhy(string strategy)
    {
        AssertRefused(strategy, "only convolutions of 3 x 3 with stride 1 and one group have such tiles", [1, 7, 7, 4], new TinyWindow(3, 3) { StrideX = 2 });
        AssertRefused(strategy, "only convolutions of 3 x 3 with stride 1 and one group have such tiles", [1, 7, 7, 4], new TinyWindow(3, 3) { DilationY = 2 });
        AssertRefused(strategy, "only convolutions of 3 x 3 with stride 1 and one group have such tiles", [1, 7, 7, 4], new TinyWindow(3, 1));
        AssertRefused(strategy, "a high half takes one product", [1, 7, 7, 4], new TinyWindow(3, 3), multiplier: "trunc:1");
        AssertRefused(strategy, "the adder has no carries between its low bits", [1, 7, 7, 4], new TinyWindow(3, 3), adder: "loa:2");
    }

    [Fact]
    public void Offer_FewerOutputsThanATile_NamesItsExtent()
    {
        AssertRefused("winograd", "the output is smaller than a tile of 2 x 2", [1, 3, 7, 4], new TinyWindow(3, 3) { Padding = Padding.Valid });
        AssertRefused("winograd4x4", "the output is smaller than a tile of 4 x 4", [1, 7, 5, 4], new TinyWindow(3, 3) { Padding = Padding.Valid });
    }

    [Theory]
    [InlineData("winograd", 1 << 29, 4)]
    [InlineData("winograd4x4", 1 << 25, 64)]
    public void Offer_AccumulatorsWhoseMultipleLeavesInt32_AreRefused(string strategy, int limit, int multiple)
    {
        foreach (int bias in new[] { limit - 1, 1 - limit })
        {
            Assert.Equal(limit - 1, Kernel(strategy, [1, 7, 7, 4], 1, new TinyWindow(3, 3), Bias(bias)).Layer.Bound.MaxMagnitude);
        }

        foreach (int bias in new[] { limit, -limit })
        {
            AssertRefused(strategy, $"{multiple} times an accumulator of {limit} does not fit int32", [1, 7, 7, 4], new TinyWindow(3, 3), Bias(bias));
        }

        // All weights are 0, so the accumulator is the bias.
        static TinyParameters Bias(int bias) => new() { Weights = new sbyte[36], Bias = [bias] };
    }

    /// <summary>The least of the costs, with the reasons of the others.</summary>
    [Theory]
    [InlineData(16, 32, "winograd4x4", "36 products for 4 x 4 outputs instead of 144")]
    [InlineData(10, 32, "winograd", "16 products for 2 x 2 outputs instead of 36")]
    [InlineData(3, 32, "winograd", "16 products for 2 x 2 outputs instead of 36")]
    public void Choose_Extents_TakesTheTilesThatCostLess(int extent, int channels, string strategy, string products)
    {
        LayerKernel kernel = Assert.Single(Plans.Of(Layer([1, extent, extent, channels], channels, new TinyWindow(3, 3) { Padding = Padding.Same }, null)).LayerKernels);

        Assert.Equal(strategy, kernel.Strategy);
        Assert.Contains(products, kernel.Reason);
        Assert.Single(kernel.Others, note => note.Strategy == (strategy == "winograd" ? "winograd4x4" : "winograd"));
    }

    /// <summary>An element of G g G', written out.</summary>
    private static int Transformed(WinogradKernel kernel, int outChannel, int inChannel, int position)
    {
        MacLayer layer = kernel.Layer;
        int[][] transform = FilterTransforms[kernel.Strategy];
        int[] left = transform[position / transform.Length];
        int[] right = transform[position % transform.Length];
        return Enumerable.Range(0, 9).Sum(element => left[element / 3] * right[element % 3]
            * (layer.Weights[(((outChannel * 9) + element) * layer.Geometry.Window.InChannels) + inChannel] - layer.WeightZeroPointOf(outChannel)));
    }

    private static void AssertRefused(string strategy, string reason, int[] input, TinyWindow window, TinyParameters? parameters = null, string? multiplier = null, string? adder = null)
    {
        DiagnosticException refusal = Assert.Throws<DiagnosticException>(() => Plans.Of(Layer(input, 1, window, parameters), multiplier, adder, strategy));

        Assert.Equal($"\"conv_0\" cannot be written by strategy {strategy}: {reason}", refusal.Diagnostic.Message);
    }

    private static WinogradKernel Kernel(string strategy, int[] input, int outChannels, TinyWindow window, TinyParameters? parameters = null) =>
        Assert.IsType<WinogradKernel>(Assert.Single(Plans.Of(Layer(input, outChannels, window, parameters), strategy: strategy).Kernels));

    private static Network Layer(int[] input, int outChannels, TinyWindow window, TinyParameters? parameters)
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input(input), outChannels, window, parameters);
        return builder.Build();
    }
}
