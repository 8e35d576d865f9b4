using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Requantize;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Requantize;

public sealed class RequantizationComparisonTests
{
    [Fact]
    public void CountDifferent_RandomRescalers_EqualsCountingEveryAccumulator()
    {
        SplitMix64 random = new(11);
        long found = 0;
        for (int sample = 0; sample < 60; sample++)
        {
            int multiplier = (1 << 30) + random.NextBelow(1 << 30);
            int shift = -1 - random.NextBelow(12);
            int zeroPoint = random.NextBelow(256) - 128;
            Rescaler[] rescalers =
            [
                Rescaler.TfliteDouble(multiplier, shift),
                Rescaler.TfliteSingle(multiplier, shift),
                Rescaler.OnnxFloat((float)(multiplier * Math.Pow(2, shift - 31))),
            ];
            Interval interval = new(-random.NextBelow(40_000), random.NextBelow(40_000));
            CodeSteps[] steps = [.. rescalers.Select(rescaler => new CodeSteps(rescaler, zeroPoint, -100, 120, interval))];
            for (int i = 0; i < rescalers.Length; i++)
            {
                for (int j = 0; j < rescalers.Length; j++)
                {
                    long expected = 0;
                    for (long acc = interval.Lower; acc <= interval.Upper; acc++)
                    {
                        expected += rescalers[i].Requantize((int)acc, zeroPoint, -100, 120) == rescalers[j].Requantize((int)acc, zeroPoint, -100, 120) ? 0 : 1;
                    }

                    Assert.Equal(expected, steps[i].CountDifferent(steps[j], interval.Lower));
                    found += expected;
                }
            }
        }

        Assert.True(found > 100, "the samples hardly differ");
    }

    [Fact]
    public void Of_Network_ComparesEveryLayerWithTheOtherKinds()
    {
        Network network = TinyGraphs.Network(3);

        IReadOnlyList<RequantizationComparison> layers = RequantizationComparison.Of(network, IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full));

        Assert.Equal(network.Graph.MacNodes, layers.Select(layer => layer.Layer));
        Assert.All(layers, layer =>
        {
            Assert.Equal([RequantizationKind.TfliteSingle, RequantizationKind.OnnxFloat], layer.Different.Select(different => different.Kind));
            Assert.All(layer.Different, different => Assert.InRange(different.Count ?? 0, 0, layer.Accumulators));
        });
    }

    [Fact]
    public void As_FloatFactors_AreTheScalesInOrder()
    {
        Network network = TinyGraphs.Network(5);
        MacNode layer = network.Graph.MacNodes.First();
        float Scale(int tensor, int channel = 0)
        {
            EquatableArray<uint> bits = network.Graph.Tensor(tensor).Quantization!.ScaleBits;
            return BitConverter.UInt32BitsToSingle(bits[bits.Count > 1 ? channel : 0]);
        }

        Generators.Graph.ChannelRequantization single = layer.As(network.Graph, RequantizationKind.OnnxFloat)!;

        for (int channel = 0; channel < single.FactorBits.Count; channel++)
        {
            float expected = Scale(layer.Input) * Scale(layer.Weights, channel) / Scale(layer.Output);
            Assert.Equal(expected, BitConverter.UInt32BitsToSingle(single.FactorBits[channel]));
        }
    }

    [Fact]
    public void Inspect_Requantization_IsATableOfTheLayers()
    {
        using TemporaryFolder folder = new();
        QMac.Success("export", "--model", "cnn_small", "--out", folder.PathOf("p"));

        Snapshot.Verify(QMac.Success("inspect", "--pkg", folder.PathOf("p"), "--requantization"), "inspect");
        Snapshot.Verify(QMac.Success("inspect", "--pkg", folder.PathOf("p"), "--requantization", "--json"), "inspect", "json");
    }
}
