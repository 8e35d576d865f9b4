using System.CommandLine;
using System.Text;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Evaluation.Stages;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac sweep</c>: what circuits in which layers are worth on a data set, each measured once.</summary>
internal static class SweepCommand
{
    private const int MaxTasks = 100_000;

    public static Command Create()
    {
        Option<string> package = CommonOptions.Package();
        DataOptions data = new();
        Option<string> labels = DataOptions.Labels();
        Option<int> limit = CommonOptions.Limit();
        SweepOptions sweep = new();
        Option<string> results = CommonOptions.Text("--results", "FILE", "SQLite file of rows; what it has is not measured again. By default results/sweep/MODEL.db.");
        Option<string> csv = CommonOptions.Text("--csv", "FILE", "Also write the rows of this sweep as CSV.");
        Option<bool> stored = new("--stored") { Description = "Measure nothing: take the rows from --results, and refuse where one is missing." };
        Option<int> threads = CommonOptions.Threads("Threads at most; by default one for each processor, and one for each task. No row depends on it.");
        Option<string> task = CommonOptions.Text("--task", "I/N", "Measure the share I of N only, from 1 on: --emit writes such calls.");
        Option<string> expected = CommonOptions.Text("--expect", "SHA256", "Refuse where package, circuits, layers or data are others than when the tasks were written.");
        Option<string> emit = CommonOptions.OneOf("--emit", "slurm|parallel", "Measure nothing, but write --tasks calls that do, for a cluster or GNU parallel, and the merge after them, into --out.", "slurm", "parallel");
        Option<int> tasks = CommonOptions.Integer("--tasks", 1, MaxTasks, "Tasks of --emit; no more than there are points.");
        Option<string> output = CommonOptions.Out("Folder of --emit.");
        VerbCommand command = new(
            "sweep",
            "Measure circuits in layers on a data set: the product of multipliers, adders and sets of layers, each once.",
            "qmac sweep --pkg export/cnn_small --data digits.npz --multipliers trunc:1 trunc:2 trunc:3 --layers all each");
        command.Options.Add(package);
        data.AddTo(command, isRequired: true);
        sweep.AddTo(command);
        foreach (Option option in (Option[])[labels, limit, results, csv, stored, threads, task, expected, emit, tasks, output])
        {
            command.Options.Add(option);
        }

        command.Subcommands.Add(SweepMergeCommand.Create());
        command.Validators.Add(result =>
        {
            bool emits = result.GetResult(emit) is not null;
            if (emits != result.IsGiven(tasks) || emits != (result.GetResult(output) is not null))
            {
                result.AddError("--emit, --tasks and --out go together");
            }
            else if (emits && ((Option[])[task, expected, results, csv, stored]).FirstOrDefault(result.IsGiven) is Option option)
            {
                result.AddError($"--emit measures nothing: leave out {option.Name}");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            Package read = ModelPackage.Read(options.GetRequiredValue(package));
            DataSet set = data.Read(options, read.Network, cancellation, options.Given(limit), options.GetValue(labels));
            SweepPlan plan = sweep.Plan(options, read.Network.Graph, cancellation);
            string hash = plan.Sha256(read.Identity, set);
            if (options.GetValue(expected) is string asked && asked != hash)
            {
                throw new InputException($"--expect {asked}: package, circuits, layers and data make {hash}; they are not those that the tasks were written for");
            }

            int? most = options.Given(threads);
            if (options.GetValue(emit) is string kind)
            {
                int count = Math.Min(options.GetValue(tasks), plan.Points.Count);
                string folder = options.GetRequiredValue(output);
                bool isSlurm = kind == "slurm";
                new TaskFiles(ShellLine(options), hash, count, most ?? 1).Write(folder, ShellWord.Of(folder), isSlurm);
                string start = isSlurm ? $"sbatch {ShellWord.Of(Path.Combine(folder, TaskFiles.SlurmFile))}" : $"parallel < {ShellWord.Of(Path.Combine(folder, TaskFiles.ParallelFile))}";
                console.WriteLine(Invariant($"{plan.Points.Count} points in {count} tasks: {start}, then bash {ShellWord.Of(Path.Combine(folder, TaskFiles.MergeFile))}"));
                return ExitCodes.Done;
            }

            plan = options.GetValue(task) is string share ? Share(plan, share) : plan;
            string file = options.GetValue(results) ?? Path.Combine(DefaultFolder.Of(Path.Combine("results", "sweep"), read.Network.Graph.Name) + ".db");
            bool measures = !options.GetValue(stored);
            using ResultsFile rows = measures ? ResultsFile.OpenToWrite(file) : ResultsFile.OpenToRead(file);
            Measurements measurements = new(read, set, rows, new StagedRuns(read.Network, set.Samples, most, BuildCache.OfUser()));
            IReadOnlyList<ResultRow> measured = RunProgress.Show("sweep", plan.Points.Count, step => measurements.Of(plan.Points, step, cancellation, measures));
            if (options.GetValue(csv) is string table)
            {
                AtomicFile.WriteAll([AtomicFile.Text(table, SweepTable.ToCsv(measured))]);
            }

            console.Show(() => SweepTable.ToText(measured));
            console.WriteLine($"{measured.Count} rows in {file}");
            return ExitCodes.Done;
        });
        return command;

        // The words of this call but those about tasks, for each task to be called with.
        static string ShellLine(ParseResult options)
        {
            HashSet<string> left = ["--emit", "--tasks", "--out", "--threads"];
            StringBuilder line = new();
            string? option = null;
            foreach (string word in options.Tokens.Select(token => token.Value))
            {
                option = word.StartsWith("--", StringComparison.Ordinal) ? word : option;
                if (option is null || !left.Contains(option))
                {
                    line.Append(line.Length == 0 ? "" : " ").Append(ShellWord.Of(word));
                }
            }

            return line.ToString();
        }
    }

    private static SweepPlan Share(SweepPlan plan, string share)
    {
        string[] parts = share.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], out int task) && int.TryParse(parts[1], out int tasks) && task >= 1 && task <= tasks && tasks <= MaxTasks
            ? plan.Share(task, tasks)
            : throw new InputException($"--task takes I/N, I from 1 to N, found {Quote(share)}");
    }
}
