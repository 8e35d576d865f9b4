using System.Diagnostics;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>Ctrl-C and SIGTERM in the middle of the work: exit code 130, one line, nothing half-written, no child left.</summary>
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
    public void Run_Signal_EndsWithOneLineAndNoFile(string signal)
    {
        SkipUnlessUnix();
        Assert.Equal(0, ChildProcess.RunQMac(_folder.Path, "export", "--model", "cnn_small", "--out", "package").ExitCode);
        using ChildProcess child = QMac("run", "--pkg", "package", "--random-input", "--batch", "1000000", "--engine", "reference", "--out", "out");
        WaitUntil(() => CpuTimeOf(child.Id) > TimeSpan.FromSeconds(3), child);

        Signal(signal, child.Id);

        AssertInterrupted(child);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
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

    private ChildProcess QMac(params string[] arguments) => ChildProcess.QMac(_folder.Path, arguments, new Dictionary<string, string?>
    {
        ["TMPDIR"] = Scratch,
        ["PATH"] = $"{Bin}:{Environment.GetEnvironmentVariable("PATH")}",
        ["QMAC_TEST_PID"] = _folder.PathOf("pid"),
    });

    /// <summary>Stands in for Icarus Verilog: compiles anything, and runs it with a script.</summary>
    private void WriteSimulator(string script)
    {
        Directory.CreateDirectory(Bin);
        foreach ((string name, string body) in ((string, string)[])[("iverilog", "echo 'Icarus Verilog version 0.0 (test)'"), ("vvp", script)])
        {
            string path = Path.Combine(Bin, name);
            File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
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

        // The runtime's own files, such as sockets for debuggers, are none of ours.
        Assert.Empty(Directory.EnumerateDirectories(Scratch, "qmac-*"));
    }
}
