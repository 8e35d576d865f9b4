using System.CommandLine;
using System.Globalization;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Compiler.Training;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac finetune</c>: trains weights and biases of a package on its circuits.</summary>
internal static class FineTuneCommand
{
    private const int MaxEpochs = 100_000;
    private const int MaxBatch = 1_000_000;
    private const double MaxRate = 128;

    public static Command Create()
    {
        ModelOptions model = new(plansKernels: false);
        SampleOptions samples = new(needsLabels: true);
        Option<int> epochs = CommonOptions.Integer("--epochs", 1, MaxEpochs, "Passes over the samples; 10 by default.");
        Option<string> rate = CommonOptions.Text("--rate", "R", "About what a step moves a weight by at most, in codes, at first; falls to 0 until the end. 0.02 by default.");
        rate.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && RateOf(value) is null)
            {
                result.AddError($"--rate takes a number above 0 and at most {MaxRate.ToString(CultureInfo.InvariantCulture)}, found {Text.Quote(value)}");
            }
        });
        Option<int> batch = CommonOptions.Integer("--batch", 1, MaxBatch, "Samples of a step; 10 by default.");
        Option<ulong> seed = CommonOptions.Seed("Seed of the order of samples; 0 by default.");
        Option<int> threads = CommonOptions.Threads("Threads; by default one for each processor. The package does not depend on it.");
        Option<string> checkpoint = CommonOptions.Text("--checkpoint", "FILE", "Where training stands, after each epoch and when it is interrupted; a later start goes on from it. OUT.checkpoint.npz by default, deleted at the end.");
        Option<string> output = CommonOptions.Out("Folder of the trained package; by default finetuned/MODEL.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "finetune",
            "Train weights and biases on approximate operators, forward bit for bit, backward by their slopes; writes a package.",
            "qmac finetune --pkg export/net --amul table:mul.npy --input x.npy --labels y.npy --epochs 10 --out finetuned/net");
        model.AddTo(command);
        samples.AddTo(command);
        foreach (Option option in (Option[])[epochs, rate, batch, seed, threads, checkpoint, output, json])
        {
            command.Options.Add(option);
        }

        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            string folder = model.FolderOfChanged(options, output, "finetuned", planned, "trained");
            FineTuningSettings settings = new(
                options.Given(epochs) ?? 10,
                RateOf(options.GetValue(rate) ?? "0.02")!.Value,
                options.Given(batch) ?? 10,
                options.GetValue(seed));
            int? most = options.Given(threads);
            OperatorAssignment operators = planned.Plan.Operators;
            RecoverySamples given = samples.Read(options, planned.Network, cancellation);
            FineTuning training = new(planned.Network, operators, given.Learned, settings);
            string file = options.GetValue(checkpoint) ?? Path.TrimEndingDirectorySeparator(folder) + ".checkpoint.npz";
            string key = TrainingKey.Of(planned.Identity, operators, given.Learned, settings);
            if (File.Exists(file))
            {
                training.Restore(TrainingCheckpoint.Read(file, key, training.Save()));
            }

            RunProgress.Show("finetune", training.Steps - training.Done, step => Train(training, file, key, most ?? Environment.ProcessorCount, step, cancellation));
            Network trained = training.ToNetwork();
            IReadOnlyList<RecoveryAccuracy> accuracy =
                given.Evaluate(planned.Network, trained, operators, most, cancellation);
            Package package = ModelPackage.Write(folder, trained);
            File.Delete(file);
            FineTuningReport report = new(planned, trained, package.Identity, settings, given.Learned.Inputs.Count, training.Epochs, accuracy);
            if (options.GetValue(json))
            {
                console.Write(report.ToJson());
                return ExitCodes.Done;
            }

            console.Show(report.ToText);
            Notes.Print(console, planned);
            console.WriteLine($"{folder}: {Text.Invariant($"{settings.Epochs}")} epochs");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Takes the steps that are left, and keeps where it stands.</summary>
    private static int Train(FineTuning training, string file, string key, int threads, Action progress, CancellationToken cancellation)
    {
        try
        {
            while (training.Done < training.Steps)
            {
                training.Step(threads, cancellation);
                progress();
                if (training.Done % training.StepsOfEpoch == 0)
                {
                    TrainingCheckpoint.Write(file, key, training.Save());
                }
            }
        }
        catch (OperationCanceledException)
        {
            TrainingCheckpoint.Write(file, key, training.Save());
            throw;
        }

        return training.Done;
    }

    private static double? RateOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate is > 0 and <= MaxRate ? rate : null;
}
