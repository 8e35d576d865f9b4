using System.Runtime.Versioning;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>Machines that are set up in another way: languages, time zones, folders that may only be read, little memory, readers that go away, and others that write at the same time.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private static readonly string[] MillionSamples = ["run", "--pkg", "package", "--random-input", "--batch", "1000000", "--out", "out"];

    private readonly TemporaryFolder _folder = new();

    public EnvironmentTests() => CnnSmallPackage.CopyTo(_folder.PathOf("package"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tr_TR.UTF-8", "Pacific/Kiritimati")]
    [InlineData("ar_SA.UTF-8", "America/St_Johns")]
    [InlineData("de_DE", ":/no/such/zone")]
    public void AnyVerb_LanguageAndTimeZone_WriteTheSameBytes(string language, string zone)
    {
        Dictionary<string, string?> plain = new() { ["LC_ALL"] = "C", ["TZ"] = "UTC" };
        Dictionary<string, string?> other = new() { ["LANG"] = language, ["LC_ALL"] = language, ["LANGUAGE"] = language, ["TZ"] = zone };
        foreach (string[] verb in (string[][])
            [["run", "--pkg", "package", "--random-input", "--engine", "reference", "--amul", "trunc:2"], ["compile", "--pkg", "package", "--amul", "trunc:2"]])
        {
            Assert.Equal(Run(plain, [.. verb, "--out", "plain"]), Run(other, [.. verb, "--out", "other"]));
            Assert.Equal(FolderContents.Of(_folder.PathOf("plain")), FolderContents.Of(_folder.PathOf("other")));
        }

        ChildResult Run(Dictionary<string, string?> environment, string[] arguments)
        {
            using ChildProcess child = ChildProcess.QMac(_folder.Path, arguments, environment);
            return child.WaitForEnd() with { Output = "" };
        }
    }

    /// <summary>A user that may read everything and write nothing; root, whom no permission binds, becomes nobody.</summary>
    [SkippableTheory]
    [InlineData("export", "--model", "cnn_small")]
    [InlineData("run", "--pkg", "package", "--random-input", "--engine", "reference", "--out", "out/new")]
    [InlineData("constraints", "--pkg", "package", "--out", "out/D_sound.json")]
    [InlineData("sweep", "--pkg", "package", "--data", "x.npy", "--labels", "y.npy", "--multipliers", "trunc:1", "--results", "out/r.db")]
    public void AnyVerb_FolderThatMayOnlyBeRead_IsOneLineBesideThatOfTheCache(params string[] verb)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new SkipException("Permissions and users as Linux has them.");
        }

        MakeReadOnly();
        WriteSamples();
        string[] user = Environment.UserName != "root" ? [] : ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        ChildResult can = ChildProcess.Run("/usr/bin/env", [.. user, "test", "-r", ChildProcess.QMacProgram], _folder.Path);
        Skip.If(can.ExitCode != 0, $"No other user can run the program here: {can.Error.Trim()}");
        IReadOnlyList<string> before = FolderContents.Of(_folder.Path);

        ChildResult result = ChildProcess.Run(
            "/usr/bin/env", [.. user, ChildProcess.DotNet, ChildProcess.QMacProgram, .. verb], _folder.Path, new Dictionary<string, string?> { ["QMAC_CACHE"] = _folder.PathOf("out") });

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"\A(qmac: the cache [^\n]*out is not used[^\n]*\n)?qmac: [^\n]*(out|export)[^\n]*\n\z", result.Error);
        Assert.Equal(before, FolderContents.Of(_folder.Path));
    }

    /// <summary>The reader of a pipe takes a line, or nothing, and ends: no stack trace, and no hang.</summary>
    [SkippableTheory]
    [InlineData("head -n 1", "inspect", "--pkg", "package")]
    [InlineData("true", "inspect", "--pkg", "package", "--json")]
    [InlineData("true", "constraints", "--pkg", "package", "--json", "--out", "d.json")]
    public void AnyVerb_ReaderThatEnds_IsAtMostOneLine(string reader, params string[] verb)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "A pipe of bash.");

        ChildResult result = ChildProcess.Run(
            "/bin/bash",
            ["-c", $"\"$0\" \"$@\" | {reader} > /dev/null; echo ${{PIPESTATUS[0]}}", ChildProcess.DotNet, ChildProcess.QMacProgram, .. verb],
            _folder.Path);

        Assert.Matches(@"\A[02]\n\z", result.Output);
        Assert.Matches(@"\A(qmac: standard output could not be written: [^\n]+\n)?\z", result.Error);
    }

    /// <summary>As in a container: .NET keeps to the limit, and tells.</summary>
    [Fact]
    public void Run_MoreSamplesThanMemory_IsOneLine()
    {
        using ChildProcess child = ChildProcess.QMac(_folder.Path, MillionSamples, new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "C000000" });
        ChildResult result = child.WaitForEnd();

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("qmac: there is not enough memory: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error, '\n');
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    /// <summary>Where the system gives no more, .NET may end by itself, with 134; nothing is written either.</summary>
    [SkippableFact]
    public void Run_LessMemoryThanTheSystemGives_WritesNothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "The limit is set with bash.");

        ChildResult result = ChildProcess.Run(
            "/bin/bash", ["-c", "ulimit -v 1500000; exec \"$0\" \"$@\"", ChildProcess.DotNet, ChildProcess.QMacProgram, .. MillionSamples], _folder.Path);

        Assert.Contains(result.ExitCode, (int[])[2, 134]);
        Assert.Equal("", result.Output);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    [Theory]
    [InlineData("export", "--model", "cnn_small")]
    [InlineData("run", "--pkg", "package", "--random-input", "--engine", "reference")]
    [InlineData("compile", "--pkg", "package")]
    public void AnyVerb_TwoAtOnceIntoOneFolder_LeaveWhatOneLeaves(params string[] verb)
    {
        Assert.Equal(0, ChildProcess.RunQMac(_folder.Path, [.. verb, "--out", "one"]).ExitCode);

        using ChildProcess first = ChildProcess.QMac(_folder.Path, [.. verb, "--out", "both"]);
        using ChildProcess second = ChildProcess.QMac(_folder.Path, [.. verb, "--out", "both"]);

        Assert.Equal((0, ""), (first.WaitForEnd().ExitCode, first.WaitForEnd().Error));
        Assert.Equal((0, ""), (second.WaitForEnd().ExitCode, second.WaitForEnd().Error));
        Assert.Equal(FolderContents.Of(_folder.PathOf("one")), FolderContents.Of(_folder.PathOf("both")));
    }

    [SupportedOSPlatform("linux")]
    private void MakeReadOnly()
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(_folder.PathOf("out"));
        File.SetUnixFileMode(_folder.PathOf("out"), read);
        File.SetUnixFileMode(_folder.Path, read | UnixFileMode.UserWrite);
    }

    private void WriteSamples()
    {
        Runtime.Arrays.NpyFormat.WriteFile(_folder.PathOf("x.npy"), Runtime.Arrays.NpyArray.Create<sbyte>([10, 28, 28, 1], new sbyte[7840]));
        Runtime.Arrays.NpyFormat.WriteFile(_folder.PathOf("y.npy"), Runtime.Arrays.NpyArray.Create<int>([10], new int[10]));
    }
}
