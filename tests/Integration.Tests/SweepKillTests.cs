using System.Diagnostics;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary><c>kill -9</c> and Ctrl-C in the middle of a sweep: what was measured stays, whole, and the next call measures the others.</summary>
public sealed class SweepKillTests
{
    private const int MostKills = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SweepExample _example = SweepExample.Shared;

    [SkippableFact]
    public void Sweep_KilledAgainAndAgain_LosesAndDoublesNothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processes are ended as Linux does it.");
        string[] line = [.. _example.Sweep, "--results", "r.db", "--threads", "1", "--csv", "r.csv"];

        const int kills = 3;
        int rows = 0;
        int between = 0;
        int whileWriting = 0;
        for (int kill = 1; kill <= kills || (between == 0 && kill <= MostKills); kill++)
        {
            if (rows == SweepExample.Points)
            {
                // On a busy machine a sweep may be at its end before it is killed: again from the start.
                File.Delete(_example.PathOf("r.db"));
                File.Delete(_example.PathOf("r.db-journal"));
                rows = 0;
            }

            using ChildProcess child = _example.Start(line);
            int least = kill <= kills ? kill * SweepExample.Points / (4 * kills) : rows;
            WaitUntil(() => _example.CountRows("r.db") > least, child);

            // A row is being written as long as there is a journal.
            WaitUntil(() => kill % 2 == 0 || File.Exists(_example.PathOf("r.db-journal")), child);
            child.Kill();
            child.WaitForEnd();
            whileWriting += File.Exists(_example.PathOf("r.db-journal")) ? 1 : 0;

            int now = _example.CountRows("r.db");
            Assert.True(now >= rows, "A row is lost.");
            Assert.Equal("ok", _example.Query("r.db", "PRAGMA integrity_check"));
            between += now > rows && now < SweepExample.Points ? 1 : 0;
            rows = now;
        }

        Assert.True(between > 0, "No kill left some rows, but not all.");
        using (ChildProcess child = _example.Start(line))
        {
            WaitUntil(() => _example.CountRows("r.db") > rows, child);
            ChildProcess.Run("/bin/sh", ["-c", $"kill -INT {child.Id}"], _example.Folder);
            ChildResult result = child.WaitForEnd();
            Assert.True(result is { ExitCode: 0 } or { ExitCode: 130, Error: "qmac: interrupted\n" }, result.Error);
        }

        _example.Run(line);
        Assert.Equal(SweepExample.Points, _example.CountRows("r.db"));
        Assert.Equal("ok", _example.Query("r.db", "PRAGMA integrity_check"));
        Assert.Equal(_example.Csv, File.ReadAllText(_example.PathOf("r.csv")));
        Assert.False(File.Exists(_example.PathOf("r.db.lock")) || File.Exists(_example.PathOf("r.db.pid")));
    }

    private static void WaitUntil(Func<bool> condition, ChildProcess child)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition() && !child.HasEnded)
        {
            Assert.True(watch.Elapsed < Patience, "Nothing happened.");
            Thread.Sleep(1);
        }
    }
}
