using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Planning.Strategies;

public sealed class BytesStrategyTests
{
    [Theory]
    [InlineData(1, "bytes")]
    [InlineData(60, "bytes")]
    [InlineData(100, "direct")]
    public void Choose_AllCodes_ByTheWeights(sbyte weight, string expected) => Assert.Equal(expected, Chosen(ClampRange.Full, weight).Strategy);

    [Fact]
    public void Choose_CodesProvedPositive_WhateverTheWeights() => Assert.Equal("bytes", Chosen(new ClampRange(0, 127), 127).Strategy);

    [Fact]
    public void Offer_NoSumThatFits_SaysSo() =>
        Assert.Equal("nowhere do two products fit int16 in all channels of a block", Chosen(ClampRange.Full, 100, _ => 1).Others.Single(note => note.Strategy == "bytes").Reason);

    [Fact]
    public void Offer_Bytes_SaysWhatFits() => Assert.Equal(
        "exact arithmetic on bytes, activations -128 to 127: int16 holds sums of 4 products for 100 % of the taps, of 2 for 0 %, blocks of 4 pixels x 16 channels",
        Chosen(ClampRange.Full, 1).Reason);

    [Fact]
    public void Offer_ApproximateProducts_Refuses()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 8, 8, 32]), 32, new TinyWindow(1, 1));

        LayerKernel kernel = Plans.Of(builder.Build(), multiplier: "trunc:3").LayerKernels.Single();

        Assert.Equal("the products are approximate", kernel.Others.Single(note => note.Strategy == "bytes").Reason);
    }

    /// <summary>A pointwise layer with one weight everywhere over clamped codes.</summary>
    private static LayerKernel Chosen(ClampRange codes, sbyte weight, Func<int, int>? zeroPoint = null)
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        int image = builder.MaxPool2D(builder.Input([1, 8, 8, 32], zeroPoint: 0), new TinyWindow(1, 1), codes);
        builder.Conv2D(image, 32, new TinyWindow(1, 1), new TinyParameters { Weights = [.. Enumerable.Repeat(weight, 32 * 32)], WeightZeroPoint = zeroPoint });
        return Plans.Of(builder.Build()).LayerKernels.Single();
    }
}
