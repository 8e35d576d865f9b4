using System.Diagnostics;
using Microsoft.Data.Sqlite;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>A sweep as tasks of a cluster, or of GNU parallel: merged, they are the rows that one process measures.</summary>
public sealed class SweepTasksTests
{
    private const int Tasks = 2;

    private readonly SweepExample _example = SweepExample.Shared;

    [SkippableFact]
    public void SlurmArray_TaskKilledAndRequeued_MergesToTheLocalRows()
    {
        using SlurmNode slurm = new();
        Emit("slurm", "cluster");

        // Task 2 finds half of its rows, measures the next one, and cannot write it while somebody reads.
        string database = _example.PathOf("cluster", "task-2.db");
        using (ResultsFile whole = ResultsFile.OpenToRead(_example.PathOf("whole.db")))
        using (ResultsFile file = ResultsFile.OpenToWrite(database))
        {
            file.Add(whole.Rows().Where((_, i) => i % 2 == 0));
        }

        string array;
        using (SqliteConnection reader = new($"Data Source={database};Pooling=False"))
        {
            reader.Open();
            using SqliteTransaction reading = reader.BeginTransaction(deferred: true);
            using SqliteCommand count = reader.CreateCommand();
            count.CommandText = "SELECT count(*) FROM results";
            count.ExecuteScalar();
            array = slurm.Submit(Path.Combine("cluster", TaskFiles.SlurmFile), _example.Folder, Environment);
            Stopwatch watch = Stopwatch.StartNew();
            while (!File.Exists(database + ".pid"))
            {
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "Task 2 does not begin.");
                Thread.Sleep(20);
            }

            // Best while it tries to write; it tries again and again.
            while (!File.Exists(database + "-journal") && watch.Elapsed < TimeSpan.FromSeconds(20))
            {
                Thread.Sleep(1);
            }

            slurm.KillAndRequeue($"{array}_2");
        }

        Assert.True(slurm.WaitForEnd(array, Tasks), OutputOf(array));
        AssertMerges("cluster");
    }

    [SkippableFact]
    public void ParallelLines_MergeToTheLocalRows()
    {
        Skip.If(OperatingSystem.IsWindows(), "The lines are those of a POSIX shell.");
        Emit("parallel", "lines");
        string lines = Path.Combine("lines", TaskFiles.ParallelFile);

        // Without it, the same lines one by one.
        string command = Tools.IsOnPath("parallel") ? $"parallel --will-cite < {lines}" : $"set -e; . {lines}";
        AssertSuccess(Shell(command));
        AssertMerges("lines");
    }

    private Dictionary<string, string?> Environment
    {
        get
        {
            Dictionary<string, string?> environment = _example.Environment;
            environment["QMAC"] = _example.PathOf("qmac");
            return environment;
        }
    }

    /// <summary>What the tasks of an array printed.</summary>
    private string OutputOf(string array) =>
        string.Join('\n', Directory.GetFiles(_example.Folder, $"slurm-{array}_*.out").Order(StringComparer.Ordinal).Select(file => $"{file}:\n{File.ReadAllText(file)}"));

    private void Emit(string kind, string folder) =>
        Assert.StartsWith($"{SweepExample.Points} points in {Tasks} tasks: ", _example.Run([.. _example.Sweep, "--emit", kind, "--tasks", $"{Tasks}", "--out", folder]), StringComparison.Ordinal);

    private void AssertMerges(string folder)
    {
        AssertSuccess(Shell($"bash {folder}/{TaskFiles.MergeFile}"));
        Assert.Equal(_example.Csv, File.ReadAllText(_example.PathOf(folder, "results.csv")));
    }

    private ChildResult Shell(string command) => ChildProcess.Run("/usr/bin/env", ["bash", "-c", command], _example.Folder, Environment);

    private static void AssertSuccess(ChildResult result) => Assert.Equal((0, ""), (result.ExitCode, result.Error));
}
