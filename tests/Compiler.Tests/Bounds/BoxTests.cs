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
    public void Contains_OneCodeOutside_IsFalse()
    {
        Box box = new([-3, 5, 0], [4, 5, 9]);

        Assert.True(box.Contains([-3, 5, 9]) && box.Contains(box));
        Assert.All((sbyte[][])[[-4, 5, 0], [5, 5, 0], [0, 4, 0], [0, 6, 0], [0, 5, -1], [0, 5, 10]], codes => Assert.False(box.Contains(codes)));
        Assert.False(box.Contains(new Box([-4, 5, 0], [4, 5, 9])));
        Assert.False(box.Contains(new Box([-3, 5, 0], [4, 5, 10])));
    }

    [Fact]
    public void Constructor_EndsOfOtherCounts_AreRefused() =>
        Assert.Equal("2 lower but 3 upper ends.", Assert.Throws<ArgumentException>(() => new Box(new sbyte[2], new sbyte[3])).Message);
}
