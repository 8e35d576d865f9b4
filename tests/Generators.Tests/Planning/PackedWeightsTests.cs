using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Planning;

/// <summary>Packed weights, taken apart as kernels read them, are the weights of the layer.</summary>
public sealed class PackedWeightsTests
{
    [Fact]
    public void Direct_RandomLayers_AreTheCentredWeights() => ForEach<DirectKernel>("direct", "exact", TinyGraphs.RandomWideLayer, kernel =>
        AssertWeights(kernel.Layer, Unpack(kernel, [.. kernel.PackedWeights], [.. kernel.Image.TapOrder()]), kernel.Layer.CentredWeight));

    [Fact]
    public void Direct_TransposeConv_AreTheCentredWeightsTurnedAround() => ForEach<DirectKernel>("direct", "exact", (seed, rule) => TinyGraphs.RandomTransposeConv(seed, rule), kernel =>
    {
        AssertWeights(kernel.Layer, Unpack(kernel, [.. kernel.PackedWeights], [.. kernel.Image.TapOrder()]), kernel.Layer.CentredWeight);
        MacGeometry geometry = kernel.Layer.Geometry;
        Assert.Equal(
            Enumerable.Range(0, geometry.Window.Elements).Reverse(),
            kernel.Image.TapOrder().Where(tap => tap >= 0 && tap % geometry.GroupInChannels == 0).Select(tap => tap / geometry.GroupInChannels));
    });

    /// <summary>What is multiplied as bytes and what in int16 are the weights together, each once, and no sum of int16 can saturate or wrap.</summary>
    [Fact]
    public void Bytes_RandomLayers_AreTheCentredWeightsOfSumsThatFit() => ForEach<BytesKernel>("bytes", "exact", (seed, _) => TinyGraphs.RandomNarrowLayer(seed), kernel =>
    {
        const int group = ByteTerms.Group, lanes = AccumulatorBlock.Lanes;
        int[] taps = [.. kernel.Image.TapOrder(group)];
        long greatest = kernel.Layer.InputCodes.Upper - kernel.Layer.InputCodes.Lower;
        int nextByte = 0, nextWide = 0;
        foreach ((int firstChannel, ByteSteps steps) in kernel.BlockStarts().Zip(kernel.Steps))
        {
            Assert.Equal(Enumerable.Range(0, taps.Length / group), steps.Doubles.Concat(steps.Singles).Concat(steps.Wide).Order());
            for (int step = 0; step < steps.Doubles.Count / 2; step++)
            {
                AssertFits(2 * kernel.Block.Channels * group, 2);
                AssertWeights(steps.Doubles[2 * step], group, kernel.PackedBytes.Select(weight => (int)weight), ref nextByte);
                AssertWeights(steps.Doubles[(2 * step) + 1], group, kernel.PackedBytes.Select(weight => (int)weight), ref nextByte);
            }

            foreach (int single in steps.Singles)
            {
                AssertFits(kernel.Block.Channels * group, 1);
                AssertWeights(single, group, kernel.PackedBytes.Select(weight => (int)weight), ref nextByte);
            }

            foreach (int wide in steps.Wide)
            {
                if (kernel.HasBytesOfAll)
                {
                    AssertWeights(wide, group, kernel.PackedBytes.Select(weight => (int)weight), ref nextByte);
                }

                AssertWeights(wide, group / 2, kernel.PackedWeights.Select(weight => (int)weight), ref nextWide);
            }

            void AssertFits(int length, int groups)
            {
                sbyte[] weights = [.. kernel.PackedBytes.Skip(nextByte).Take(length)];
                for (int pair = 0; pair < kernel.Block.Channels * 2; pair++)
                {
                    int[] own = [.. Enumerable.Range(0, groups).SelectMany(i => weights.Skip((i * kernel.Block.Channels * group) + (2 * pair)).Take(2)).Select(weight => (int)weight)];
                    Assert.InRange(greatest * own.Where(weight => weight > 0).Sum(), 0, short.MaxValue);
                    Assert.InRange(greatest * own.Where(weight => weight < 0).Sum(), short.MinValue, 0);
                }
            }

            // Vectors of the taps of eight channels; a group of int16 is two halves.
            void AssertWeights(int index, int length, IEnumerable<int> packed, ref int next)
            {
                int[] weights = [.. packed.Skip(next).Take(group * kernel.Block.Channels)];
                for (int i = 0; i < weights.Length; i++)
                {
                    int half = i / (length * lanes * kernel.Block.Vectors);
                    int channel = i / length % (lanes * kernel.Block.Vectors);
                    int tap = taps[(index * group) + (half * length) + (i % length)];
                    Assert.Equal(tap < 0 || channel >= kernel.StoredChannels ? 0 : kernel.Layer.CentredWeight(firstChannel + channel, tap), weights[i]);
                }

                next += weights.Length;
            }
        }

        Assert.Equal((kernel.PackedBytes.Count, kernel.PackedWeights.Count), (nextByte, nextWide));
    });

