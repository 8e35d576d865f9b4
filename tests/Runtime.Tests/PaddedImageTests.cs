namespace QMacVerify.Runtime.Tests;

public sealed class PaddedImageTests
{
    [Fact]
    public void Fill_TwoImages_GetABorderEach() => Assert.Equal(
        [
            9, 9, 9, 9, 1, 2, 9, 3, 4, 9, 9, 9,
            9, 9, 9, 9, 5, 6, 9, 7, 8, 9, 9, 9,
        ],
        Fill([1, 2, 3, 4, 5, 6, 7, 8], images: 2, paddedHeight: 4, paddedWidth: 3, top: 1, left: 1));

    [Fact]
    public void Fill_RowsAndColumnsThatNoWindowReaches_AreDropped() => Assert.Equal(
        [9, 9, 9, 1],
        Fill([1, 2, 3, 4], images: 1, paddedHeight: 2, paddedWidth: 2, top: 1, left: 1));

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    public void Fill_WindowsThatReachPaddingOnly_SeeNoImage(int top, int left) => Assert.Equal(
        [9, 9, 9, 9],
        Fill([1, 2, 3, 4], images: 1, paddedHeight: 2, paddedWidth: 2, top, left));

    private static sbyte[] Fill(sbyte[] input, int images, int paddedHeight, int paddedWidth, int top, int left)
    {
        sbyte[] padded = new sbyte[images * paddedHeight * paddedWidth];
        PaddedImage.Fill(input, 2, 2, 1, padded, paddedHeight, paddedWidth, top, left, 9);
        return padded;
    }
}
