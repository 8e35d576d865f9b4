using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

public sealed class WideImageTests
{
    [Fact]
    public void Spread_TwoImages_HaveZerosBetweenPixels() => Assert.Equal(
        [
            -8, 0, -7, 0, 0, 0, -6, 0, -5,
            -4, 0, -3, 0, 0, 0, -137, 0, 118,
            0,
        ],
        Spread([1, 2, 3, 4, 5, 6, -128, 127], images: 2, paddedHeight: 3, paddedWidth: 3, top: 0, left: 0));

    [Fact]
    public void Spread_PixelsOutside_AreDropped() => Assert.Equal(
        [-5, 0, 0, 0, 0],
        Spread([1, 2, 3, 4], images: 1, paddedHeight: 2, paddedWidth: 2, top: -2, left: -2));

    /// <summary>Images of 2 x 2, whose zero point is 9, with an element behind them.</summary>
    private static short[] Spread(sbyte[] input, int images, int paddedHeight, int paddedWidth, int top, int left)
    {
        short[] padded = [.. Enumerable.Repeat((short)99, (images * paddedHeight * paddedWidth) + 1)];
        WideImage.Spread(input, 2, 2, 1, padded, paddedHeight, paddedWidth, top, left, stepY: 2, stepX: 2, zeroPoint: 9);
        return padded;
    }
}
