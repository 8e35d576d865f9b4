using QMacVerify.Benchmarks.Fuzz;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks.Tests;

/// <summary>A slice of <c>fuzz</c>, which takes a million cases.</summary>
public sealed class FuzzRunTests : IDisposable
{
    private const int CasesOfAShare = 100;

    private readonly TemporaryFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Run_CasesOfEveryTarget_AreAcceptedOrRefusedInOneLine()
    {
        foreach (FuzzTarget target in FuzzTargets.All(_scratch))
        {
            FuzzRun run = new(target, seed: 0);
            for (int number = 0; number < CasesOfAShare * target.Share; number++)
            {
                FuzzFinding? finding = run.Run(number);
                Assert.True(finding is null, $"{target.Name} --seed 0 --case {number}: {finding?.Problem}");
            }

            // Both ways are taken: what is still right goes on, what is not is refused.
            Assert.True(run.Accepted > 0 && run.Refused > 0, $"{target.Name}: {run.Accepted} accepted, {run.Refused} refused");
        }
    }

    [Fact]
    public void Make_SameSeedAndNumber_GivesTheSameCase()
    {
        foreach ((FuzzTarget target, FuzzTarget again) in FuzzTargets.All(_scratch).Zip(FuzzTargets.All(_scratch)))
        {
            FuzzRun run = new(target, seed: 3);
            run.Run(0);

            Assert.Equal(run.Make(7).Content, new FuzzRun(again, seed: 3).Make(7).Content);
            Assert.NotEqual(run.Make(7).Content, new FuzzRun(again, seed: 4).Make(7).Content);
        }
    }

    [Fact]
    public void Run_WhatIsNoRefusal_IsAFinding()
    {
        int[] none = [];
        Assert.StartsWith("System.IndexOutOfRangeException", Find(() => none[1] = 1)?.Problem, StringComparison.Ordinal);
        Assert.StartsWith("it allocated", Find(() => GC.KeepAlive(GC.AllocateUninitializedArray<byte>((1 << 30) + 1)))?.Problem, StringComparison.Ordinal);
        Assert.StartsWith("the message has 0 characters", Find(() => throw new InputException(""))?.Problem, StringComparison.Ordinal);
        Assert.Null(Find(() => throw new InputException("x is no y")));
        Assert.Null(Find(() => { }));

        static FuzzFinding? Find(Action read) => new FuzzRun(new FuzzTarget("x", 1, _ => new FuzzCase("x", [], read)), 0).Run(0);
    }
}
