using QMacVerify.Compiler.Bounds;

namespace QMacVerify.Compiler.Tests.Bounds;

public sealed class BoxTests
{
    /// <summary>Elements are looked at by vectors and one by one: a wrong one is found wherever it is.</summary>
    [Fact]
    public void Constructor_OneEmptyInterval_IsRefusedWithItsPlace()
    {
        foreach (int count in (int[])[1, 31, 32, 33, 64, 70])
        {
            Assert.Equal(count, new Box(new sbyte[count], new sbyte[count]).Count);
            for (int i = 0; i < count; i++)
            {
                sbyte[] upper = new sbyte[count];
                upper[i] = -1;
                Assert.Equal($"Element {i} has the empty interval [0, -1].", Assert.Throws<ArgumentException>(() => new Box(new sbyte[count], upper)).Message);
            }
        }
    }

    [Fact]
    public void Constructor_EndsOfOtherCounts_AreRefused() =>
        Assert.Equal("2 lower but 3 upper ends.", Assert.Throws<ArgumentException>(() => new Box(new sbyte[2], new sbyte[3])).Message);
}
