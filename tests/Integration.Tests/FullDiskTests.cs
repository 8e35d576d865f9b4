using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>A disk that fills up while <c>qmac</c> writes: exit code 2, one line, the old files as they were and no new ones.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("out");

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("export", "--model", "cnn_small", "--out", "out")]
    [InlineData("constraints", "--pkg", "package", "--out", "out/D_sound.json")]
    [InlineData("compile", "--pkg", "package", "--out", "out/generated")]
    [InlineData("report", "--pkg", "package", "--out", "out/report.html")]
    public void AnyVerb_FullFileSystem_WritesNothing(params string[] verb)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "tmpfs is a file system of Linux.");
        Directory.CreateDirectory(Out);
        CnnSmallPackage.CopyTo(_folder.PathOf("package"));
        ChildResult mount = ChildProcess.Run("/bin/sh", ["-c", "exec mount -t tmpfs -o size=12k tmpfs \"$0\"", Out], _folder.Path);
        Skip.If(mount.ExitCode != 0, $"A small file system cannot be mounted here: {mount.Error.Trim()}");
        try
        {
            File.WriteAllText(Path.Combine(Out, "graph.json"), "old");

            ChildResult result = ChildProcess.RunQMac(_folder.Path, verb);

            AssertRefused(result, "No space left on device");
        }
        finally
        {
            ChildProcess.Run("/bin/sh", ["-c", "exec umount \"$0\"", Out], _folder.Path);
        }
    }

    [SkippableTheory]
    [InlineData("export", "--model", "cnn_small")]
    [InlineData("run", "--pkg", "package", "--random-input", "--batch", "50", "--engine", "reference")]
    [InlineData("compile", "--pkg", "package")]
    public void AnyVerb_FileBeyondTheLimit_WritesNothing(params string[] verb)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "The limit is set with bash.");
        Directory.CreateDirectory(Out);
        File.WriteAllText(Path.Combine(Out, "graph.json"), "old");
        CnnSmallPackage.CopyTo(_folder.PathOf("package"));

        // 8 KB for each file; the signal is ignored, so that the write itself fails as on a full disk.
        // Without W^X the runtime needs no large files of its own.
        const string script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
        ChildResult result = ChildProcess.Run(
            "/bin/bash",
            ["-c", script, ChildProcess.DotNet, ChildProcess.QMacProgram, .. verb, "--out", Out],
            _folder.Path,
            new Dictionary<string, string?> { ["DOTNET_EnableWriteXorExecute"] = "0" });

        AssertRefused(result, "the file is longer than the system allows");
    }

    private void AssertRefused(ChildResult result, string reason)
    {
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"\Aqmac: [^\n]+ could not be written: [^\n]+\n\z", result.Error);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Equal(["graph.json"], FolderContents.Files(Out));
        Assert.Equal("old", File.ReadAllText(Path.Combine(Out, "graph.json")));
    }
}
