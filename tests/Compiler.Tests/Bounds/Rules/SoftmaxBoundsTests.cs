using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Rules;

public sealed class SoftmaxBoundsTests
{
    [Fact]
    public void Exponential_OfManyArguments_IsRightToTwentyBits()
    {
        // What the margin of the rule rests on. Q5.26 to Q0.31.
        SplitMix64 random = new(2);
        double worst = 0;
        for (int i = 0; i < 500_000; i++)
        {
            int a = -random.NextBelow(int.MaxValue);
            double exact = Math.Exp(a / (double)(1 << 26));
            worst = Math.Max(worst, Math.Abs((FixedPoint.ExpOnNegativeValues(a, 5) / (double)(1L << 31)) - exact));
        }

        Assert.InRange(worst, 0, Math.Pow(2, -20));
    }

    [Fact]
    public void Reciprocal_OfManyArguments_IsRightToTwentySixBits()
    {
        SplitMix64 random = new(3);
        double worst = 0;
        for (int i = 0; i < 500_000; i++)
        {
            int a = random.NextBelow(int.MaxValue);
            double exact = 1 / (1 + (a / (double)(1L << 31)));
            worst = Math.Max(worst, Math.Abs((FixedPoint.OneOverOnePlusX(a) / (double)(1L << 31)) - exact));
        }

        Assert.InRange(worst, 0, Math.Pow(2, -26));
    }

    [Fact]
    public void Bounds_OfAllRowsOfASmallBox_HoldEveryCode()
    {
        for (int seed = 0; seed < 6; seed++)
        {
            Network network = Rows(seed, depth: 3);
            InputRegion region = InputRegion.Linf([[(sbyte)(seed * 9), -3, 20]], 8);
            Box bounds = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region).Tensors[1];
            Box box = Samples.InputBox(network, region);
            for (int i = 0; i < 17 * 17 * 17; i++)
            {
                sbyte[] row = [(sbyte)(box.Lower[0] + (i % 17)), (sbyte)(box.Lower[1] + (i / 17 % 17)), (sbyte)(box.Lower[2] + (i / 289))];
                Assert.True(bounds.Contains(Recording.Of(network, OperatorAssignment.Exact, row).Tensors[1]));
            }
        }
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(40, 4)]
    [InlineData(1100, 1)]
    public void Bounds_OfLongRows_HoldRandomAndCornerRows(int depth, int seeds)
    {
        SplitMix64 random = new((ulong)depth);
        for (int seed = 0; seed < seeds; seed++)
        {
            Network network = Rows(seed, depth);
            InputRegion region = Samples.Around(network, random, 1 + (seed * 2));
            Box bounds = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region).Tensors[1];
            Box box = Samples.InputBox(network, region);
            for (int run = 0; run < 60; run++)
            {
                sbyte[] row = run % 2 == 0 ? Samples.Corner(box, random) : Samples.Inside(box, random);
                Assert.True(bounds.Contains(Recording.Of(network, OperatorAssignment.Exact, row).Tensors[1]));
            }
        }
    }

    [Fact]
    public void Bounds_OfAMinimumDifferenceThatCutsRealShares_AreEveryCode()
    {
        Network network = Rows(0, depth: 3);
        Generators.Graph.Ops.Softmax node = (Generators.Graph.Ops.Softmax)network.Graph.Nodes[0] with { MinDifference = -2 };
        Network edited = network with { Graph = network.Graph with { Nodes = Generators.Support.EquatableArray.Of<GraphNode>(node) } };
        Box bounds = IntervalAnalysis.Run(edited, OperatorAssignment.Exact, InputRegion.Linf([[1, 2, 3]], 1)).Tensors[1];
        Assert.Equal(new Interval(-128, 127), bounds[0]);
    }

    private static Network Rows(int seed, int depth)
    {
        TinyGraphBuilder builder = new("softmax", new SplitMix64((ulong)seed));
        builder.Softmax(builder.Input([1, depth]));
        return builder.Build();
    }
}
