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

    [SkippableTheory]
    [InlineData("mkfifo \"$0\"")]
    [InlineData("mknod \"$0\" c 1 3")]
    public void WriteAllText_PipeOrDevice_IsRefusedAndStays(string make)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Devices are made, and told apart, as Linux does it.");
        using TemporaryFolder folder = new();
        string path = folder.PathOf("special");
        ChildResult made = ChildProcess.Run("/bin/sh", ["-c", make, path], folder.Path);
        Skip.If(made.ExitCode != 0, $"It cannot be made here: {made.Error.Trim()}");

        File.CreateSymbolicLink(folder.PathOf("link"), path);
        foreach (string given in (string[])[path, folder.PathOf("link")])
        {
            IOException e = Assert.Throws<IOException>(() => AtomicFile.WriteAllText(given, "x"));
            Assert.Equal($"{given} could not be written: it is a device, a pipe or a socket", e.Message);
        }

        Assert.True(FileStatus.IsSpecial(path));
        Assert.Equal([folder.PathOf("link"), path], Directory.GetFileSystemEntries(folder.Path).Order());
    }

    [SkippableFact]
    public void WriteAllText_Links_StayAndTheirTargetsAreWritten()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.PathOf("other"));
        File.WriteAllText(folder.PathOf("other", "x"), "old");
        File.CreateSymbolicLink(folder.PathOf("inner"), Path.Combine("other", "x"));
        File.CreateSymbolicLink(folder.PathOf("outer"), "inner");
        File.CreateSymbolicLink(folder.PathOf("dangling"), Path.Combine("other", "y"));
        File.CreateSymbolicLink(folder.PathOf("folder"), "other");

        AtomicFile.WriteAllText(folder.PathOf("outer"), "new");
        AtomicFile.WriteAllText(folder.PathOf("dangling"), "made");

        Assert.Equal("new", File.ReadAllText(folder.PathOf("other", "x")));
        Assert.Equal("made", File.ReadAllText(folder.PathOf("other", "y")));
        Assert.Equal("inner", new FileInfo(folder.PathOf("outer")).LinkTarget);
        IOException e = Assert.Throws<IOException>(() => AtomicFile.WriteAllText(folder.PathOf("folder"), ""));
        Assert.Equal($"{folder.PathOf("folder")} could not be written: it is a folder", e.Message);
        Assert.Equal(2, Directory.GetFiles(folder.PathOf("other")).Length);
    }

    [SkippableFact]
    public void WriteAllText_LinkToItself_IsRefused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using TemporaryFolder folder = new();
        File.CreateSymbolicLink(folder.PathOf("loop"), "loop");

        Assert.StartsWith(
            $"{folder.PathOf("loop")} could not be written: ",
            Assert.Throws<IOException>(() => AtomicFile.WriteAllText(folder.PathOf("loop"), "")).Message,
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public void WriteAllText_ExistingFile_KeepsItsPermissions()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new SkipException("Windows has no such permissions.");
        }

        using TemporaryFolder folder = new();
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
        File.WriteAllText(folder.PathOf("x"), "old");
        File.SetUnixFileMode(folder.PathOf("x"), mode | UnixFileMode.SetUser);

        AtomicFile.WriteAllText(folder.PathOf("x"), "new");

        Assert.Equal(mode, File.GetUnixFileMode(folder.PathOf("x")));
    }

    [Fact]
    public void WriteAllText_FilesOfAKilledProcess_AreRemovedAndOthersStay()
    {
        using TemporaryFolder folder = new();
        const string gone = "2147483647";
        string abandoned = folder.PathOf($".qmac-{gone}-{Guid.NewGuid():n}.tmp");
        string[] others =
        [
            folder.PathOf($".qmac-{Environment.ProcessId}-{Guid.NewGuid():n}.tmp"),
            folder.PathOf($".qmac-{gone}-notes.tmp"),
            folder.PathOf($"x-{gone}-{Guid.NewGuid():n}.tmp"),
        ];
        string held = folder.PathOf($".qmac-{gone}-{Guid.NewGuid():n}.tmp");
        Array.ForEach([abandoned, .. others], file => File.WriteAllText(file, ""));
        using (new FileStream(held, FileMode.CreateNew, FileAccess.Write, FileShare.Delete))
        {
            // As the process of another container would hold it.
            AtomicFile.WriteAllText(folder.PathOf("x"), "");

            Assert.Equal([.. others.Append(held).Append(folder.PathOf("x")).Order()], Directory.GetFiles(folder.Path).Order());
        }

        AtomicFile.WriteAllText(folder.PathOf("x"), "");
        Assert.False(File.Exists(held));
    }
}
