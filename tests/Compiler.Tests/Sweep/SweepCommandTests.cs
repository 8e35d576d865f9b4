using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Sweep;

[Trait("Category", "Slow")]
public sealed class SweepCommandTests : IDisposable
{
    private static readonly string[] Circuits = ["--multipliers", "trunc:4", "trunc:6", "--adders", "exact", "loa:6", "--layers", "each", "all"];

    private readonly TinyClassifier _classifier = new();

    private string[] Sweep => _classifier.Line("sweep");

    public void Dispose() => _classifier.Dispose();

    [Fact]
    public void Rows_SayWhatSingleEvaluationsSay()
    {
        QMac.Success([.. Sweep, .. Circuits, "--results", _classifier.PathOf("r.db")]);
        using ResultsFile file = ResultsFile.OpenToRead(_classifier.PathOf("r.db"));
        IReadOnlyList<ResultRow> rows = file.Rows();

        // Four circuits on three layers, alone and together, and the exact network.
        Assert.Equal((4 * 4) + 1, rows.Count);
        foreach (ResultRow row in rows.Where((_, i) => i % 3 == 0))
        {
            File.WriteAllText(_classifier.PathOf("a.json"), row.Assignment);
            using JsonDocument single = JsonDocument.Parse(QMac.Success(
                [.. _classifier.Line("evaluate"), "--assign", _classifier.PathOf("a.json"), "--out", _classifier.PathOf("e"), "--json"]));
            JsonElement exact = single.RootElement.GetProperty("exact");
            Assert.Equal(exact.GetProperty("top1").GetProperty("count").GetInt32(), row.Measured.ExactCorrect);
            if (row.Layers != "none")
            {
                JsonElement comparison = single.RootElement.GetProperty("comparison");
                Assert.Equal(single.RootElement.GetProperty("approximate").GetProperty("top1").GetProperty("count").GetInt32(), row.Measured.Correct);
                Assert.Equal(comparison.GetProperty("agreement").GetProperty("count").GetInt32(), row.Measured.SameClass);
                Assert.Equal(comparison.GetProperty("outputs")[0].GetProperty("mean_abs_lsb").GetDouble(), row.Measured.MeanLsb);
                Assert.Equal(comparison.GetProperty("mcnemar").GetProperty("only_exact_right").GetInt32(), row.Measured.Lost);
            }

            Assert.Equal(row.Measured.Correct, row.Measured.ExactCorrect + row.Measured.Gained - row.Measured.Lost);
        }
    }

    [Fact]
    public void WhatIsThere_IsNotMeasuredAgain()
    {
        string[] line = [.. Sweep, .. Circuits, "--results", _classifier.PathOf("r.db"), "--csv", _classifier.PathOf("r.csv")];
        string text = QMac.Success(line);
        string csv = File.ReadAllText(_classifier.PathOf("r.csv"));
        Execute("UPDATE results SET correct = 77, gained = 40 WHERE layers = 'all' AND multiplier = 'trunc:4' AND adder = 'exact'");

        Assert.NotEqual(text, QMac.Success(line));
        Assert.Contains(",77,", File.ReadAllText(_classifier.PathOf("r.csv")), StringComparison.Ordinal);
        Assert.Equal(csv.Split('\n').Length, File.ReadAllText(_classifier.PathOf("r.csv")).Split('\n').Length);
    }

    [Fact]
    public void Tasks_TogetherMeasureTheSameRows()
    {
        QMac.Success([.. Sweep, .. Circuits, "--results", _classifier.PathOf("whole.db")]);
        string[] files = [.. Enumerable.Range(1, 3).Select(task => _classifier.PathOf(string.Create(CultureInfo.InvariantCulture, $"task-{task}.db")))];
        for (int task = 1; task <= 3; task++)
        {
            QMac.Success([.. Sweep, .. Circuits, "--task", string.Create(CultureInfo.InvariantCulture, $"{task}/3"), "--results", files[task - 1], "--threads", "1"]);
        }

        QMac.Success(["sweep", "merge", _classifier.PathOf("all.db"), files[2], files[0], files[1], "--csv", _classifier.PathOf("all.csv")]);
        QMac.Success("sweep", "merge", _classifier.PathOf("same.db"), _classifier.PathOf("whole.db"), "--csv", _classifier.PathOf("whole.csv"));
        Assert.Equal(File.ReadAllText(_classifier.PathOf("whole.csv")), File.ReadAllText(_classifier.PathOf("all.csv")));
    }

