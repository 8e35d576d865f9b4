using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Planning;

/// <summary>What is promised of transformed numbers before they are computed.</summary>
public sealed class WinogradFormTests
{
    [Theory]
    [InlineData(2, -128, 127, 512)]
    [InlineData(2, 0, 255, 1_020)]
    [InlineData(4, -128, 127, 12_768)]
    [InlineData(4, -327, 327, 32_700)]
    [InlineData(4, 0, 255, 17_340)]
    public void Transformed_Range_HasItsGreatestMagnitude(int extent, int least, int greatest, int magnitude)
    {
        Assert.Equal(magnitude, Form(extent).Transformed(new Interval(least, greatest)).MaxMagnitude);
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(4, 49)]
    public void FilterGain_OfExtremeWeights_IsReachedAndNotExceeded(int extent, int gain)
    {
        WinogradForm form = Form(extent);
        Assert.Equal(gain, form.FilterGain);

        // All filters of 1 and -1.
        int[] greatest = [.. Enumerable.Range(0, 1 << 9).Select(signs =>
            form.TransformFilter([.. Enumerable.Range(0, 9).Select(bit => (signs >> bit) % 2 == 0 ? 1 : -1)]).Max(Math.Abs))];
        Assert.Equal(gain, greatest.Max());
    }

    private static WinogradForm Form(int extent) => extent == 2 ? WinogradForm.Two : WinogradForm.Four;
}
