using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Planning;

public class NarrowSumsTests
{
    private static readonly Interval Thousands = new(-8192, 8191);

    [Fact]
    public void Depth_SumOfAllStepsFits_IsAllSteps() =>
        Assert.Equal(6, NarrowSums.Depth(2, 3, [Enumerable.Repeat(new Interval(-5461, 5461), 6).ToArray()]));

    [Fact]
    public void Depth_SumOfARunFits_IsARun() =>
        Assert.Equal(4, NarrowSums.Depth(2, 4, [Enumerable.Repeat(Thousands, 8).ToArray()]));

    [Fact]
    public void Depth_WorstLane_Decides() => Assert.Equal(2, NarrowSums.Depth(
        1, 4, [Enumerable.Repeat(Interval.Point(1), 4).ToArray(), [new(0, 20_000), new(0, 12_767), new(0, 1), Interval.Point(0)]]));

    [Fact]
    public void Depth_OneStepTooLarge_IsNone() => Assert.Null(NarrowSums.Depth(1, 2, [[Interval.Point(32_768), Interval.Point(0)]]));

    /// <summary>On either side of the limits: what fits by a hair does, what misses by one does not.</summary>
    [Theory]
    [InlineData(-32_768, 32_767, 2)]
    [InlineData(-32_769, 0, 1)]
    [InlineData(0, 32_768, 1)]
    public void Depth_Limits(int lower, int upper, int expected) =>
        Assert.Equal(expected, NarrowSums.Depth(1, 2, [[new(lower + 5, upper - 5), new(-5, 5)]]));
}
