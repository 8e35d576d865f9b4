using QMacVerify.Compiler.Accumulators;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Tests.Bounds;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Accumulators;

public sealed class AccumulatorChainTests
{
    [Theory]
    [InlineData("exact", "exact", PaddingRule.Multiply)]
    [InlineData("trunc:2", "trunc:3", PaddingRule.Skip)]
    [InlineData("mitchell", "loa:3", PaddingRule.Multiply)]
    public void Widest_OfALayer_HasTheSumsOfItsBounds(string multiplier, string adder, PaddingRule padding)
    {
        OperatorPair operators = new(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!);
        for (int seed = 0; seed < 20; seed++)
        {
            TinyGraphBuilder builder = new("layer", new SplitMix64((ulong)seed));
            builder.Conv2D(builder.Input([1, 4, 5, 3]), 4, new TinyWindow(3, 2) { StrideX = 2 });
            Network network = builder.Build(padding: padding);
            InputRegion region = Samples.Around(network, new SplitMix64((ulong)seed), 20);
            NetworkBounds bounds = IntervalAnalysis.Run(network, new OperatorAssignment(operators), region);
            LayerBounds layer = bounds.Layers[0];
            LayerFacts facts = LayerFacts.Of(network, (MacNode)layer.Node, operators);
            Box input = bounds.Tensors[layer.Node.Input];

            AccumulatorChain chain = AccumulatorChain.Widest(facts, new WindowBoxes(facts, input.Lower, input.Upper));

            Assert.Equal(layer.Prefix.Bits, chain.Sums.Bits);
            Assert.True(layer.Channels[chain.Channel].Prefix.Contains(chain.Sums));
            Assert.True(layer.Channels[chain.Channel].Sum.Contains(chain.Steps[^1].Sum));
            Assert.Equal(chain.Steps.Select(step => step.Sum).Aggregate(Interval.Point(chain.Start), (hull, sum) => hull.Hull(sum)), chain.Sums);
        }
    }
}
