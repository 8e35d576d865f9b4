using QMacVerify.Compiler.Hdl;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Hdl;

public class ToolRunnerTests
{
    private static readonly ToolLimits Limits = new(TimeSpan.FromSeconds(30), 10_000);

    [Fact]
    public void Find_EmptySearchPath_FindsNothing()
    {
        Assert.Null(ToolRunner.Find("sh", ""));
        Assert.Null(Icarus.Find(""));
        Assert.Null(Verilator.Find(""));
    }

    [SkippableFact]
    public void Find_RelativeEntryOrFileThatIsNotExecutable_IsPassedOver()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no execute bit.");
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("iverilog"), "");
        Assert.Null(ToolRunner.Find("iverilog", folder.Path));
        folder.WriteScript("iverilog", "");
        Assert.Equal(folder.PathOf("iverilog"), ToolRunner.Find("iverilog", folder.Path));
        Assert.Null(ToolRunner.Find("iverilog", Path.GetRelativePath(Environment.CurrentDirectory, folder.Path)));
    }

    [SkippableFact]
    public void Find_ProgramThatIsNoIcarus_IsNotOne()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no shell scripts.");
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "iverilog", "vvp" })
        {
            folder.WriteScript(name, "echo something else");
        }

        Assert.Null(Icarus.Find(folder.Path));
    }

    [SkippableFact]
    public void Run_SpecialCharacters_ArriveAsTheyAre()
    {
        ToolResult result = Run(["-c", "printf '%s' \"$1\"", "sh", "$(id); `id` \"'* \n"]);
        Assert.Equal("$(id); `id` \"'* \n", result.Output);
        Assert.True(result.Succeeded);
    }

    [SkippableFact]
    public void Run_ReadsStandardInput_FindsItEmpty() => Assert.Equal("", Run(["-c", "cat"]).Output);

    [SkippableFact]
    public void Run_NonZeroExit_TellsCodeAndFirstMessage()
    {
        ToolResult result = Run(["-c", "echo said; echo wrong >&2; exit 3"]);
        Assert.False(result.Succeeded);
        Assert.Equal("exit code 3, wrong", result.Problem);
    }

    [SkippableFact]
    public void Run_SignalEndsIt_TellsTheSignalAndNothingElse() =>
        Assert.Equal("it was killed by signal 11", Run(["-c", "kill -SEGV $$"]).Problem);

    [SkippableFact]
    public void Run_ProgramWithoutItsInterpreter_SaysSo()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no shell scripts.");
        using TemporaryFolder folder = new();
        folder.WriteScript("tool", "", "/absent/interpreter");

        ToolResult result = ToolRunner.Run(folder.PathOf("tool"), [], folder.Path, Limits, CancellationToken.None);

        Assert.False(result.Succeeded);
        Assert.DoesNotContain("no message", result.Problem, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_ProgramThatIsAbsent_IsNotStarted()
    {
        using TemporaryFolder folder = new();
        ToolResult result = ToolRunner.Run(folder.PathOf("absent"), [], folder.Path, Limits, CancellationToken.None);
        Assert.Equal(ToolEnd.NotStarted, result.End);
    }

    [SkippableFact]
    public void Run_MoreOutputThanAllowed_IsKilled()
    {
        ToolResult result = Run(["-c", "while :; do echo endless; done"]);
        Assert.Equal(ToolEnd.OutputLimit, result.End);
        Assert.Equal(Limits.OutputCharacters, result.Output.Length);
    }

    [SkippableFact]
    public void Run_TimeLimit_KillsTheWholeTree()
    {
        ToolResult result = Run(["-c", "sleep 60 & echo $!; wait"], new ToolLimits(TimeSpan.FromSeconds(3), 1000));
        Assert.Equal(ToolEnd.TimeLimit, result.End);
        AssertGone(result.Output);
    }

    [SkippableFact]
    public void Run_WorkWithoutAWord_IsSilence()
    {
        ToolResult result = Run(["-c", "echo begun; (while :; do :; done)"], new ToolLimits(TimeSpan.FromMinutes(2), 1000) { Silence = TimeSpan.FromSeconds(0.5) });
        Assert.Equal((ToolEnd.Silence, "begun\n"), (result.End, result.Output));
    }

    /// <summary>A program that waits, for its turn on a machine with much to do or for a file, does not work.</summary>
    [SkippableFact]
    public void Run_WaitsWithoutAWord_IsNoSilence()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processor time is known from /proc.");
        ToolResult result = Run(["-c", "sleep 2; echo done"], new ToolLimits(TimeSpan.FromMinutes(2), 1000) { Silence = TimeSpan.FromSeconds(0.5) });
        Assert.Equal((ToolEnd.Exited, "done\n"), (result.End, result.Output));
    }

    [SkippableFact]
    public void Run_Cancelled_KillsTheWholeTree()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource cancellation = new();
        string pidFile = folder.PathOf("pid");
        Task<ToolResult> run = Task.Run(() => Run(["-c", $"sleep 60 & echo $! > {pidFile}.part; mv {pidFile}.part {pidFile}; wait"], Limits, cancellation.Token));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(pidFile) || run.IsCompleted, TimeSpan.FromSeconds(20)));
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => run.GetAwaiter().GetResult());
        AssertGone(File.ReadAllText(pidFile));
    }

    [SkippableFact]
    public void Run_CancelledBefore_StartsNothing() =>
        Assert.ThrowsAny<OperationCanceledException>(() => Run(["-c", "exit 0"], Limits, new CancellationToken(canceled: true)));

    private static ToolResult Run(string[] arguments, ToolLimits? limits = null, CancellationToken cancellation = default)
    {
        Tools.Require("sh", "cat", "sleep");
        return ToolRunner.Run(ToolRunner.Find("sh")!, arguments, Path.GetTempPath(), limits ?? Limits, cancellation);
    }

    /// <summary>A killed process may stay as a zombie where nobody collects orphans: state Z.</summary>
    private static void AssertGone(string processId)
    {
        string stat = $"/proc/{processId.Trim()}/stat";
        Skip.IfNot(Directory.Exists("/proc/self"), "There is no /proc to look at.");
        Assert.True(SpinWait.SpinUntil(() => !File.Exists(stat) || IsZombie(stat), TimeSpan.FromSeconds(5)), $"process {processId} still runs");
    }

    private static bool IsZombie(string stat)
    {
        try
        {
            return File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
