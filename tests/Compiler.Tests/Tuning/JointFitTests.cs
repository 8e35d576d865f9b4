using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Tuning;

public sealed class JointFitTests
{
    /// <summary>The squares of errors of whole accumulators get fewer than with each weight fitted by itself, by the sums that layers really have.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Best_LeavesLessErrorThanSingleWeights(bool isCentred)
    {
        OperatorPair pair = new(new DrumMultiplier(2), new ExactAdder());
        for (int seed = 0; seed < 9; seed++)
        {
            PaddingRule padding = seed % 2 == 0 ? PaddingRule.Multiply : PaddingRule.Skip;
            Network network = seed % 3 == 2 ? TinyGraphs.RandomQuantization(seed, padding) : TinyGraphs.RandomLayer(seed, padding);
            MacNode layer = network.Graph.MacNodes.Single();
            LayerTable table = new(network, layer, pair);
            SplitMix64 random = new((ulong)seed);
            sbyte[][] inputs = [.. Enumerable.Range(0, 4).Select(_ =>
            {
                sbyte[] codes = new sbyte[network.Graph.Tensor(layer.Input).ElementCount];
                random.FillInt8(codes);
                return codes;
            })];
            sbyte[] weights = network.Parameters[layer.Weights].Int8.ToArray();
            int[][] exact = LayerSums.Of(new LayerTable(network, layer, OperatorPair.Exact), weights, [], inputs);
            sbyte[] single = new WeightFit(table, inputs, isCentred).Best(weights);
            sbyte[] joint = new JointFit(table, inputs, isCentred).Best(single, exact, LayerSums.Of(table, single, [], inputs), new ParallelOptions { MaxDegreeOfParallelism = 2 });

            Assert.Equal(joint, new JointFit(table, inputs, isCentred).Best(single, exact, LayerSums.Of(table, single, [], inputs), new ParallelOptions { MaxDegreeOfParallelism = 1 }));
            double before = Error(single);
            Assert.True(Error(joint) <= before * (1 + 1e-4), $"seed {seed}: {before} to {Error(joint)}");

            double Error(sbyte[] candidate) => ChannelSums.Of(exact, LayerSums.Of(table, candidate, [], inputs), layer.OutChannels)
                .Sum(sum => (sum.ErrorOf(1) * sum.ErrorOf(1)) - (isCentred ? Math.Pow((sum.Approximate - sum.Exact) / sum.Count, 2) : 0));
        }
    }
}
