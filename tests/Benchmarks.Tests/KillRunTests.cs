using QMacVerify.Benchmarks.Kills;

namespace QMacVerify.Benchmarks.Tests;

/// <summary>A slice of <c>kills</c>, which takes 200.</summary>
public sealed class KillRunTests
{
    private const string Quickest = "export";

    public static TheoryData<string> Others => [.. KillSubject.All.Select(subject => subject.Name).Where(name => name != Quickest)];

    [SkippableFact]
    public void Kill_WhileAPackageIsWritten_LeavesWholeFilesAndTheNextRunGivesTheSame() => KillOnce(Quickest);

    [SkippableTheory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Others))]
    public void Kill_WhileSomethingIsWritten_LeavesWholeFilesAndTheNextRunGivesTheSame(string command) => KillOnce(command);

    private static void KillOnce(string command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processes are ended as Linux does it.");
        using KillRun run = new(KillSubject.All.Single(subject => subject.Name == command), seed: 0);

        Assert.Null(run.Kill(1));
    }
}
