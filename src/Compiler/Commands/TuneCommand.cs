using System.CommandLine;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac tune</c>: a package to one that suits its circuits better, without training.</summary>
internal static class TuneCommand
{

    public static Command Create()
    {
        ModelOptions model = new(plansKernels: false);
        SampleOptions samples = new(needsLabels: false);
        Option<string> method = CommonOptions.Text("--method", "NAMES", $"What may be done, with commas between: {TuningMethodNames.Expected}; {TuningMethodNames.Usual} by default.");
        method.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && TuningMethodNames.Parse(value) is null)
            {
                result.AddError($"--method takes one or more of {TuningMethodNames.Expected}, with commas between, found {Text.Quote(value)}");
            }
        });
        Option<string> target = CommonOptions.OneOf(
            "--target", "layer|network", "Fit a layer to what exact arithmetic makes of the activations that it gets (default), or to that layer of the exact network.", "layer", "network");
        Option<int> threads = CommonOptions.Threads("Threads; by default one for each processor. The package does not depend on it.");
        Option<string> output = CommonOptions.Out("Folder of the tuned package; by default tuned/MODEL.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "tune",
            "Fit weights, biases and factors to approximate operators, on samples and without training; writes a package.",
            "qmac tune --pkg export/net --amul table:mul.npy --input x.npy --labels y.npy --out tuned/net");
        model.AddTo(command);
        samples.AddTo(command);
        foreach (Option option in (Option[])[method, target, threads, output, json])
        {
            command.Options.Add(option);
        }

        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            string folder = model.FolderOfChanged(options, output, "tuned", planned, "tuned");
            OperatorAssignment operators = planned.Plan.Operators;
            TuningMethods methods = TuningMethodNames.Parse(options.GetValue(method) ?? TuningMethodNames.Usual)!.Value;
            int? most = options.Given(threads);
            RecoverySamples given = samples.Read(options, planned.Network, cancellation);
            TunedNetwork tuned = RunProgress.Show("tune", planned.Network.Graph.Nodes.Count, step => NetworkTuning.Of(
                planned.Network, operators, given.Learned.Inputs, methods, options.GetValue(target) == "network", most ?? Environment.ProcessorCount, step, cancellation));
            IReadOnlyList<RecoveryAccuracy> accuracy =
                given.Evaluate(planned.Network, tuned.Network, operators, most, cancellation);
            Package package = ModelPackage.Write(folder, tuned.Network);
            TuningReport report = new(planned, tuned, package.Identity, methods, options.GetValue(target) ?? "layer", given.Learned.Inputs.Count, accuracy);
            if (options.GetValue(json))
            {
                console.Write(report.ToJson());
                return ExitCodes.Done;
            }

            console.Show(report.ToText);
            Notes.Print(console, planned);
            console.WriteLine($"{folder}: {string.Join(", ", TuningMethodNames.NamesOf(methods))}");
            return ExitCodes.Done;
        });
        return command;
    }
}
