using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

public sealed class WideImageTests
{
    [Fact]
    public void Spread_TwoImages_HaveTheBorderBetweenPixels() => Assert.Equal(
        [
            1, 9, 2, 9, 9, 9, 3, 9, 4,
            5, 9, 6, 9, 9, 9, -128, 9, 127,
            9,
        ],
        Spread([1, 2, 3, 4, 5, 6, -128, 127], images: 2, paddedHeight: 3, paddedWidth: 3, top: 0, left: 0));

    [Fact]
    public void Spread_PixelsOutside_AreDropped() => Assert.Equal(
        [4, 9, 9, 9, 9],
        Spread([1, 2, 3, 4], images: 1, paddedHeight: 2, paddedWidth: 2, top: -2, left: -2));

    /// <summary>Images of 2 x 2 with an element behind them.</summary>
    private static short[] Spread(sbyte[] input, int images, int paddedHeight, int paddedWidth, int top, int left)
    {
        short[] padded = [.. Enumerable.Repeat((short)99, (images * paddedHeight * paddedWidth) + 1)];
        WideImage.Spread<short, WideCodes>(input, 2, 2, 1, padded, paddedHeight, paddedWidth, top, left, stepY: 2, stepX: 2, border: 9, default);
        return padded;
    }
}
