using QMacVerify.Compiler.Accumulators;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Accumulators;

/// <summary>Registers of the width that is said to be enough, and of one bit less, run on the inputs that drive sums furthest.</summary>
[Trait("Category", "Slow")]
public sealed class AccumulatorWidthsTests
{
    private const int Inputs = 24;
    private const int Channels = 4;

    /// <summary>Whether the bounds of the adder are attained, so that one bit less is too few.</summary>
    [Theory]
    [InlineData("exact", "exact", true)]
    [InlineData("trunc:3", "exact", true)]
    [InlineData("exact", "trunc:4", true)]
    [InlineData("exact", "eta1:4", true)]
    [InlineData("exact", "loa:4", false)]
    [InlineData("mitchell", "exact", true)]
    public void Widths_OfALayer_AreEnoughAndOneBitLessIsNot(string multiplier, string adder, bool isAttained)
    {
        OperatorPair operators = new(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!);
        SplitMix64 random = new(5);
        for (int round = 0; round < 40; round++)
        {
            Network network = OneLayer(round);
            LayerBounds layer = IntervalAnalysis.Run(network, new OperatorAssignment(operators), InputRegion.Full).Layers[0];
            for (int channel = 0; channel < Channels; channel++)
            {
                Chain chain = new(network, (MacNode)layer.Node, operators, channel);
                AccumulatorWidths widths = AccumulatorWidths.Of(layer.Channels[channel], operators.Adder);
                sbyte[][] inputs = [chain.Corner(upper: false), chain.Corner(upper: true), .. Enumerable.Range(0, 20).Select(_ => Codes(random))];
                Assert.All(inputs, input => Assert.Equal(chain.Sums(input)[^1], chain.Wrapping(input, widths.Final)[^1]));
                Assert.All(inputs, input => Assert.Equal(chain.Sums(input), chain.Saturating(input, widths.Prefix)));
                if (isAttained)
                {
                    Assert.Contains(inputs, input => chain.Sums(input)[^1] != chain.Wrapping(input, widths.Final - 1)[^1]);
                    Assert.Contains(inputs, input => !chain.Sums(input).SequenceEqual(chain.Saturating(input, widths.Prefix - 1)));
                }

                Assert.True(widths.Final <= widths.Prefix && widths.Prefix <= widths.AnyOrder);
            }
        }
    }

    [Fact]
    public void Widths_InAnyOrder_AreEnoughForEveryOrder()
    {
        SplitMix64 random = new(6);
        Network network = OneLayer(1);
        LayerBounds layer = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Layers[0];
        for (int channel = 0; channel < Channels; channel++)
        {
            Chain chain = new(network, (MacNode)layer.Node, OperatorPair.Exact, channel);
            AccumulatorWidths widths = AccumulatorWidths.Of(layer.Channels[channel], OperatorPair.Exact.Adder);

            // All that grows first, or all that falls: the greatest detour there is.
            foreach (bool upper in (bool[])[false, true])
            {
                foreach (sbyte[] input in (sbyte[][])[chain.Corner(upper), Codes(random)])
                {
                    long[] products = [.. chain.Products(input).Order()];
                    long[] order = upper ? [.. products.Reverse()] : products;
                    long greatest = 0;
                    long sum = 0;
                    foreach (long term in order.Prepend(chain.Start))
                    {
                        sum += term;
                        greatest = Math.Max(greatest, Math.Abs(sum) - (sum < 0 ? 1 : 0));
                    }

                    Assert.True(greatest < 1L << (widths.AnyOrder - 1));
                }
            }
        }
    }

    /// <summary>Issue G, must show 4.</summary>
    [SkippableFact]
    public void Widths_OfRealNetworks_BeatTheNormOfTheWeightsIn23Of30Layers()
    {
        LayerBounds[] resnet = Layers("resnet8_cifar10", "model.tflite");
        LayerBounds[] all = [.. resnet, .. Layers("kws_dscnn", "model.tflite"), .. Layers("ad01_autoencoder", "model.tflite")];

        Assert.Equal(23, resnet.Max(layer => AccumulatorWidths.Of(layer).Final));
        Assert.Equal(30, all.Length);
        Assert.All(all, layer => Assert.InRange(AccumulatorWidths.Of(layer).Final, 2, layer.WeightNormBits));
        Assert.Equal(23, all.Count(layer => AccumulatorWidths.Of(layer).Final == layer.WeightNormBits - 1));
        Assert.All(all, layer => Assert.True(layer.WeightNormBits <= layer.DataTypeBits));
    }

    private static LayerBounds[] Layers(string model, string file)
    {
        Network network = TfliteImporter.Import(File.ReadAllBytes(SharedMaterial.PathOf("models", model, file)), file, model);
        return [.. IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Layers];
    }

    private static Network OneLayer(int seed)
    {
        TinyGraphBuilder builder = new("layer", new SplitMix64((ulong)seed));
        builder.FullyConnected(builder.Input([1, Inputs]), Channels);
        return builder.Build();
    }

    private static sbyte[] Codes(SplitMix64 random)
    {
        sbyte[] codes = new sbyte[Inputs];
        random.FillInt8(codes);
        return codes;
    }

    /// <summary>The additions of one output channel of a fully connected layer, in registers of a chosen width.</summary>
    private sealed class Chain(Network network, MacNode layer, OperatorPair operators, int channel)
    {
        private readonly sbyte[] _weights = network.Parameters[layer.Weights].Int8.Slice(channel * Inputs, Inputs).ToArray();

        public long Start => (layer.Bias < 0 ? 0 : network.Parameters[layer.Bias].Int32[channel])
            - (network.Graph.Tensor(layer.Input).ZeroPoint * _weights.Sum(weight => (long)weight));

        public sbyte[] Corner(bool upper) => Array.ConvertAll(_weights, weight => (sbyte)(upper
            ? Enumerable.Range(-128, 256).MaxBy(code => operators.Multiplier.Apply(code, weight))
            : Enumerable.Range(-128, 256).MinBy(code => operators.Multiplier.Apply(code, weight))));

        public IEnumerable<long> Products(sbyte[] input) => input.Zip(_weights, (code, weight) => (long)operators.Multiplier.Apply(code, weight));

        public long[] Sums(sbyte[] input) => Run(input, sum => sum);

        public long[] Wrapping(sbyte[] input, int bits) => Run(input, sum => (sum << (64 - bits)) >> (64 - bits));

        public long[] Saturating(sbyte[] input, int bits) => Run(input, sum => Math.Clamp(sum, -(1L << (bits - 1)), (1L << (bits - 1)) - 1));

        private long[] Run(sbyte[] input, Func<long, long> hold)
        {
            long acc = hold(Start);
            List<long> sums = [acc];
            foreach (long product in Products(input))
            {
                acc = hold(operators.Adder.Apply((int)acc, (int)product));
                sums.Add(acc);
            }

            return [.. sums];
        }
    }
}
