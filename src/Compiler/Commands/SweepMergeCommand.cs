using System.CommandLine;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac sweep merge</c>: the rows of several files in one.</summary>
internal static class SweepMergeCommand
{
    public static Command Create()
    {
        Argument<string> target = new("RESULTS") { Description = "The file that gets the rows; made where there is none." };
        Argument<string[]> sources = new("FILES") { Description = "Files of results.", Arity = ArgumentArity.OneOrMore };
        Option<string> csv = CommonOptions.Text("--csv", "FILE", "Also write all rows as CSV.");
        VerbCommand command = new(
            "merge",
            "Join files of results: each row once; rows that contradict each other are refused.",
            "qmac sweep merge all.db task-1.db task-2.db");
        command.Arguments.Add(target);
        command.Arguments.Add(sources);
        command.Options.Add(csv);
        command.SetRun((options, console, cancellation) =>
        {
            IReadOnlyList<ResultRow>[] rows = [.. options.GetRequiredValue(sources).Select(path =>
            {
                using ResultsFile file = ResultsFile.OpenToRead(path);
                return file.Rows();
            })];
            string path = options.GetRequiredValue(target);
            using ResultsFile all = ResultsFile.OpenToWrite(path);
            all.Add(rows.SelectMany(file => file));
            IReadOnlyList<ResultRow> merged = all.Rows();
            if (options.GetValue(csv) is string table)
            {
                AtomicFile.WriteAll([AtomicFile.Text(table, SweepTable.ToCsv(merged))]);
            }

            console.WriteLine($"{merged.Count} rows in {path}");
            return ExitCodes.Done;
        });
        return command;
    }
}
