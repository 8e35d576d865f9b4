using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>The vector form of accumulators gives the plain form's numbers, all of them.</summary>
public sealed class ProductSumsTests
{
    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Of_RandomLayers_IsThePlainForm(PaddingRule padding)
    {
        int compared = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            Network network = (seed % 4) switch
            {
                0 => TinyGraphs.RandomTransposeConv(seed, padding),
                1 => TinyGraphs.Network(seed, padding),
                _ => TinyGraphs.RandomLayer(seed, padding),
            };
            network = seed % 3 == 0 ? network.Centred() : network;
            OperatorPair pair = new(seed % 2 == 0 ? new ExactMultiplier() : new TruncatedMultiplier(seed % 9), new ExactAdder());
            AnalysisOptions options = new() { Threads = 1 + (seed % 3), Register = new AccumulatorRegister(seed % 5 == 0 ? 14 : 32, Saturates: false) };
            MacNode layer = network.Graph.MacNodes.First();
            LayerFacts facts = LayerFacts.Of(network, layer, pair);
            Box box = RandomBox(network.Graph.Tensor(layer.Input).ElementCount, new SplitMix64((ulong)seed), seed % 7 == 0);
            if (ProductSums.TryOf(facts, box, options) is not LayerAccumulators sums)
            {
                continue;
            }

            compared++;
            LayerAccumulators plain = LayerAccumulators.OfWindows(facts, box, options);
            Assert.Equal(plain.Input, sums.Input);
            Assert.Equal(plain.Channels, sums.Channels);
            WindowIntervals held = plain.Held.ToIntervals();
            for (int channel = 0; channel < plain.Channels.Count; channel++)
            {
                Assert.Equal(held.WindowOfPosition!.Select(window => held.Ranges[channel][window]), sums.Held.ToIntervals().Ranges[channel]);
            }
        }

        Assert.True(compared >= 100, $"only {compared} layers have a vector form");
    }

    [Fact]
    public void Of_SumsThatMayLeaveInt32_AreLeftToThePlainForm()
    {
        TinyGraphBuilder builder = new("wide", new SplitMix64(1));
        builder.FullyConnected(builder.Input([1, 2], 0), 1, new TinyParameters { Weights = [127, 127], Bias = [int.MaxValue - 20_000] });
        Network network = builder.Build();
        LayerFacts facts = LayerFacts.Of(network, network.Graph.MacNodes.First(), OperatorPair.Exact);

        Assert.Null(ProductSums.TryOf(facts, Box.Uniform(2, -128, 127), AnalysisOptions.Default));
    }

    [Theory]
    [InlineData("loa")]
    [InlineData("table")]
    public void Of_OtherCircuits_IsThePlainForm(string circuit)
    {
        Network network = TinyGraphs.RandomLayer(3);
        OperatorPair pair = circuit == "loa" ? new(new ExactMultiplier(), new LowerPartOrAdder(3)) : new(new ScrambledMultiplier(), new ExactAdder());
        LayerFacts facts = LayerFacts.Of(network, network.Graph.MacNodes.First(), pair);
        Assert.Null(ProductSums.TryOf(facts, Box.Uniform(network.Graph.Tensor(network.Graph.MacNodes.First().Input).ElementCount, -3, 4), AnalysisOptions.Default));
    }

    /// <summary>An interval of its own for each element.</summary>
    private static Box RandomBox(int count, SplitMix64 random, bool isPoint)
    {
        sbyte[] lower = new sbyte[count];
        random.FillInt8(lower);
        return new Box(lower, [.. lower.Select(code => isPoint ? code : (sbyte)(code + random.NextBelow(128 - code)))]);
    }
}
