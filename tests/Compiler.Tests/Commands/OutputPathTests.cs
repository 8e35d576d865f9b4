using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>--out</c> at places that are no plain files: written into, or refused and left as they are.</summary>
public sealed class OutputPathTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void AnyVerb_OutputIsAPipe_IsRefusedAndThePipeStays()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Pipes are told apart as Linux does it.");
        string file = _folder.PathOf("pipe.qop.json");
        string inside = _folder.PathOf("run", "outputs.npz");
        Directory.CreateDirectory(_folder.PathOf("run"));
        Array.ForEach([file, inside], path => Assert.Equal(0, ChildProcess.Run("/bin/sh", ["-c", "mkfifo \"$0\"", path], _folder.Path).ExitCode));

        const string problem = "could not be written: it is a device, a pipe or a socket";
        Assert.Equal($"{file} {problem}", QMac.Refusal("constraints", "--pkg", package.Folder, "--out", file));
        Assert.Equal($"{file} {problem}", QMac.Refusal("op", "export", "trunc:2", "--out", file));
        Assert.Equal(
            $"{inside} {problem}",
            QMac.Refusal("run", "--pkg", package.Folder, "--random-input", "--engine", "reference", "--out", _folder.PathOf("run")));
        Assert.Equal("pp", ChildProcess.Run("/bin/sh", ["-c", "[ -p \"$0\" ] && printf p; [ -p \"$1\" ] && printf p", file, inside], _folder.Path).Output);
        Assert.Equal([file, _folder.PathOf("run"), inside], Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order());
    }

    [SkippableFact]
    public void AnyVerb_OutputIsALink_WritesItsTargetWithItsPermissions()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new SkipException("Links need a privilege on Windows.");
        }

        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.WriteAllText(_folder.PathOf("target"), "old");
        File.SetUnixFileMode(_folder.PathOf("target"), mode);
        File.CreateSymbolicLink(_folder.PathOf("d.json"), "target");

        string printed = QMac.Success("constraints", "--pkg", package.Folder, "--json", "--out", _folder.PathOf("d.json"));

        Assert.Equal(printed, File.ReadAllText(_folder.PathOf("target")));
        Assert.Equal(mode, File.GetUnixFileMode(_folder.PathOf("target")));
        Assert.Equal("target", new FileInfo(_folder.PathOf("d.json")).LinkTarget);
    }

    [Fact]
    public void AnyVerb_OutputIsAFolderWhereAFileIsMeant_IsRefused()
    {
        Assert.Equal(
            $"{_folder.Path} could not be written: it is a folder",
            QMac.RefusalLeaving(_folder.Path, "constraints", "--pkg", package.Folder, "--out", _folder.Path));
    }
}
