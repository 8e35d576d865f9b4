using QMacVerify.Benchmarks.Measuring;

namespace QMacVerify.Benchmarks.Tests.Measuring;

public class FigureTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7, 7, 7)]
    [InlineData(new double[] { 5, 1, 4, 2, 3 }, 3, 2, 4)]
    [InlineData(new double[] { 4, 3, 2, 1 }, 3, 2, 4)]
    [InlineData(new double[] { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1000 }, 5, 2, 8)]
    public void Of_Values_GivesMedianAndQuartilesByRank(double[] values, double median, double lower, double upper) =>
        Assert.Equal(new Figure(median, lower, upper), Figure.Of(values));

    [Fact]
    public void Of_NoValues_IsRefused() => Assert.Throws<ArgumentException>(() => Figure.Of([]));

    [Fact]
    public void Reciprocal_Figure_KeepsTheOrderOfTheQuartiles() => Assert.Equal(new Figure(0.5, 0.25, 1), new Figure(2, 1, 4).Reciprocal());

    [Theory]
    [InlineData(2, 2, 2, "2")]
    [InlineData(2.345, 1.2, 345.6, "2.35 (1.20-346)")]
    [InlineData(0.0125, 0.01, 12.34, "0.013 (0.010-12.3)")]
    public void ToString_Figure_HasAboutThreeDigits(double median, double lower, double upper, string text) =>
        Assert.Equal(text, new Figure(median, lower, upper).ToString());
}
