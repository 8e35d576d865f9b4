using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>Standard output or error that is closed or full: the exit code says what happened all the same.</summary>
public sealed class ClosedStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("2>&-", 0, "inspect", "--pkg", "package")]
    [InlineData("2>/dev/full", 0, "inspect", "--pkg", "package")]
    [InlineData("2>&-", 0, "run", "--pkg", "package", "--random-input", "--engine", "reference", "--out", "out")]
    [InlineData("2>&-", 2, "inspect", "--pkg", "absent")]
    [InlineData("2>/dev/full", 2, "inspect", "--pkg", "absent")]
    [InlineData("2>/dev/full", 2, "inspect", "--unknown")]
    [InlineData("2>/dev/full", 1, "constraints", "--pkg", "package", "--region", "real:0:0", "--tight", "--random-input", "--out", "d.json")]
    [InlineData(">/dev/full 2>/dev/full", 2, "inspect", "--pkg", "package")]
    [InlineData(">&- 2>&-", 2, "inspect", "--pkg", "package")]
    public void AnyVerb_ErrorStreamTakesNothing_ExitCodeIsTheSame(string redirection, int exitCode, params string[] verb) =>
        Assert.Equal(exitCode, Run(redirection, verb).ExitCode);

    [SkippableTheory]
    [InlineData(">&-", "inspect", "--pkg", "package")]
    [InlineData(">/dev/full", "inspect", "--pkg", "package")]
    [InlineData(">/dev/full", "inspect", "--pkg", "package", "--json")]
    [InlineData(">/dev/full", "run", "--help")]
    public void AnyVerb_OutputTakesNothing_IsAnErrorThatNamesIt(string redirection, params string[] verb)
    {
        ChildResult result = Run(redirection, verb);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"\Aqmac: standard output could not be written: [^\n]+\n\z", result.Error);
    }

    private ChildResult Run(string redirection, string[] verb)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/dev/full is a device of Linux.");
        CnnSmallPackage.CopyTo(_folder.PathOf("package"));
        return ChildProcess.Run(
            "/bin/sh", ["-c", $"exec \"$0\" \"$@\" {redirection}", ChildProcess.DotNet, ChildProcess.QMacProgram, .. verb], _folder.Path);
    }
}
