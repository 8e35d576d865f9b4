using QMacVerify.Tests.Shared;

namespace QMacVerify.Runtime.Tests;

public class AtomicFileTests
{
    [Fact]
    public void WriteAllText_MissingFolder_IsMade()
    {
        using TemporaryFolder folder = new();
        AtomicFile.WriteAllText(folder.PathOf("a", "b", "x.txt"), "é\n");
        Assert.Equal([0xC3, 0xA9, 0x0A], File.ReadAllBytes(folder.PathOf("a", "b", "x.txt")));
    }

    [Fact]
    public void Write_ActionThrows_OldFileStaysAndNothingElse()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("x.txt");
        AtomicFile.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void WriteAllBytes_ExistingFile_IsReplaced()
    {
        using TemporaryFolder folder = new();
        AtomicFile.WriteAllText(folder.PathOf("x"), "a longer text");
        AtomicFile.WriteAllBytes(folder.PathOf("x"), [1]);
        Assert.Equal([1], File.ReadAllBytes(folder.PathOf("x")));
    }

    [Fact]
    public void WriteAllText_PathIsAFolder_FailsWithThePath()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.PathOf("x", "y"));
        Exception e = Record.Exception(() => AtomicFile.WriteAllText(folder.PathOf("x"), ""));
        Assert.True(e is IOException or UnauthorizedAccessException);
        Assert.StartsWith(folder.PathOf("x") + " could not be written: ", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void WriteAllText_FolderIsAFile_FailsWithThePath()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("file"), "");
        Exception e = Record.Exception(() => AtomicFile.WriteAllText(folder.PathOf("file", "x"), ""));
        Assert.True(e is IOException or UnauthorizedAccessException);
        Assert.StartsWith(folder.PathOf("file", "x"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteAll_OneFails_NoneIsReplaced()
    {
        using TemporaryFolder folder = new();
        AtomicFile.WriteAllText(folder.PathOf("a"), "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.WriteAll(
        [
            (folder.PathOf("a"), stream => stream.WriteByte(1)),
            (folder.PathOf("b"), _ => throw new InvalidOperationException()),
        ]));
        Assert.Equal("old", File.ReadAllText(folder.PathOf("a")));
        Assert.Equal([folder.PathOf("a")], Directory.GetFiles(folder.Path));
    }
}
