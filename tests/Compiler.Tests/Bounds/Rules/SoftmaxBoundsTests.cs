using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
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

    /// <summary>
    /// Codes of scale 1, so that a difference is an exponent: what is left out beyond e^-14 is negligible, and more is not. Beyond 16
    /// the difference itself wraps, and where none can be left out, nothing is.
    /// </summary>
    [Theory]
    [InlineData(-2, 27, false)]
    [InlineData(-12, 27, false)]
    [InlineData(-13, 27, true)]
    [InlineData(-15, 27, true)]
    [InlineData(-16, 27, true)]
    [InlineData(-17, 27, false)]
    [InlineData(-255, 23, true)]
    [InlineData(-254, 22, false)]
    [InlineData(-255, 22, true)]
    [InlineData(-300, 22, true)]
    public void Bounds_OfAMinimumDifferenceThatCutsRealShares_AreEveryCode(int minDifference, int shift, bool isClose)
    {
        Network network = Rows(0, depth: 3);
        Softmax node = (Softmax)network.Graph.Nodes[0] with { MinDifference = minDifference, InputMultiplier = new QuantizedMultiplier(1 << 30, shift) };
        Network edited = network with { Graph = network.Graph with { Nodes = EquatableArray.Of<GraphNode>(node) } };

        // Elements of few codes have few results: narrower than all codes where anything is known.
        Box bounds = IntervalAnalysis.Run(edited, OperatorAssignment.Exact, InputRegion.Linf([[1, 2, 3]], 0)).Tensors[1];

        Assert.Equal(isClose, bounds[0] != new Interval(-128, 127));
        if (isClose)
        {
            Assert.All(Enumerable.Range(0, 3), i => Assert.True(bounds[i].IsPoint));
            Assert.True(bounds.Contains(Recording.Of(edited, OperatorAssignment.Exact, [1, 2, 3]).Tensors[1]));
        }
    }

    /// <summary>Two codes that rounding allows, and no more than those.</summary>
    [Fact]
    public void Bounds_OfAShortRow_AreThoseOfTheCornersAndTwoCodes()
    {
        Network network = Rows(0, depth: 3);

        Box bounds = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Linf([[1, 2, 3]], 2)).Tensors[1];

        int least = Recording.Of(network, OperatorAssignment.Exact, [-1, 4, 5]).Tensors[1][0];
        int greatest = Recording.Of(network, OperatorAssignment.Exact, [3, 0, 1]).Tensors[1][0];
        Assert.Equal(new Interval(Math.Max(least - 2, -128), greatest + 2), bounds[0]);
    }

    private static Network Rows(int seed, int depth)
    {
        TinyGraphBuilder builder = new("softmax", new SplitMix64((ulong)seed));
        builder.Softmax(builder.Input([1, depth]));
        return builder.Build();
    }
}
