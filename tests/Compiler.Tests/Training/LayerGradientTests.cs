using QMacVerify.Compiler.Training;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Training;

public sealed class LayerGradientTests
{
    /// <summary>With exact products accumulators are linear in each operand, so that differences of them are the derivative: no step is too long.</summary>
    [Fact]
    public void Gradients_OfExactLayers_AreDifferencesOfAccumulators()
    {
        int compared = 0;
        for (int seed = 0; seed < 30; seed++)
        {
            PaddingRule padding = seed % 2 == 0 ? PaddingRule.Multiply : PaddingRule.Skip;
            Network network = (seed % 3) switch
            {
                0 => TinyGraphs.RandomLayer(seed, padding),
                1 => TinyGraphs.RandomTransposeConv(seed, padding),
                _ => TinyGraphs.RandomQuantization(seed, padding),
            };
            network = seed % 5 == 0 ? network.Centred() : network;
            MacNode layer = network.Graph.MacNodes.Single();
            LayerTable table = new(network, layer, OperatorPair.Exact);
            SplitMix64 random = new((ulong)seed);
            sbyte[] weights = network.Parameters[layer.Weights].Int8.ToArray();
            sbyte[][] inputs = [.. Enumerable.Range(0, 2).Select(_ => Codes(network.Graph.Tensor(layer.Input).ElementCount))];
            float[][] sums = [.. inputs.Select(_ => Array.ConvertAll(Codes(layer.Geometry.Positions * layer.OutChannels), code => (float)code))];
            float[] ofWeights = new float[weights.Length];
            float[][] ofInputs = [.. inputs.Select(input => new float[input.Length])];
            new LayerGradient(table).Add(weights, inputs, sums, ofWeights, ofInputs, new ParallelOptions { MaxDegreeOfParallelism = 2 });

            for (int draw = 0; draw < 6; draw++)
            {
                int weight = random.NextBelow(weights.Length);
                AssertDifference(ofWeights[weight], weights, weight);
                int element = random.NextBelow(inputs[1].Length);
                AssertDifference(ofInputs[1][element], inputs[1], element);
            }

            void AssertDifference(float gradient, sbyte[] values, int at)
            {
                sbyte value = values[at];
                (values[at], double high) = (127, 0);
                high = Sum();
                values[at] = -128;
                double difference = (high - Sum()) / 255;
                values[at] = value;
                Assert.Equal(difference, gradient, 1e-3 * Math.Max(1, Math.Abs(difference)));
                compared += difference != 0 ? 1 : 0;
            }

            double Sum() => LayerSums.Of(table, weights, [], inputs).Zip(sums).Sum(pair => pair.First.Zip(pair.Second).Sum(product => (double)product.First * product.Second));

            sbyte[] Codes(int count)
            {
                sbyte[] codes = new sbyte[count];
                random.FillInt8(codes);
                return codes;
            }
        }

        Assert.True(compared > 200, $"{compared} differences");
    }
}
