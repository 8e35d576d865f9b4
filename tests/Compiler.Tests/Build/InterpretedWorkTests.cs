using QMacVerify.Compiler.Build;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Build;

public sealed class InterpretedWorkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private InterpretedWork Work => new(new BuildCache(_folder.PathOf("cache")));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_RunsOfSeveralModels_AreSummedForEach()
    {
        Work.Add("a", 100);
        Work.Add("b", 7);
        Work.Add("a", 20.4);

        Assert.Equal((120, 7, 0), (Work.Of("a"), Work.Of("b"), Work.Of("c")));
    }

    [Fact]
    public void Add_ManyModels_KeepsThoseThatRanLast()
    {
        Assert.Null(new BuildCache(_folder.PathOf("cache")).Problem());
        File.WriteAllLines(_folder.PathOf("cache", "interpreted"), Enumerable.Range(0, 1000).Select(i => $"m{i} 5"));

        Work.Add("m0", 1);
        Work.Add("new", 2);

        Assert.Equal((6, 0, 5, 2), (Work.Of("m0"), Work.Of("m1"), Work.Of("m2"), Work.Of("new")));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a -5")]
    [InlineData("a 1e9\nb 5 5")]
    [InlineData("\0\xff")]
    public void Of_DamagedFile_IsNothing(string text)
    {
        Assert.Null(new BuildCache(_folder.PathOf("cache")).Problem());
        File.WriteAllText(_folder.PathOf("cache", "interpreted"), text);

        Assert.Equal((0, 0), (Work.Of("a"), Work.Of("b")));
        Work.Add("a", 3);
        Assert.Equal(3, Work.Of("a"));
    }

    [Fact]
    public void Add_FolderThatCannotBeMade_KeepsNothing()
    {
        File.WriteAllText(_folder.PathOf("cache"), "");

        Work.Add("a", 3);

        Assert.Equal(0, Work.Of("a"));
    }
}