    [Theory]
    [InlineData("slurm", "sweep.sbatch")]
    [InlineData("parallel", "tasks.txt")]
    public void EmittedTasks_CallTheSweep_AndRefuseOtherCircuits(string kind, string file)
    {
        QMac.Success([.. Sweep, .. Circuits, "--threads", "2", "--emit", kind, "--tasks", "2", "--out", _classifier.PathOf("it's tasks")]);
        string text = File.ReadAllText(_classifier.PathOf("it's tasks", file));
        string hash = File.ReadAllLines(_classifier.PathOf("it's tasks", "index.csv"))[1].Split(',')[3];
        Assert.Contains($"--expect {hash}", text, StringComparison.Ordinal);
        Assert.Contains("'\\''s tasks'", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--emit", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--threads 1", text, StringComparison.Ordinal);
        Assert.Contains("--threads 2", text, StringComparison.Ordinal);
        Assert.EndsWith(".db\n", text.Replace("\"\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);

        QMac.Success([.. Sweep, .. Circuits, "--task", "1/2", "--expect", hash, "--results", _classifier.PathOf("t.db")]);
        Assert.Contains(
            "are not those that the tasks were written for",
            QMac.Refusal([.. Sweep, .. Circuits[..^1], "--task", "1/2", "--expect", hash, "--results", _classifier.PathOf("t.db")]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void CircuitsThatComputeTheSame_AreOneRow_NamedAsEachSweepNamesThem()
    {
        string[] same = ["--multipliers", "trunc_col:2", "bam:h=0,v=2", "--results", _classifier.PathOf("r.db"), "--csv", _classifier.PathOf("r.csv")];
        Assert.EndsWith("3 rows in " + _classifier.PathOf("r.db") + "\n", QMac.Success([.. Sweep, .. same]), StringComparison.Ordinal);
        string csv = File.ReadAllText(_classifier.PathOf("r.csv"));
        string[] lines = csv.Split('\n');
        Assert.Contains(",all,trunc_col:2,", lines[2], StringComparison.Ordinal);
        Assert.Equal(lines[2].Replace("trunc_col:2", "\"bam:h=0,v=2\"", StringComparison.Ordinal), lines[3]);
        using (ResultsFile file = ResultsFile.OpenToRead(_classifier.PathOf("r.db")))
        {
            Assert.Equal(2, file.Rows().Count);
        }

        QMac.Success([.. Sweep, .. same]);
        Assert.Equal(csv, File.ReadAllText(_classifier.PathOf("r.csv")));
    }

    [Fact]
    public void Stored_MeasuresNothing()
    {
        string[] line = [.. Sweep, .. Circuits, "--results", _classifier.PathOf("r.db")];
        string text = QMac.Success(line);
        IReadOnlyList<string> before = FolderContents.Files(_classifier.Folder.Path);
        Assert.Equal(text, QMac.Success([.. line, "--stored"]));
        Execute("DELETE FROM results WHERE layers = 'all'");

        Assert.Contains("lacks 4 of 17 rows, the first \"trunc:4\" with adder \"exact\" in \"all\"", QMac.Refusal([.. line, "--stored"]), StringComparison.Ordinal);
        Assert.Equal(before, FolderContents.Files(_classifier.Folder.Path));
    }

    [Fact]
    public void ADamagedFile_IsRefused()
    {
        ResultsFile.OpenToWrite(_classifier.PathOf("r.db")).Dispose();
        Execute("DROP TABLE results");

        Assert.Contains("could not be read: SQL logic error", QMac.Refusal([.. Sweep, .. Circuits, "--results", _classifier.PathOf("r.db")]), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatSomebodyWrites_IsRefusedWithThePid()
    {
        using ResultsFile held = ResultsFile.OpenToWrite(_classifier.PathOf("r.db"));

        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"is being written by process {Environment.ProcessId}"),
            QMac.Refusal([.. Sweep, .. Circuits, "--results", _classifier.PathOf("r.db")]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2", "was written by a newer qmac")]
    [InlineData("PRAGMA user_version = 0; CREATE TABLE t (a)", "is an SQLite file, but not one of qmac sweep")]
    public void AFileOfOthers_IsRefused(string change, string message)
    {
        ResultsFile.OpenToWrite(_classifier.PathOf("r.db")).Dispose();
        Execute(change);

        Assert.Contains(message, QMac.Refusal([.. Sweep, .. Circuits, "--results", _classifier.PathOf("r.db")]), StringComparison.Ordinal);
    }

    [Fact]
    public void BadInput_IsRefused()
    {
        File.WriteAllText(_classifier.PathOf("no.db"), "this is no file of a data base, although it is long enough to be one");
        Assert.Contains("is no file of results", QMac.Refusal([.. Sweep, .. Circuits, "--results", _classifier.PathOf("no.db")]), StringComparison.Ordinal);
        Assert.Contains(" is not a layer with products of this model; ", QMac.Refusal([.. Sweep, "--multipliers", "trunc:1", "--layers", "conv2d_0+nothing"]), StringComparison.Ordinal);
        Assert.Contains("nothing to sweep", QMac.Refusal(Sweep), StringComparison.Ordinal);
        Assert.Contains("--adders", QMac.Refusal([.. Sweep, "--adders", "loa"]), StringComparison.Ordinal);
        Assert.Contains("go together", QMac.Refusal([.. Sweep, .. Circuits, "--emit", "slurm"]), StringComparison.Ordinal);
        Assert.Contains("I from 1 to N", QMac.Refusal([.. Sweep, .. Circuits, "--task", "3/2"]), StringComparison.Ordinal);
        Assert.Contains("does not exist", QMac.Refusal("sweep", "merge", _classifier.PathOf("all.db"), _classifier.PathOf("none.db")), StringComparison.Ordinal);
    }

    private void Execute(string text)
    {
        using SqliteConnection connection = new($"Data Source={_classifier.PathOf("r.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
