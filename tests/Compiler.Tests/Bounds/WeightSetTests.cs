using QMacVerify.Compiler.Bounds;

namespace QMacVerify.Compiler.Tests.Bounds;

public class WeightSetTests
{
    [Fact]
    public void ToString_HasBit128ForZero_AndIsRead()
    {
        WeightSet set = WeightSet.Of([0, -128, 127, 0]);

        Assert.Equal("8" + new string('0', 30) + "1" + new string('0', 31) + "1", set.ToString());
        Assert.Equal(set, WeightSet.Parse(set.ToString()));
        Assert.Equal(3, set.Count);
        Assert.Equal([-128, 0, 127], Enumerable.Range(-128, 256).Where(set.Contains));
        Assert.Equal(new string('0', 64), WeightSet.Of([]).ToString());
    }

    [Fact]
    public void Of_OverlappingIntervals_AreTheWeightsOfAny()
    {
        WeightSet set = WeightSet.Of(new Box([-128, -126, 3], [-126, -125, 3]));

        Assert.Equal([-128, -127, -126, -125, 3], Enumerable.Range(-128, 256).Where(set.Contains));
        Assert.Equal([-128, -127, -126, -125, 3, 127], Enumerable.Range(-128, 256).Where(set.Union(WeightSet.Of([3, 127])).Contains));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("g000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("F000000000000000000000000000000000000000000000000000000000000000")]
    public void Parse_AnotherText_IsNull(string text) => Assert.Null(WeightSet.Parse(text));
}
