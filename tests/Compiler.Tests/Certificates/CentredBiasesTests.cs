using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Tests.Bounds;
using QMacVerify.Compiler.Tests.Bounds.Deviation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Certificates;

public sealed class CentredBiasesTests
{
    [Fact]
    public void Differences_FromTheExactNetwork_HoldRandomAndCornerInputs()
    {
        OperatorPair[] pairs =
        [
            new(new TruncatedMultiplier(6), new ExactAdder()),
            new(new TruncatedMultiplier(3), new TruncatedAdder(5)),
            new(new ExactMultiplier(), new LowerPartOrAdder(6)),
        ];
        int changed = 0;
        for (int seed = 0; seed < 9; seed++)
        {
            Network network = TinyGraphs.Network(seed, seed % 2 == 0 ? PaddingRule.Multiply : PaddingRule.Skip);
            OperatorAssignment operators = new(pairs[seed % pairs.Length]);
            SplitMix64 random = new((ulong)seed);
            InputRegion region = seed % 3 == 0 ? InputRegion.Full : Samples.Around(network, random, epsilon: 4);
            Network centred = CentredBiases.Of(network, operators, region);
            changed += network.Graph.MacNodes.Count(layer =>
                layer.Bias >= 0 && !network.Parameters[layer.Bias].Int32.SequenceEqual(centred.Parameters[layer.Bias].Int32));
            NetworkDeviation deviation = DeviationAnalysis.Run(network, operators, region, centred);
            Box box = Samples.InputBox(network, region);
            for (int run = 0; run < 10; run++)
            {
                sbyte[] input = run % 2 == 0 ? Samples.Corner(box, random) : Samples.Inside(box, random);
                Assert.Empty(DeviationContainment.Violations(
                    network,
                    deviation,
                    Recording.Of(network, OperatorAssignment.Exact, input, prefixes: false),
                    Recording.Of(centred, operators, input, prefixes: false)));
            }
        }

        Assert.True(changed > 10, $"{changed} layers have another bias");
    }
}
