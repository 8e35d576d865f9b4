using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Planning;

public sealed class AccumulatorBoundTests
{
    [Theory]
    [InlineData("exact", "exact")]
    [InlineData("trunc:3", "exact")]
    [InlineData("exact", "trunc:5")]
    [InlineData("trunc:6", "trunc:4")]
    public void Of_RandomLayers_ContainsEveryPrefix(string multiplier, string adder)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            foreach (MacStep step in Plans.Of(TinyGraphs.RandomLayer(seed), multiplier, adder).MacSteps)
            {
                for (int run = 0; run < 8; run++)
                {
                    // Random activations, then the two that drive each product to one side.
                    (long lower, long upper) = Prefixes(step, weight => run switch
                    {
                        0 => weight > 0 ? sbyte.MinValue : sbyte.MaxValue,
                        1 => weight > 0 ? sbyte.MaxValue : sbyte.MinValue,
                        _ => random.NextSByte(),
                    });
                    Assert.InRange(lower, step.Bound.Lower, step.Bound.Upper);
                    Assert.InRange(upper, step.Bound.Lower, step.Bound.Upper);
                }
            }
        }
    }

    [Fact]
    public void Of_ExactLayers_IsReached()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            foreach (MacStep step in Plans.Of(TinyGraphs.RandomLayer(seed)).MacSteps)
            {
                Assert.Equal(step.Bound.Lower, Prefixes(step, weight => weight > 0 ? sbyte.MinValue : sbyte.MaxValue).Lower);
                Assert.Equal(step.Bound.Upper, Prefixes(step, weight => weight > 0 ? sbyte.MaxValue : sbyte.MinValue).Upper);
            }
        }
    }

    [Fact]
    public void Of_SkippedPadding_ContainsWhatAnyTapsPresentGive()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            ExecutionPlan plan = Plans.Of(TinyGraphs.RandomLayer(seed, PaddingRule.Skip), "trunc:4", "trunc:2");
            foreach (MacStep step in plan.MacSteps.Where(step => step.CorrectsByPosition))
            {
                int zeroPoint = step.Input.ZeroPoint;
                for (int channel = 0; channel < step.Geometry.OutChannels; channel++)
                {
                    sbyte[] present = [.. Weights(step, channel).Where(_ => random.NextBelow(2) == 0)];
                    int acc = step.Start[channel] - present.Sum(weight => zeroPoint * weight);
                    Assert.InRange(acc, step.Bound.Lower, step.Bound.Upper);
                    foreach (sbyte weight in present)
                    {
                        acc = step.Operators.Adder.Apply(acc, step.Operators.Multiplier.Apply(random.NextSByte(), weight));
                        Assert.InRange(acc, step.Bound.Lower, step.Bound.Upper);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(0, 1, 2)]
    [InlineData(-128, 127, 8)]
    [InlineData(-129, 127, 9)]
    [InlineData(-128, 128, 9)]
    [InlineData(int.MinValue, int.MaxValue, 32)]
    [InlineData(0, 1L << 31, 33)]
    public void Bits_HoldBothEnds(long lower, long upper, int bits)
    {
        AccumulatorBound bound = new(lower, upper);

        Assert.Equal(bits, bound.Bits);
        Assert.Equal(bits <= 32, bound.FitsInt32);
    }

    private static (long Lower, long Upper) Prefixes(MacStep step, Func<sbyte, sbyte> activation)
    {
        OperatorPair operators = step.Operators;
        long lower = 0;
        long upper = 0;
        for (int channel = 0; channel < step.Geometry.OutChannels; channel++)
        {
            int acc = step.Start[channel];
            lower = Math.Min(lower, acc);
            upper = Math.Max(upper, acc);
            foreach (sbyte weight in Weights(step, channel))
            {
                acc = operators.Adder.Apply(acc, operators.Multiplier.Apply(activation(weight), weight));
                lower = Math.Min(lower, acc);
                upper = Math.Max(upper, acc);
            }
        }

        return (lower, upper);
    }

    private static IEnumerable<sbyte> Weights(MacStep step, int channel)
    {
        MacGeometry geometry = step.Geometry;
        return
            from filterY in Enumerable.Range(0, geometry.Window.FilterHeight)
            from filterX in Enumerable.Range(0, geometry.Window.FilterWidth)
            from inChannel in Enumerable.Range(0, geometry.GroupInChannels)
            select step.Weights[geometry.WeightIndex(channel, filterY, filterX, inChannel)];
    }
}