    [Fact]
    public void Depthwise_RandomLayers_AreTheCentredWeights() => ForEach<DepthwiseKernel>("depthwise", "exact", TinyGraphs.RandomWideDepthwise, kernel =>
        AssertWeights(kernel.Layer, Unpack(kernel, [.. kernel.PackedWeights], [.. kernel.Rows.TapOrder()]), kernel.Layer.CentredWeight));

    [Fact]
    public void High_RandomLayers_AreTheWeightsMoved() => ForEach<HighKernel>("high", "trunc:3", TinyGraphs.RandomWideLayer, kernel =>
        AssertMoved(kernel.Layer, Unpack(kernel, [.. kernel.PackedWeights], [.. kernel.Image.TapOrder()])));

    [Fact]
    public void Lanes_RandomLayers_AreTheWeightsMoved() => ForEach<LanesKernel>(
        "lanes", "exact", TinyGraphs.RandomWideLayer, kernel => AssertMoved(kernel.Layer, Unpack(kernel, [.. kernel.PackedWeights], [.. kernel.Image.TapOrder()])), adder: "loa:4");

    /// <summary>Products of the factors, over all terms, are those of the circuit, but for what the start value takes away.</summary>
    [Theory]
    [InlineData("drum:4")]
    [InlineData("trunc_op:2")]
    [InlineData("bam:h=1,v=3")]
    public void Rank_RandomLayers_MakeTheProducts(string multiplier) => ForEach<RankKernel>("rank", multiplier, TinyGraphs.RandomWideLayer, kernel =>
    {
        MacLayer layer = kernel.Layer;
        if (layer.WeightZeroPoints.Count > 0)
        {
            // The zero points are a term of their own.
            return;
        }

        Dictionary<(int, int, int), int> wide = Unpack(kernel, [.. kernel.PackedWeights], [.. kernel.Image.TapOrder()], kernel.Planes.Count);
        Dictionary<(int, int, int), int> bytes = Unpack(
            kernel, [.. kernel.Bytes.PackedWeights.Select(weight => (short)weight)], [.. kernel.Image.TapOrder(ByteTerms.Group)], kernel.Bytes.Planes.Count, ByteTerms.Group);
        foreach ((int channel, int tap) in Taps(layer))
        {
            int weight = Weight(layer, channel, tap);
            for (int activation = sbyte.MinValue; activation <= sbyte.MaxValue; activation += 15)
            {
                Assert.Equal(layer.Operators.Multiplier.Apply(activation, weight) - layer.Operators.Multiplier.Apply(0, weight), Sum(activation) - Sum(0));
            }

            int Sum(int activation) =>
                kernel.Planes.Select((plane, term) => plane.OfActivation[activation + 128] * wide[(term, channel, tap)]).Sum()
                + kernel.Bytes.Planes.Select((plane, term) => plane.OfActivation[activation + 128] * bytes[(term, channel, tap)]).Sum();
        }
    });

