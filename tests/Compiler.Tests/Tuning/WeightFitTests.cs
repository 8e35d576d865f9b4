using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Tuning;

public sealed class WeightFitTests
{
    /// <summary>Every weight of a layer by trying all others, straight from the definition.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Best_IsWhatTryingAllWeightsGives(bool isCentred)
    {
        OperatorPair pair = new(new DrumMultiplier(3), new ExactAdder());
        int changed = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            Network network = TinyGraphs.RandomLayer(seed);
            MacNode layer = network.Graph.MacNodes.Single();
            SplitMix64 random = new((ulong)seed);
            sbyte[][] inputs = [.. Enumerable.Range(0, 2).Select(_ =>
            {
                sbyte[] codes = new sbyte[network.Graph.Tensor(layer.Input).ElementCount];
                random.FillInt8(codes);
                return codes;
            })];
            ReadOnlySpan<sbyte> weights = network.Parameters[layer.Weights].Int8;
            sbyte[] best = new WeightFit(new LayerTable(network, layer, pair), inputs, isCentred).Best(weights);
            MacGeometry geometry = layer.Geometry;
            int zeroPoint = network.Graph.Tensor(layer.Input).ZeroPoint;
            int least = Math.Min(-127, (int)weights.ToArray().Min());
            for (int channel = 0; channel < geometry.OutChannels; channel++)
            {
                for (int tap = 0; tap < geometry.Taps; tap++)
                {
                    int index = geometry.WeightIndex(channel, tap);
                    int inChannel = geometry.FirstInChannel(channel) + (tap % geometry.GroupInChannels);
                    int[] seen = [.. inputs.SelectMany(input => input.Where((_, i) => i % geometry.Window.InChannels == inChannel)).Select(code => (int)code)];
                    int weight = weights[index];
                    double chosen = CostOf(best[index]);
                    Assert.InRange(best[index], least, 127);
                    Assert.Equal(Enumerable.Range(least, 128 - least).Min(CostOf), chosen, 1e-6 * Math.Max(1, chosen));
                    changed += best[index] != weight ? 1 : 0;

                    double CostOf(int candidate)
                    {
                        double[] errors = [.. seen.Select(x => (double)(pair.Multiplier.Apply(x, candidate) - (zeroPoint * candidate) - ((x - zeroPoint) * weight)))];
                        double mean = isCentred ? errors.Average() : 0;
                        return errors.Average(error => (error - mean) * (error - mean));
                    }
                }
            }
        }

        Assert.True(changed > 20, $"{changed} weights changed");
    }

    [Fact]
    public void Best_OfAnExactCircuit_IsEveryWeightItself()
    {
        Network network = TinyGraphs.RandomLayer(4);
        MacNode layer = network.Graph.MacNodes.Single();
        sbyte[] input = new sbyte[network.Graph.Tensor(layer.Input).ElementCount];
        new SplitMix64(1).FillInt8(input);
        sbyte[] weights = network.Parameters[layer.Weights].Int8.ToArray();
        Assert.Equal(weights, new WeightFit(new LayerTable(network, layer, OperatorPair.Exact), [input], isCentred: false).Best(weights));
    }
}
