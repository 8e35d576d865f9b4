using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Support;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("conv", "conv", true)]
    [InlineData("conv", "conv1", false)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("conv*", "conv", true)]
    [InlineData("conv*", "xconv", false)]
    [InlineData("*conv", "x/conv", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXcYc", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("conv2d_?", "conv2d_9", true)]
    [InlineData("conv2d_?", "conv2d_10", false)]
    [InlineData("conv2d_?", "conv2d_", false)]
    [InlineData("?*?", "x", false)]
    [InlineData("?*?", "xy", true)]
    [InlineData("*_1?", "conv_1/conv_12", true)]
    [InlineData("**", "x", true)]
    public void Matches_Pattern_StandsForTheWholeName(string pattern, string name, bool expected) =>
        Assert.Equal(expected, NamePattern.Matches(pattern, name));

    [Fact]
    public void Matches_ManyStars_EndsAtOnce() =>
        Assert.False(NamePattern.Matches(string.Concat(Enumerable.Repeat("*a", 200)) + "b", new string('a', 4000)));
}