    /// <summary>The filter comes back from its transform: the outer numbers of a line are the outer weights, the values at 1 and -1 differ by twice the middle one.</summary>
    /// <param name="strategy">Of the tiles.</param>
    /// <param name="factor">Of the outer weights, on each axis.</param>
    [Theory]
    [InlineData("winograd", 2)]
    [InlineData("winograd4x4", 6)]
    public void Winograd_RandomLayers_TransformBackToTheWeights(string strategy, int factor) => ForEach<WinogradKernel>(strategy, "exact", TinyGraphs.RandomWideLayer, kernel =>
    {
        int inChannels = kernel.Layer.Geometry.Window.InChannels;
        int extent = kernel.Form.PatchExtent;
        int[] order = [.. Enumerable.Range(0, 2 * kernel.Pairs).Select(channel => channel < inChannels ? channel : -1)];
        Dictionary<(int Position, int Channel, int InChannel), int> packed = Unpack(kernel, [.. kernel.PackedWeights], order, kernel.Form.Products);
        foreach ((int channel, int tap) in Taps(kernel.Layer))
        {
            (int element, int inChannel) = Math.DivRem(tap, inChannels);
            (int filterY, int filterX) = Math.DivRem(element, 3);
            int back = Back(filterY, y => Back(filterX, x => packed[((extent * y) + x, channel, inChannel)]));
            Assert.Equal(factor * factor * kernel.Layer.CentredWeight(channel, tap), back);
        }

        int Back(int tap, Func<int, int> transformed) => tap switch
        {
            0 => transformed(0),
            1 => factor / 2 * (transformed(1) - transformed(2)),
            _ => transformed(extent - 1),
        };
    });

    private static void ForEach<TKernel>(
        string strategy, string multiplier, Func<int, PaddingRule, Network> layers, Action<TKernel> check, string? adder = null)
        where TKernel : LayerKernel
    {
        int kernels = 0;
        for (int seed = 0; kernels < 8; seed++)
        {
            Assert.True(seed < 200, $"only {kernels} of {seed} layers");
            try
            {
                check(Assert.IsType<TKernel>(Plans.Of(layers(seed, PaddingRule.Multiply), multiplier, adder, strategy).LayerKernels.Single()));
                kernels++;
            }
            catch (DiagnosticException e) when (e.Diagnostic.Descriptor == Descriptors.StrategyInvalid)
            {
                // Not a layer for this strategy.
            }
        }
    }

    /// <summary>Takes packed weights apart in the order in which vectors are loaded; what stands for nothing has to be 0.</summary>
    private static Dictionary<(int Plane, int Channel, int Tap), int> Unpack(VectorKernel kernel, short[] packed, int[] taps, int planes = 1, int group = 2)
    {
        Dictionary<(int, int, int), int> weights = [];
        int next = 0;
        foreach (int firstChannel in kernel.BlockStarts())
        {
            for (int plane = 0; plane < planes; plane++)
            {
                for (int step = 0; step < taps.Length / group; step++)
                {
                    for (int lane = 0; lane < kernel.Block.Vectors * AccumulatorBlock.Lanes * group; lane++)
                    {
                        int channel = firstChannel + (lane / group);
                        int tap = taps[(step * group) + (lane % group)];
                        int weight = packed[next++];
                        if (tap < 0 || lane / group >= kernel.StoredChannels)
                        {
                            Assert.Equal(0, weight);
                        }
                        else
                        {
                            // Blocks that share channels agree on them.
                            Assert.Equal(weight, weights.GetValueOrDefault((plane, channel, tap), weight));
                            weights[(plane, channel, tap)] = weight;
                        }
                    }
                }
            }
        }

        Assert.Equal(packed.Length, next);
        return weights;
    }

    private static void AssertWeights(MacLayer layer, Dictionary<(int, int, int), int> packed, Func<int, int, int> weight)
    {
        Assert.Equal(layer.Geometry.OutChannels * layer.Geometry.Taps, packed.Count);
        Assert.All(Taps(layer), at => Assert.Equal(weight(at.Channel, at.Tap), packed[(0, at.Channel, at.Tap)]));
    }

    private static void AssertMoved(MacLayer layer, Dictionary<(int, int, int), int> packed)
    {
        int factor = Taps(layer).Where(at => Weight(layer, at.Channel, at.Tap) != 0).Select(at => packed[(0, at.Channel, at.Tap)] / Weight(layer, at.Channel, at.Tap)).First();
        Assert.True(int.IsPow2(factor), $"weights are {factor} times as large");
        AssertWeights(layer, packed, (channel, tap) => Weight(layer, channel, tap) * factor);
    }

    private static IEnumerable<(int Channel, int Tap)> Taps(MacLayer layer) =>
        from channel in Enumerable.Range(0, layer.Geometry.OutChannels)
        from tap in Enumerable.Range(0, layer.Geometry.Taps)
        select (channel, tap);

    private static int Weight(MacLayer layer, int channel, int tap) => layer.Weights[layer.Geometry.WeightIndex(channel, tap)];
}
