using FsCheck;
using FsCheck.Fluent;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public class Conv2DReferenceTests
{
    [Fact]
    public void Accumulate_ExactOperators_EqualTheCentredConvolution() => Prop.ForAll(Samples.Convolutions, sample =>
    {
        int[] expected = CentredConvolution(sample);
        return sample.Run(sample.Arithmetic(Samples.ExactMultiply, Samples.ExactAdd, ReferencePadding.Multiply)).SequenceEqual(expected)
            && sample.Run(sample.Arithmetic(Samples.ExactMultiply, Samples.ExactAdd, ReferencePadding.Skip)).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accumulate_TruncatingNothing_EqualsExact() => Prop.ForAll(Samples.Convolutions, sample =>
        sample.Run(sample.Arithmetic(Samples.TruncatedMultiply(0), Samples.TruncatedAdd(0), ReferencePadding.Multiply))
            .SequenceEqual(sample.Run(sample.Arithmetic(Samples.ExactMultiply, Samples.ExactAdd, ReferencePadding.Multiply))))
        .QuickCheckThrowOnFailure();

    // One output of a 1 x 2 filter whose left half lies in the padding: every term of the definition is visible.
    [Theory]
    [InlineData(nameof(ReferencePadding.Multiply))]
    [InlineData(nameof(ReferencePadding.Skip))]
    public void Accumulate_ApproximateOperators_FollowTheDefinition(string name)
    {
        ReferencePadding padding = Enum.Parse<ReferencePadding>(name);
        const int zx = 4;
        const int zw = -3;
        sbyte[] weights = [10, 20];
        int[] prefixes = padding == ReferencePadding.Multiply
            ?
            [
                100 + (2 * zx * zw) - (zx * 30),
                100 + (2 * zx * zw) - (zx * 30) + Samples.OddMultiply(zx, 10),
                100 + (2 * zx * zw) - (zx * 30) + Samples.OddMultiply(zx, 10) + Samples.OddMultiply(-6, 20),
                100 + (2 * zx * zw) - (zx * 30) + Samples.OddMultiply(zx, 10) + Samples.OddMultiply(-6, 20) - (zw * (zx - 6)),
            ]
            :
            [
                100 + (zx * zw) - (zx * 20),
                100 + (zx * zw) - (zx * 20) + Samples.OddMultiply(-6, 20),
                100 + (zx * zw) - (zx * 20) + Samples.OddMultiply(-6, 20) - (zw * -6),
            ];

        List<(int, int)> observed = [];
        int[] accumulators = new int[1];
        Conv2DReference.Accumulate(
            new ReferenceWindow
            {
                InputHeight = 1,
                InputWidth = 1,
                InputChannels = 1,
                FilterHeight = 1,
                FilterWidth = 2,
                PadLeft = 1,
                OutputHeight = 1,
                OutputWidth = 1,
            },
            outChannels: 1,
            groups: 1,
            new MacArithmetic(Samples.OddMultiply, Samples.ExactAdd) { InputZeroPoint = zx, WeightZeroPoints = [zw], Padding = padding },
            input: [-6],
            weights,
            bias: [100],
            accumulators,
            (outputIndex, value) => observed.Add((outputIndex, value)));

        Assert.Equal(prefixes.Select(value => (0, value)), observed);
        Assert.Equal(prefixes[^1], accumulators[0]);
    }

    [Fact]
    public void Accumulate_AdderThatKeepsThePlaces_SeesFilterRowsThenColumnsThenChannels()
    {
        // Inputs 1..8 of a 2 x 2 image with two channels; the adder writes down one decimal digit per element.
        int[] accumulators = new int[1];
        Conv2DReference.Accumulate(
            new ReferenceWindow { InputHeight = 2, InputWidth = 2, InputChannels = 2, FilterHeight = 2, FilterWidth = 2, OutputHeight = 1, OutputWidth = 1 },
            outChannels: 1,
            groups: 1,
            new MacArithmetic((x, w) => x, (acc, product) => (10 * acc) + product),
            input: [1, 2, 3, 4, 5, 6, 7, 8],
            weights: new sbyte[8],
            bias: [],
            accumulators);
        Assert.Equal(12345678, accumulators[0]);
    }

    [Fact]
    public void Accumulate_FirstAddition_GoesThroughTheAdder()
    {
        int[] accumulators = new int[1];
        Conv2DReference.Accumulate(
            new ReferenceWindow { InputHeight = 1, InputWidth = 1, InputChannels = 1, FilterHeight = 1, FilterWidth = 1, OutputHeight = 1, OutputWidth = 1 },
            outChannels: 1,
            groups: 1,
            new MacArithmetic(Samples.ExactMultiply, Samples.TruncatedAdd(4)),
            input: [0],
            weights: [0],
            bias: [31],
            accumulators);
        Assert.Equal(16, accumulators[0]);
    }

    [Fact]
    public void Accumulate_AnyOperator_BatchEqualsSingleRuns() => Prop.ForAll(Samples.Convolutions, sample =>
    {
        MacArithmetic arithmetic = sample.Arithmetic(Samples.OddMultiply, Samples.TruncatedAdd(3), ReferencePadding.Skip);
        ReferenceWindow single = sample.Window with { Batches = 1 };
        int[] accumulators = new int[single.OutputPositions * sample.OutChannels];
        List<int> expected = [];
        for (int batch = 0; batch < sample.Window.Batches; batch++)
        {
            Conv2DReference.Accumulate(
                single,
                sample.OutChannels,
                sample.Groups,
                arithmetic,
                sample.Input.AsSpan(batch * single.InputCount, single.InputCount),
                sample.Weights,
                sample.Bias,
                accumulators);
            expected.AddRange(accumulators);
        }

        return sample.Run(arithmetic).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accumulate_AnyOperator_LastPrefixIsTheAccumulator() => Prop.ForAll(Samples.Convolutions, sample =>
    {
        Dictionary<int, int> last = [];
        int[] accumulators = sample.Run(
            sample.Arithmetic(Samples.OddMultiply, Samples.TruncatedAdd(2), ReferencePadding.Multiply),
            (outputIndex, value) => last[outputIndex] = value);
        return accumulators.Select((value, i) => last[i] == value).All(isEqual => isEqual);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accumulate_ProductsInATable_AreThoseOfTheMultiplier()
    {
        int[] products = [.. Enumerable.Range(-128, 256).SelectMany(x => Enumerable.Range(-128, 256).Select(w => Samples.OddMultiply(x, w)))];
        Prop.ForAll(Samples.Convolutions, sample =>
        {
            MacArithmetic arithmetic = sample.Arithmetic(Samples.OddMultiply, Samples.TruncatedAdd(3), ReferencePadding.Skip);
            MacArithmetic onTable = arithmetic with { Multiply = (_, _) => throw new InvalidOperationException(), Products = products };
            return sample.Run(onTable).SequenceEqual(sample.Run(arithmetic));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Accumulate_WeightZeroPointsPerChannel_ApplyToTheirChannels()
    {
        int[] accumulators = new int[2];
        Conv2DReference.Accumulate(
            new ReferenceWindow { InputHeight = 1, InputWidth = 1, InputChannels = 1, FilterHeight = 1, FilterWidth = 1, OutputHeight = 1, OutputWidth = 1 },
            outChannels: 2,
            groups: 1,
            new MacArithmetic(Samples.ExactMultiply, Samples.ExactAdd) { InputZeroPoint = 3, WeightZeroPoints = [5, -6] },
            input: [10],
            weights: [20, 30],
            bias: [1, 2],
            accumulators);
        Assert.Equal([1 + ((10 - 3) * (20 - 5)), 2 + ((10 - 3) * (30 + 6))], accumulators);
    }

    [Fact]
    public void Accumulate_WrongBuffer_NamesIt()
    {
        ReferenceWindow window = new() { InputHeight = 1, InputWidth = 1, InputChannels = 2, FilterHeight = 1, FilterWidth = 1, OutputHeight = 1, OutputWidth = 1 };
        MacArithmetic arithmetic = new(Samples.ExactMultiply, Samples.ExactAdd);
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => Conv2DReference.Accumulate(window, 1, 1, arithmetic, new sbyte[2], new sbyte[3], [], new int[1]));
        Assert.Equal("weights has 3 elements, expected 2. (Parameter 'weights')", exception.Message);
        Assert.Throws<ArgumentException>(() => Conv2DReference.Accumulate(window, 1, 2, arithmetic, new sbyte[2], new sbyte[1], [], new int[1]));
    }

    // bias + sum (x - zx)(w - zw) modulo 2^32 over the elements inside the image, straight from coordinates.
    private static int[] CentredConvolution(ConvCase sample)
    {
        ReferenceWindow window = sample.Window;
        (sbyte[] input, sbyte[] weights, int[] bias) = (sample.Input, sample.Weights, sample.Bias);
        List<int> result = [];
        for (int position = 0; position < window.OutputPositions; position++)
        {
            int outX = position % window.OutputWidth;
            int outY = position / window.OutputWidth % window.OutputHeight;
            int batch = position / window.OutputWidth / window.OutputHeight;
            for (int outChannel = 0; outChannel < sample.OutChannels; outChannel++)
            {
                int group = outChannel / (sample.OutChannels / sample.Groups);
                long sum = bias[outChannel];
                int weight = outChannel * window.FilterHeight * window.FilterWidth * sample.GroupInChannels;
                for (int y = outY * window.StrideY - window.PadTop; y < (outY * window.StrideY) - window.PadTop + (window.FilterHeight * window.DilationY); y += window.DilationY)
                {
                    for (int x = outX * window.StrideX - window.PadLeft; x < (outX * window.StrideX) - window.PadLeft + (window.FilterWidth * window.DilationX); x += window.DilationX)
                    {
                        for (int c = 0; c < sample.GroupInChannels; c++, weight++)
                        {
                            if (y >= 0 && y < window.InputHeight && x >= 0 && x < window.InputWidth)
                            {
                                int pixel = ((batch * window.InputHeight) + y) * window.InputWidth + x;
                                int code = input[(pixel * window.InputChannels) + (group * sample.GroupInChannels) + c];
                                sum += (long)(code - sample.InputZeroPoint) * (weights[weight] - sample.WeightZeroPoint);
                            }
                        }
                    }
                }

                result.Add((int)sum);
            }
        }

        return [.. result];
    }
}
