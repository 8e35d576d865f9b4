using QMacVerify.Benchmarks.Kills;

namespace QMacVerify.Benchmarks.Tests;

/// <summary>A slice of <c>kills</c>, which takes 200.</summary>
public sealed class KillRunTests
{
    public static TheoryData<string> Commands => [.. KillSubject.All.Select(subject => subject.Name)];

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public void Kill_WhileSomethingIsWritten_LeavesWholeFilesAndTheNextRunGivesTheSame(string command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processes are ended as Linux does it.");
        using KillRun run = new(KillSubject.All.Single(subject => subject.Name == command), seed: 0);

        Assert.Null(run.Kill(1));
    }
}
