using QMacVerify.Benchmarks.Measuring;

namespace QMacVerify.Benchmarks.Tests.Measuring;

public class TargetTests
{
    [Theory]
    [InlineData(2.5, 2.3, 2.7, "met")]
    [InlineData(2.5, 2.2, 2.7, "met within spread")]
    [InlineData(2.2, 2.1, 2.3, "met within spread")]
    [InlineData(2.1, 2.0, 2.2, "short")]
    public void Verdict_OfARatio_ComparesTheQuartilesWithTheLine(double median, double lower, double upper, string verdict) =>
        Assert.Equal(verdict, new Target(2.3).Verdict(new Figure(median, lower, upper)));

    [Theory]
    [InlineData(1.4, 1.3, 1.5, "met")]
    [InlineData(1.6, 1.5, 1.7, "met within spread")]
    [InlineData(1.7, 1.6, 1.8, "short")]
    public void Verdict_OfACost_ComparesTheOtherWay(double median, double lower, double upper, string verdict) =>
        Assert.Equal(verdict, new Target(1.5, IsCeiling: true).Verdict(new Figure(median, lower, upper)));

    [Fact]
    public void Worst_OfFigures_IsTheFurthestFromTheLine()
    {
        (string, Figure)[] figures = [("small", new Figure(1)), ("large", new Figure(3)), ("middle", new Figure(2))];
        Assert.Equal("small", new Target(2).Worst(figures)?.Name);
        Assert.Equal("large", new Target(2, IsCeiling: true).Worst(figures)?.Name);
        Assert.Null(new Target(2).Worst([]));
    }
}
