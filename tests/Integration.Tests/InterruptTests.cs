using System.Diagnostics;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>Ctrl-C, SIGTERM and SIGHUP in the middle of the work: exit code 130, one line, nothing half-written, no child left; after SIGKILL no child either.</summary>
public sealed class InterruptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public InterruptTests() => Directory.CreateDirectory(Scratch);

    /// <summary>Where the child's temporary files go.</summary>
    private string Scratch => _folder.PathOf("tmp");

    private string Bin => _folder.PathOf("bin");

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void Run_Signal_EndsWithOneLineAndNoFile(string signal)
    {
        SkipUnlessUnix();
        CnnSmallPackage.CopyTo(_folder.PathOf("package"));
        using ChildProcess child = QMac("run", "--pkg", "package", "--random-input", "--batch", "100000", "--engine", "reference", "--out", "out");
        WaitUntil(() => CpuTimeOf(child.Id) > TimeSpan.FromSeconds(1.5), child);

        Signal(signal, child.Id);

        AssertInterrupted(child);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void Opcheck_Signal_EndsTheSimulator(string signal)
    {
        SkipUnlessUnix();
        WriteSimulator("echo $$ > \"$QMAC_TEST_PID\"; exec sleep 600");
        using ChildProcess child = QMac("opcheck", "--out", "out");
        int simulator = WaitForSimulator(child);

        Signal(signal, child.Id);

        AssertInterrupted(child);
        WaitUntil(() => HasEnded(simulator), null);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    [SkippableFact]
    public void Opcheck_SimulatorStopsFirst_IsStillInterrupted()
    {
        SkipUnlessUnix();

        // As a terminal's Ctrl-C goes: to the simulator too, and vvp ends of it with exit code 0.
        WriteSimulator("trap 'exit 0' INT; echo $$ > \"$QMAC_TEST_PID\"; while :; do sleep 0.02; done");
        using ChildProcess child = QMac("opcheck", "--out", "out");
        int simulator = WaitForSimulator(child);

        Signal("INT", simulator, child.Id);

        AssertInterrupted(child);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    [SkippableFact]
    public void Opcheck_InterruptIsIgnored_StillEndsOnTerm()
    {
        SkipUnlessUnix();
        WriteSimulator("echo $$ > \"$QMAC_TEST_PID\"; exec sleep 600");

        // As a script's background job: the shell lets it ignore Ctrl-C.
        using ChildProcess child = new(
            "/bin/sh",
            ["-c", "trap '' INT; exec \"$0\" \"$@\"", ChildProcess.DotNet, ChildProcess.QMacProgram, "opcheck", "--out", "out"],
            _folder.Path,
            Environment());
        int simulator = WaitForSimulator(child);

        Signal("TERM", child.Id);

        AssertInterrupted(child);
        WaitUntil(() => HasEnded(simulator), null);
    }

    [SkippableFact]
    public void Opcheck_Killed_SimulatorAndItsChildrenEndAndTheNextRunCleansUp()
    {
        SkipUnlessUnix();
        WriteSimulator("sleep 600 & echo $! > \"$QMAC_TEST_PID\"; sleep 600");
        using ChildProcess child = QMac("opcheck", "--out", "out");
        int grandchild = WaitForSimulator(child);
        int simulator = ParentOf(grandchild);

        Signal("KILL", child.Id);

        Assert.Equal(137, child.WaitForEnd().ExitCode);
        WaitUntil(() => HasEnded(simulator) && HasEnded(grandchild), null);
        Assert.Single(ScratchFolders());

        WriteSimulator("exit 1");
        using ChildProcess next = QMac("opcheck", "--out", "out");
        next.WaitForEnd();
        Assert.Empty(ScratchFolders());
    }

    private static int ParentOf(int id) =>
        int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static void SkipUnlessUnix() => Skip.IfNot(OperatingSystem.IsLinux(), "Signals are sent, and processes watched, as Linux does it.");

    private static TimeSpan CpuTimeOf(int id)
    {
        using Process process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    /// <summary>Whether a process is gone; one whose parent has not asked for its exit code yet is.</summary>
    private static bool HasEnded(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1][0] == 'Z';
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static void WaitUntil(Func<bool> condition, ChildProcess? child)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, "Nothing happened.");
            Assert.False(child?.HasEnded ?? false, "The child ended too early.");
            Thread.Sleep(20);
        }
    }

    /// <summary>Sends a signal to processes, one right after the other.</summary>
    private void Signal(string signal, params int[] ids) =>
        Assert.Equal(0, ChildProcess.Run("/bin/sh", ["-c", $"kill -{signal} {string.Join(' ', ids)}"], _folder.Path).ExitCode);

    private ChildProcess QMac(params string[] arguments) => ChildProcess.QMac(_folder.Path, arguments, Environment());

    private Dictionary<string, string?> Environment() => new()
    {
        ["TMPDIR"] = Scratch,
        ["PATH"] = $"{Bin}:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["QMAC_TEST_PID"] = _folder.PathOf("pid"),
    };

    /// <summary>Ours; the runtime's own files, such as sockets for debuggers, are not.</summary>
    private IEnumerable<string> ScratchFolders() => Directory.EnumerateDirectories(Scratch, "qmac-*");

    /// <summary>Stands in for Icarus Verilog: compiles anything, and runs it with a script.</summary>
    private void WriteSimulator(string script)
    {
        Directory.CreateDirectory(Bin);
        foreach ((string name, string body) in ((string, string)[])[("iverilog", "echo 'Icarus Verilog version 0.0 (test)'"), ("vvp", script)])
        {
            _folder.WriteScript(Path.Combine("bin", name), body);
        }
    }

    private int WaitForSimulator(ChildProcess child)
    {
        string file = _folder.PathOf("pid");
        WaitUntil(() => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'), child);
        return int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture);
    }

    private void AssertInterrupted(ChildProcess child)
    {
        Assert.Equal(new ChildResult(130, "", "qmac: interrupted\n"), child.WaitForEnd());
        Assert.Empty(ScratchFolders());
    }
}
