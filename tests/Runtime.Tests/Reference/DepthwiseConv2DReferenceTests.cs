using FsCheck;
using FsCheck.Fluent;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public class DepthwiseConv2DReferenceTests
{
    [Fact]
    public void Accumulate_AnyOperator_EqualsTheConvolutionWithOneGroupPerChannel() => Prop.ForAll(
        Samples.Convolutions,
        Gen.Choose(1, 3).ToArbitrary(),
        Gen.Elements(ReferencePadding.Multiply, ReferencePadding.Skip).ToArbitrary(),
        (sample, channelMultiplier, padding) =>
        {
            int inChannels = sample.Window.InputChannels;
            ConvCase grouped = sample with { Groups = inChannels, OutChannels = inChannels * channelMultiplier };
            MacArithmetic arithmetic = grouped.Arithmetic(Samples.OddMultiply, Samples.TruncatedAdd(3), padding);
            int[] expected = grouped.Run(arithmetic);

            int[] accumulators = new int[expected.Length];
            DepthwiseConv2DReference.Accumulate(
                grouped.Window, channelMultiplier, arithmetic, grouped.Input, ChannelsLast(grouped), grouped.Bias, accumulators);
            return accumulators.SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accumulate_ChannelMultiplier_ReadsEachInputChannelThatOften()
    {
        int[] accumulators = new int[4];
        DepthwiseConv2DReference.Accumulate(
            new ReferenceWindow { InputHeight = 1, InputWidth = 1, InputChannels = 2, FilterHeight = 1, FilterWidth = 1, OutputHeight = 1, OutputWidth = 1 },
            channelMultiplier: 2,
            new MacArithmetic(Samples.ExactMultiply, Samples.ExactAdd),
            input: [3, 5],
            weights: [1, 10, 100, -1],
            bias: [],
            accumulators);
        Assert.Equal([3, 30, 500, -5], accumulators);
    }

    // OHWI with one input channel to 1HWC.
    private static sbyte[] ChannelsLast(ConvCase grouped)
    {
        int filterCount = grouped.Window.FilterHeight * grouped.Window.FilterWidth;
        sbyte[] weights = grouped.Weights;
        sbyte[] result = new sbyte[weights.Length];
        for (int outChannel = 0; outChannel < grouped.OutChannels; outChannel++)
        {
            for (int i = 0; i < filterCount; i++)
            {
                result[(i * grouped.OutChannels) + outChannel] = weights[(outChannel * filterCount) + i];
            }
        }

        return result;
    }
}
