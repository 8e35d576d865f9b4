using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public class PoolReferenceTests
{
    // 2 x 3 image, windows of 2 x 2, one row of padding above and one column to the left.
    private static readonly ReferenceWindow Padded = new()
    {
        InputHeight = 2,
        InputWidth = 3,
        InputChannels = 1,
        FilterHeight = 2,
        FilterWidth = 2,
        StrideY = 2,
        StrideX = 2,
        PadTop = 1,
        PadLeft = 1,
        OutputHeight = 2,
        OutputWidth = 2,
    };

    [Fact]
    public void AveragePool_Padding_CountsNeitherInSumNorInDivisor()
    {
        sbyte[] output = new sbyte[4];
        AveragePool2DReference.Run(Padded, -128, 127, [10, 20, 31, -5, 7, 8], output);
        Assert.Equal([10, 26, -5, 8], output);
    }

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(-1, -2, -2)]
    [InlineData(0, 1, 1)]
    [InlineData(0, -1, -1)]
    [InlineData(2, -3, -1)]
    public void AveragePool_Tie_RoundsAwayFromZero(sbyte a, sbyte b, int expected)
    {
        sbyte[] output = new sbyte[1];
        AveragePool2DReference.Run(Pair, -128, 127, [a, b], output);
        Assert.Equal(expected, output[0]);
    }

    [Fact]
    public void MaxPool_Padding_IsNoCandidate()
    {
        sbyte[] output = new sbyte[4];
        MaxPool2DReference.Run(Padded, -128, 127, [-10, -20, -31, -5, -7, -8], output);
        Assert.Equal([-10, -20, -5, -7], output);
    }

    [Fact]
    public void Pools_BatchesAndChannels_StaySeparate()
    {
        ReferenceWindow window = Pair with { Batches = 2, InputChannels = 2 };
        sbyte[] input = [1, 100, 3, 50, -20, 7, -10, 9];
        sbyte[] output = new sbyte[4];
        AveragePool2DReference.Run(window, -128, 127, input, output);
        Assert.Equal([2, 75, -15, 8], output);
        MaxPool2DReference.Run(window, -128, 127, input, output);
        Assert.Equal([3, 100, -10, 9], output);
    }

    [Fact]
    public void Pools_FusedActivation_Clamps()
    {
        sbyte[] output = new sbyte[1];
        AveragePool2DReference.Run(Pair, 5, 40, [100, 90], output);
        Assert.Equal(40, output[0]);
        MaxPool2DReference.Run(Pair, 5, 40, [-100, -90], output);
        Assert.Equal(5, output[0]);
    }

    [Fact]
    public void Pools_WindowOfPaddingOnly_IsRefused()
    {
        ReferenceWindow window = Pair with { PadLeft = 2 };
        Assert.Throws<ArgumentException>(() => AveragePool2DReference.Run(window, -128, 127, new sbyte[2], new sbyte[1]));
        Assert.Throws<ArgumentException>(() => MaxPool2DReference.Run(window, -128, 127, new sbyte[2], new sbyte[1]));
    }

    private static ReferenceWindow Pair { get; } = new()
    {
        InputHeight = 1,
        InputWidth = 2,
        InputChannels = 1,
        FilterHeight = 1,
        FilterWidth = 2,
        OutputHeight = 1,
        OutputWidth = 1,
    };
}
