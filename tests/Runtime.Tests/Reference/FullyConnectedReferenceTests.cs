using FsCheck;
using FsCheck.Fluent;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public class FullyConnectedReferenceTests
{
    [Fact]
    public void Accumulate_AnyOperator_EqualsTheConvolutionOfOnePixel() => Prop.ForAll(Samples.Convolutions, sample =>
    {
        ConvCase pixel = sample with
        {
            Window = new WindowGeometry
            {
                Batches = sample.Window.Batches,
                InputHeight = 1,
                InputWidth = 1,
                InputChannels = sample.Window.InputChannels,
                FilterHeight = 1,
                FilterWidth = 1,
                OutputHeight = 1,
                OutputWidth = 1,
            },
            Groups = 1,
        };
        MacArithmetic arithmetic = pixel.Arithmetic(Samples.OddMultiply, Samples.TruncatedAdd(3), PaddingRule.Multiply);
        List<(int, int)> expectedPrefixes = [];
        int[] expected = pixel.Run(arithmetic, (i, value) => expectedPrefixes.Add((i, value)));

        List<(int, int)> prefixes = [];
        int[] accumulators = new int[expected.Length];
        FullyConnectedReference.Accumulate(
            pixel.Window.Batches,
            pixel.Window.InputChannels,
            pixel.OutChannels,
            arithmetic,
            pixel.Input,
            pixel.Weights,
            pixel.Bias,
            accumulators,
            (i, value) => prefixes.Add((i, value)));
        return accumulators.SequenceEqual(expected) && prefixes.SequenceEqual(expectedPrefixes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accumulate_TwoRows_MultipliesActivationByWeight()
    {
        int[] accumulators = new int[4];
        FullyConnectedReference.Accumulate(
            batches: 2,
            inChannels: 2,
            outChannels: 2,
            new MacArithmetic((x, w) => (100 * x) + w, Samples.ExactAdd),
            input: [1, 2, 3, 4],
            weights: [5, 6, 7, 8],
            bias: [1000, 2000],
            accumulators);
        Assert.Equal([1311, 2315, 1711, 2715], accumulators);
    }
}
