using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Support;

public sealed class IntervalTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(0, 1, 2)]
    [InlineData(-1, 1, 2)]
    [InlineData(-128, 127, 8)]
    [InlineData(-129, 0, 9)]
    [InlineData(-128, 128, 9)]
    [InlineData(int.MinValue, int.MaxValue, 32)]
    [InlineData(0, 1L + int.MaxValue, 33)]
    public void Bits_OfAnInterval_AreTheNarrowestRegister(long lower, long upper, int bits)
    {
        Interval interval = new(lower, upper);

        Assert.Equal(bits, interval.Bits);
        Assert.Equal(bits <= 32, Interval.Int32.Contains(interval));
    }

    [Fact]
    public void Hull_WithTheEmptyInterval_IsTheOther()
    {
        Interval some = new(-3, 5);

        Assert.Equal(some, Interval.Empty.Hull(some));
        Assert.Equal(some, some.Hull(Interval.Empty));
        Assert.False(Interval.Empty.Contains(0));
        Assert.Equal(5, some.MaxMagnitude);
        Assert.Equal("[-3, 5]", some.ToString());
    }

    [Fact]
    public void Sum_OfIntervals_HoldsEverySum()
    {
        Assert.Equal(new Interval(-5, 12), new Interval(-3, 5) + new Interval(-2, 7));
        Assert.Equal(new Interval(-4, 4), new Interval(-3, 5) - 1);
    }
}
