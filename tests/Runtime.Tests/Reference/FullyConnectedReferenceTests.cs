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
            Window = new ReferenceWindow
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
        MacArithmetic arithmetic = pixel.Arithmetic(Samples.OddMultiply, Samples.TruncatedAdd(3), ReferencePadding.Multiply);
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
    public void Accumulate_CentredActivations_AreMultipliedWithoutCorrection()
    {
        // Activations 100 and -3 with zero point -28 are 128 and 25; weights 3 and -2 have zero point 1.
        MacArithmetic arithmetic = new((x, w) => (x * w) & ~7, (acc, product) => acc + product)
        {
            InputZeroPoint = -28,
            WeightZeroPoints = [1],
            CentresActivations = true,
        };
        List<int> prefixes = [];
        int[] accumulators = new int[1];

        FullyConnectedReference.Accumulate(1, 2, 1, arithmetic, [100, -3], [3, -2], [7], accumulators, (_, value) => prefixes.Add(value));

        Assert.Equal([7, 7 + 384, 7 + 384 - 56, 7 + 384 - 56 - 128 - 25], prefixes);
        Assert.Equal(prefixes[^1], accumulators[0]);
    }

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
