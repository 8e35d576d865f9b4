using System.CommandLine;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac run</c>: a package on samples, exact or approximate.</summary>
internal static class RunCommand
{
    private const int MaxBatch = 1_000_000;

    public static Command Create()
    {
        ModelOptions model = new();
        DataOptions data = new();
        InputOptions input = new(MaxBatch, data);
        Option<string> labels = CommonOptions.Text("--labels", "y.npy", "One integer per sample, its class from 0 on: report top-1 accuracy, as with a data set that has labels.");
        Option<string> output = CommonOptions.Out("Folder of the outputs; by default results/baseline/MODEL, or results/approx/MODEL.");
        Option<string> engine = CommonOptions.OneOf(
            "--engine", "auto|compiled|reference", "What computes: emitted kernels, the plain interpreter, or what is done sooner (default). The outputs are the same.", "auto", "compiled", "reference");
        Option<int> threads = CommonOptions.Threads("Threads: samples are computed at the same time, and where there are fewer, rows of large layers. By default a sample for each processor.");
        Option<int> steps = CommonOptions.Integer(
            "--steps", 1, MaxBatch, "Samples in a row that are one sequence, for models with state: each begins with what the one before left. With 1 every sample begins anew.");
        Option<bool> dump = new("--dump-tensors") { Description = "Also write every computed tensor of the first sample." };
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "run",
            "Run a package on samples, exactly or on approximate operators; writes outputs.npz.",
            "qmac run --pkg export/cnn_small --random-input --batch 8 --amul trunc:2");
        model.AddTo(command);
        input.AddTo(command, isRequired: true);
        data.AddTo(command);
        foreach (Option option in (Option[])[labels, output, engine, threads, steps, dump, json])
        {
            command.Options.Add(option);
        }

        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            RunSettings settings = RunSettings.Default with
            {
                Engine = options.GetValue(engine) switch { "compiled" => EngineKind.Compiled, "reference" => EngineKind.Reference, _ => null },
                Threads = options.Given(threads),
            };
            DataSet? set = data.IsGiven(options) ? data.Read(options, planned.Network, cancellation, input.Limit(options), options.GetValue(labels)) : null;
            SampleBatch samples = set?.Samples ?? input.Read(options, planned.Network);
            FewCodes.Warn(options.InvocationConfiguration.Error, planned.Network.Graph, samples);
            int sequence = RunnerProgram.StepsOf(
                new ReferenceEngine(planned.Network, planned.Plan.Operators),
                options.Given(steps),
                samples.Count);
            int[]? expected = set is not null ? set.Labels
                : options.GetValue(labels) is string file
                ? Labels.ReadFile(file, samples.Count, planned.Network.Graph.Tensor(planned.Network.Graph.Outputs[0]).ElementCount, samples.Available)
                : null;
            string folder = options.GetValue(output) ?? DefaultFolder.Of(
                Path.Combine("results", planned.Plan.Operators == OperatorAssignment.Exact ? "baseline" : "approx"), planned.Network.Graph.Name);
            ModelRun run = RunProgress.Show("run", samples.Count, step =>
                ModelRun.Execute(planned, settings, samples, options.GetValue(dump), step, cancellation, sequence));
            run.Write(folder, planned.Identity, set?.Identity);
            Print(console, options.GetValue(json), run, folder, expected, set);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(TextWriter console, bool asJson, ModelRun run, string folder, int[]? labels, DataSet? data)
    {
        int? correct = labels is null ? null : Accuracy.CountCorrect(Accuracy.Classes(run.Outputs[0]), labels);
        if (asJson)
        {
            JsonWriter json = new();
            using (json.Object())
            {
                json.Member("schema", "qmac.run_summary/1");
                json.Member("out", folder);
                json.Member("samples", run.Samples.Count);
                data?.Identity.Write(json);
                OperatorRecord.Of(run.Planned.Plan.Operators).Write(json, "operators");
                if (correct is int count)
                {
                    json.Member("top1_correct", count);
                }
            }

            console.Write(json.ToString());
            return;
        }

        console.WriteLine($"{Text.Escape(run.Planned.Network.Graph.Name)}: {run.Samples.Count} samples with {run.Planned.Plan.Operators.Default}, outputs in {Path.Combine(folder, RunRecord.OutputsFile)}");
        Notes.Print(console, run.Planned);
        if (data is { Skipped: > 0 })
        {
            console.WriteLine($"skipped: {data.Skipped} samples that could not be read");
        }

        if (correct is int hits)
        {
            console.WriteLine($"top-1: {hits} of {run.Samples.Count}, {Notes.Percent(hits, run.Samples.Count)}");
        }
    }
}
