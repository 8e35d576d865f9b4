namespace QMacVerify.Runtime.Tests;

public class XnnpackArithmeticTests
{
    /// <summary>Factors of 1/2 with 20 fraction bits: ties go up, of either sign.</summary>
    [Theory]
    [InlineData(1, 0, 0, 1)]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(-3, 0, 0, -1)]
    [InlineData(5, 6, 3, 9)]
    [InlineData(127, 127, 50, 127)]
    [InlineData(-128, -128, -50, -128)]
    public void Add_OfHalves_RoundsHalfUp(int a, int b, int zeroPoint, int expected) =>
        Assert.Equal(expected, XnnpackArithmetic.Add(a, 1 << 20, b, 1 << 20, constant: 1 << 20, shift: 21, zeroPoint));

    [Fact]
    public void Add_GreatestNumbers_FitInt32()
    {
        const int factor = 1 << 21;
        int constant = (1 << 29) + (2 * 128 * factor);

        Assert.Equal(1, XnnpackArithmetic.Add(127, factor, 127, factor, constant, shift: 30, zeroPoint: 0));
        Assert.Equal(-100, XnnpackArithmetic.Add(-128, factor, -128, factor, constant, shift: 30, zeroPoint: -100, lower: -100));
    }

    /// <summary>The zero point is inside the rounding: the tie 2.5 goes to 2 and 3.5 to 4.</summary>
    [Theory]
    [InlineData(5, 0.5f, 0f, 2)]
    [InlineData(5, 0.5f, 1f, 4)]
    [InlineData(-5, 0.5f, 1f, -2)]
    [InlineData(1000, 1f, 0f, 127)]
    [InlineData(-1000, 1f, 0f, -128)]
    public void Reduce_RoundsHalfToEvenWithTheConstantInside(int sum, float factor, float constant, int expected) =>
        Assert.Equal(expected, XnnpackArithmetic.Reduce(sum, factor, constant));
}
