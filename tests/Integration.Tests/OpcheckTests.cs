using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary><c>qmac opcheck</c> where a tool is absent, broken, or cannot do its work: only the first is no failure.</summary>
public sealed class OpcheckTests : IDisposable
{
    private const string Absent = "iverilog is not on PATH; to install it: apt-get install iverilog";

    /// <summary>A simulator that tells its version, and no more.</summary>
    private const string KilledAtWork = "case \"$1\" in -V) echo 'Icarus Verilog version 11.0 (stable)';; *) kill -KILL $$;; esac";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Opcheck_EmptyPath_IsSkippedAndDone()
    {
        ChildResult result = Opcheck("", null);

        Assert.Equal((0, Lines($"skipped: {Absent}", Absent), ""), (result.ExitCode, result.Output, result.Error));
        Assert.Contains("\"status\": \"skipped\"", Report(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("echo 'libvvp.so: not there' >&2; exit 127", "iverilog is on PATH and does not work: exit code 127, libvvp.so: not there")]
    [InlineData("exit 1", "iverilog is on PATH and does not work: exit code 1, no message")]
    [InlineData("echo '42'", "iverilog is on PATH and does not work: asked for its version it says \"42\"")]
    public void Opcheck_BrokenSimulator_HasFailed(string script, string problem)
    {
        WriteTools(script);

        ChildResult result = Opcheck(_folder.Path, null);

        Assert.Equal((1, Lines($"failed: {problem}", problem), ""), (result.ExitCode, result.Output, result.Error));
        Assert.Contains("\"status\": \"failed\"", Report(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Opcheck_SimulatorKilledAtWork_HasFailed()
    {
        WriteTools(KilledAtWork);

        ChildResult result = Opcheck(_folder.Path, null);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(
            "multiplier trunc:3: failed: Icarus Verilog does not compile the Verilog: it was killed by signal 9 (", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("self-test: not run: Icarus Verilog does not compile the Verilog: it was killed by signal 9\n", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Opcheck_OfNamedOperatorsBySimulatorKilledAtWork_InjectsNoFaults()
    {
        WriteTools(KilledAtWork);
        using ChildProcess child = ChildProcess.QMac(_folder.Path, ["opcheck", "--op", "trunc:3"], new Dictionary<string, string?> { ["PATH"] = _folder.Path });

        ChildResult result = child.WaitForEnd();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("self-test: not run: Icarus Verilog does not compile the Verilog: it was killed by signal 9\n", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Opcheck_NoPlaceForTemporaryFiles_HasFailed()
    {
        Tools.Require("iverilog", "vvp");

        ChildResult result = Opcheck(Environment.GetEnvironmentVariable("PATH")!, _folder.PathOf("none"));

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.StartsWith(
            "multiplier trunc:3: failed: there is no place for temporary files: the folder that TMPDIR names does not exist (", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Opcheck_FullFileSystem_HasFailed()
    {
        Tools.Require("iverilog", "vvp");
        Skip.IfNot(OperatingSystem.IsLinux(), "tmpfs is a file system of Linux.");
        Directory.CreateDirectory(_folder.PathOf("small"));
        ChildResult mount = ChildProcess.Run("/bin/sh", ["-c", "exec mount -t tmpfs -o size=4k tmpfs \"$0\"", _folder.PathOf("small")], _folder.Path);
        Skip.If(mount.ExitCode != 0, $"A small file system cannot be mounted here: {mount.Error.Trim()}");
        try
        {
            ChildResult result = Opcheck(Environment.GetEnvironmentVariable("PATH")!, _folder.PathOf("small"));

            Assert.Equal((1, ""), (result.ExitCode, result.Error));
            Assert.StartsWith("multiplier trunc:3: failed: there is no place for temporary files: No space left on device (", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            ChildProcess.Run("/bin/sh", ["-c", "exec umount \"$0\"", _folder.PathOf("small")], _folder.Path);
        }
    }

    [Fact]
    public void Opcheck_RequiredToolIsAbsent_EndsWithoutAReport()
    {
        ChildResult result = Opcheck("", null, "--require", "iverilog,z3");

        Assert.Equal((3, "", $"qmac: --require iverilog: {Absent}\n"), (result.ExitCode, result.Output, result.Error));
        Assert.False(Directory.Exists(_folder.PathOf("results")));
    }

    [SkippableFact]
    public void Opcheck_RequiredToolIsBroken_HasFailed()
    {
        WriteTools("exit 1");

        Assert.Equal(1, Opcheck(_folder.Path, null, "--require", "iverilog").ExitCode);
    }

    private static string Lines(string outcome, string problem) =>
        $"multiplier trunc:3: {outcome} (results/opcheck/amul_trunc_3_equiv_report.json)\nadder trunc:3: {outcome} (results/opcheck/aadd_trunc_3_equiv_report.json)\nself-test: not run: {problem}\n";

    private string Report() => File.ReadAllText(_folder.PathOf("results", "opcheck", "amul_trunc_3_equiv_report.json"));

    private ChildResult Opcheck(string searchPath, string? temporaryFolder, params string[] options)
    {
        Dictionary<string, string?> environment = new() { ["PATH"] = searchPath };
        if (temporaryFolder is not null)
        {
            environment["TMPDIR"] = temporaryFolder;
        }

        using ChildProcess child = ChildProcess.QMac(_folder.Path, ["opcheck", "--drop", "3", .. options], environment);
        return child.WaitForEnd();
    }

    private void WriteTools(string script)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no shell scripts.");
        foreach (string name in (string[])["iverilog", "vvp"])
        {
            _folder.WriteScript(name, script);
        }
    }
}
