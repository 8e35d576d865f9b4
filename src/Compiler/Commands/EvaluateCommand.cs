using System.CommandLine;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac evaluate</c>: what a package is worth on a data set, beside the exact one.</summary>
internal static class EvaluateCommand
{
    public const string RecordFile = "evaluation.json";
    public const string TextFile = "evaluation.txt";
    private const string OutputsFolder = "outputs";

    public static Command Create()
    {
        ModelOptions model = new();
        DataOptions data = new();
        Option<string> labels = DataOptions.Labels();
        Option<int> limit = CommonOptions.Limit();
        Option<int> threads = CommonOptions.Threads("Samples that are computed at the same time; by default one for each processor. No byte depends on it.");
        Option<int> steps = CommonOptions.Steps();
        Option<string> output = CommonOptions.Out($"Folder of {RecordFile}, {TextFile}, and the outputs that are computed; by default results/evaluate/MODEL.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "evaluate",
            "Judge a package on a data set beside the exact one: accuracy, agreement, deviation, and whether a difference is one; goes on where it was interrupted.",
            "qmac evaluate --pkg export/net --data data.json --amul trunc:4");
        model.AddTo(command);
        data.AddTo(command, isRequired: true);
        foreach (Option option in (Option[])[labels, limit, threads, steps, output, json])
        {
            command.Options.Add(option);
        }

        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            DataSet set = data.Read(options, planned.Network, cancellation, options.Given(limit), options.GetValue(labels));
            FewCodes.Warn(options.InvocationConfiguration.Error, planned.Network.Graph, set.Samples);
            int sequence = RunnerProgram.StepsOf(new ReferenceEngine(planned.Network, planned.Plan.Operators), options.Given(steps), set.Samples.Count);
            string folder = options.GetValue(output) ?? DefaultFolder.Of(Path.Combine("results", "evaluate"), planned.Network.Graph.Name);
            EvaluationRecord record = EvaluationRun.Of(planned, set, RunSettings.Default with { Threads = options.Given(threads) }, new OutputStore(Path.Combine(folder, OutputsFolder)), sequence, cancellation);
            string text = EvaluationText.Write(record);
            string document = EvaluationJson.Write(record);
            AtomicFile.WriteAll([AtomicFile.Text(Path.Combine(folder, TextFile), text), AtomicFile.Text(Path.Combine(folder, RecordFile), document)]);
            if (options.GetValue(json))
            {
                console.Write(document);
                return ExitCodes.Done;
            }

            console.Show(() => EvaluationText.Write(record));
            Notes.Print(console, planned);
            return ExitCodes.Done;
        });
        return command;
    }
}
