using System.Runtime.Intrinsics;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
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
        Func<int, int>[] factorsOf = [activation => activation & ~7, activation => -(activation >> 1), activation => Math.Max(0, activation - 20)];
        int compared = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            Network network = (seed % 4) switch
            {
                0 => TinyGraphs.RandomTransposeConv(seed, padding),
                1 => TinyGraphs.Network(seed, padding),
                _ => TinyGraphs.RandomLayer(seed, padding),
            };
            network = seed % 3 == 0 && seed % 5 != 4 ? network.Centred() : network;
            Multiplier multiplier = (seed % 5) switch
            {
                0 or 1 => new ExactMultiplier(),
                2 or 3 => new TruncatedMultiplier(seed % 9),
                _ => seed % 2 == 0 ? new ScrambledMultiplier() : RankOne(activation => factorsOf[seed % 3](activation), weight => (weight & ~3) - 1),
            };
            OperatorPair pair = new(multiplier, seed % 4 == 1 ? new TruncatedAdder(seed % 11) : new ExactAdder());
            AnalysisOptions options = new() { Threads = 1 + (seed % 3), Register = new AccumulatorRegister(seed % 5 == 0 ? 14 : 32, Saturates: false) };
            MacNode layer = network.Graph.MacNodes.First();
            LayerFacts facts = LayerFacts.Of(network, layer, pair);
            Box box = RandomBox(network.Graph.Tensor(layer.Input).ElementCount, new SplitMix64((ulong)seed), seed % 7 == 0);
            if (ProductSums.TryOf(facts, box, options) is not LayerAccumulators sums)
            {
                continue;
            }

            compared++;
            AssertEqual(LayerAccumulators.OfWindows(facts, box, options), sums);
        }

        Assert.True(compared >= 100, $"only {compared} layers have a vector form");
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Of_AnyCircuitWhereIntervalsRepeat_IsThePlainForm(PaddingRule padding)
    {
        ScrambledMultiplier multiplier = new();
        int compared = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            Network network = seed % 4 == 0 ? TinyGraphs.RandomTransposeConv(seed, padding) : TinyGraphs.RandomLayer(seed, padding);
            MacNode layer = network.Graph.MacNodes.First();
            LayerFacts facts = LayerFacts.Of(network, layer, new(multiplier, new ExactAdder()));
            Box few = RandomBox(2, new SplitMix64((ulong)seed), isPoint: false);
            int[] chosen = [.. Enumerable.Range(0, network.Graph.Tensor(layer.Input).ElementCount).Select(element => element * 7 % 11 % 2)];
            Box box = new([.. chosen.Select(i => few.Lower[i])], [.. chosen.Select(i => few.Upper[i])]);
            using RangeRows? rows = RangeRows.TryOf(facts, box, PackedRanges.TryOf(multiplier)!);
            if (rows is not null && ProductSums.TryOf(facts, box, new AnalysisOptions { Threads = 1 + (seed % 3) }) is LayerAccumulators sums)
            {
                compared++;
                AssertEqual(LayerAccumulators.OfWindows(facts, box, AnalysisOptions.Default), sums);
            }
        }

        Assert.True(compared >= 10, $"only {compared} layers have rows");
    }

    [Fact]
    public void Rows_OfIntervalsThatDoNotRepeat_AreNotMade()
    {
        TinyGraphBuilder builder = new("pixels", new SplitMix64(1));
        builder.FullyConnected(builder.Input([1, 2], 0), 1, new TinyParameters { Weights = [3, -4], Bias = [0] });
        Network network = builder.Build();
        LayerFacts facts = LayerFacts.Of(network, network.Graph.MacNodes.First(), OperatorPair.Exact);

        Assert.Null(RangeRows.TryOf(facts, Box.Uniform(2, -128, 127), PackedRanges.TryOf(new ScrambledMultiplier())!));
    }

    [Theory]
    [InlineData(RequantizationKind.TfliteDouble)]
    [InlineData(RequantizationKind.TfliteSingle)]
    [InlineData(RequantizationKind.OnnxFloat)]
    public void ToCodes_OfElements_IsThePlainForm(RequantizationKind kind)
    {
        SplitMix64 random = new(3);
        for (int channels = 1; channels <= 19; channels++)
        {
            const int Positions = 5;
            ElementSums sums = new(Positions, channels, AnalysisOptions.Default);
            for (int i = 0; i < sums.Lower.Length; i++)
            {
                sums.Lower[i] = Vector256.Create([.. Enumerable.Range(0, ElementSums.Lanes).Select(_ => random.NextBelow(200_000) - 100_000)]);
                sums.Upper[i] = sums.Lower[i] + Vector256.Create(random.NextBelow(100_000));
            }

            ClampRange clamp = new(-100 + channels, 120);
            ChannelRequantization requantization = kind == RequantizationKind.OnnxFloat
                ? ChannelRequantization.OnnxFloat(Enumerable.Range(0, channels).Select(_ => BitConverter.SingleToUInt32Bits((1 + random.NextBelow(1000)) * 1e-6f)).ToEquatableArray(), clamp)
                : new(kind, Enumerable.Range(0, channels).Select(_ => new QuantizedMultiplier((1 << 30) + random.NextBelow(1 << 30), random.NextBelow(4) - 12)).ToEquatableArray(), clamp);
            Box plain = sums.ToIntervals().ToCodes(requantization, 7);
            Box codes = sums.ToCodes(requantization, 7);
            Assert.Equal(plain.Lower, codes.Lower);
            Assert.Equal(plain.Upper, codes.Upper);
            Assert.True(channels < 4 || codes.Lower.ToArray().Distinct().Count() > 10);
        }
    }

    /// <summary>One product of one value: its range is a point, and not empty.</summary>
    [Fact]
    public void Of_OneProductOfAPoint_IsThatProduct()
    {
        TinyGraphBuilder builder = new("point", new SplitMix64(1));
        builder.FullyConnected(builder.Input([1, 1], 0), 2, new TinyParameters { Weights = [3, -4], Bias = [0, 0] });
        Network network = builder.Build();
        LayerFacts facts = LayerFacts.Of(network, network.Graph.MacNodes.First(), OperatorPair.Exact);

        LayerAccumulators sums = LayerAccumulators.Of(facts, Box.Uniform(1, 5, 5), AnalysisOptions.Default);

        Assert.NotNull(ProductSums.TryOf(facts, Box.Uniform(1, 5, 5), AnalysisOptions.Default));
        Assert.Equal([Interval.Point(15), Interval.Point(-20)], sums.Channels.Select(channel => channel.Product));
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
    [InlineData("wide")]
    public void Of_OtherCircuits_IsThePlainForm(string circuit)
    {
        Network network = TinyGraphs.RandomLayer(3);
        OperatorPair pair = circuit == "loa" ? new(new ExactMultiplier(), new LowerPartOrAdder(3)) : new(ScrambledMultiplier.Table(4), new ExactAdder());
        LayerFacts facts = LayerFacts.Of(network, network.Graph.MacNodes.First(), pair);
        Assert.Null(ProductSums.TryOf(facts, Box.Uniform(network.Graph.Tensor(network.Graph.MacNodes.First().Input).ElementCount, -3, 4), AnalysisOptions.Default));
    }

    [Fact]
    public void Factors_OfATable_AreThereWhereActivationsKeepTheirOrder()
    {
        MonotoneFactors factors = MonotoneFactors.TryOf(RankOne(activation => Math.Max(0, activation - 20), weight => -weight))!;
        Assert.Equal((0, 0, 1, 107), (factors.OfActivation[0], factors.OfActivation[148], factors.OfActivation[149], factors.OfActivation[255]));
        Assert.Equal((128, -127), (factors.OfWeight[0], factors.OfWeight[255]));
        Assert.NotNull(MonotoneFactors.TryOf(RankOne(activation => -activation, weight => weight)));
        Assert.NotNull(MonotoneFactors.TryOf(RankOne(_ => 0, weight => weight)));
        MonotoneFactors behind = MonotoneFactors.TryOf(RankOne(activation => activation, weight => 2 * Math.Max(0, weight)))!;
        Assert.Equal((-256, 254, 0, 127), (behind.OfActivation[0], behind.OfActivation[255], behind.OfWeight[0], behind.OfWeight[255]));
        Assert.Null(MonotoneFactors.TryOf(RankOne(Math.Abs, weight => weight)));
        Assert.Null(MonotoneFactors.TryOf(RankOne(activation => activation, weight => weight, changed: 40_000)));
        Assert.Null(MonotoneFactors.TryOf(RankOne(activation => 3 * activation, weight => weight)));
        Assert.Null(MonotoneFactors.TryOf(new ScrambledMultiplier()));
        Assert.Null(MonotoneFactors.TryOf(new TruncatedMultiplier(2)));
    }

    private static void AssertEqual(LayerAccumulators plain, LayerAccumulators sums)
    {
        Assert.Equal(plain.Input, sums.Input);
        Assert.Equal(plain.Channels, sums.Channels);
        WindowIntervals held = plain.Held.ToIntervals();
        for (int channel = 0; channel < plain.Channels.Count; channel++)
        {
            Assert.Equal(held.WindowOfPosition!.Select(window => held.Ranges[channel][window]), sums.Held.ToIntervals().Ranges[channel]);
        }
    }

    /// <summary>A table that is a product of two functions, but for one product that may be changed by 1.</summary>
    private static TableMultiplier RankOne(Func<int, int> ofActivation, Func<int, int> ofWeight, int changed = -1) =>
        new("table:rank_one.npy,signed", [.. Enumerable.Range(0, 65536).Select(i => (ofActivation((i / 256) - 128) * ofWeight((i % 256) - 128)) + (i == changed ? 1 : 0))]);

    /// <summary>An interval of its own for each element.</summary>
    private static Box RandomBox(int count, SplitMix64 random, bool isPoint)
    {
        sbyte[] lower = new sbyte[count];
        random.FillInt8(lower);
        return new Box(lower, [.. lower.Select(code => isPoint ? code : (sbyte)(code + random.NextBelow(128 - code)))]);
    }
}
