using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Support;

public sealed class PathKeyTests
{
    [Theory]
    [InlineData("/a/b/c", "/a/b/c")]
    [InlineData("/a//b/./c/", "/a/b/c")]
    [InlineData("/a/x/../b/y/z/../../c", "/a/b/c")]
    [InlineData("/../../a", "/a")]
    [InlineData(@"C:\a\b", "/C:/a/b")]
    [InlineData("", "/")]
    public void Of_OneFile_IsOneText(string path, string expected) => Assert.Equal(expected, PathKey.Of(path));

    [Theory]
    [InlineData("b/c", "/a/b/c")]
    [InlineData("../c", "/c")]
    [InlineData("/c", "/c")]
    [InlineData(@"D:\c", "/D:/c")]
    [InlineData(@"\c", "/c")]
    public void Of_AFolder_MayBeLeft(string path, string expected) => Assert.Equal(expected, PathKey.Of("/a", path));
}
