using System.CommandLine;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac constraints</c>: which values can reach each layer.</summary>
internal static class ConstraintsCommand
{
    public const string SoundFile = "D_sound.json";
    public const string TightFile = "D_tight.json";
    private const int MaxTightBatch = 100_000;

    public static Command Create()
    {
        ModelOptions model = new();
        InputOptions input = new(MaxTightBatch);
        Option<string> region = CommonOptions.OneOf(
            "--region", "full|pixels|linf", "Inputs that the bounds hold for: all codes (default), images of 0 to 255, or a ball.", "full", "pixels", "linf");
        Option<string> centre = CommonOptions.Text("--center", "x.npy", "Centre of the ball: one sample, or one .npz with input_0, ...");
        Option<int> epsilon = CommonOptions.Integer("--eps", 0, 255, "Radius of the ball, in codes.");
        Option<bool> tight = new("--tight") { Description = $"Also run the samples of --input and write {TightFile}: observed, no guarantee." };
        Option<string> output = CommonOptions.Out($"The file; by default constraints/MODEL/{SoundFile}.", "D_sound.json");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "constraints",
            "Bound every accumulator and output of a package's layers, soundly; writes D_sound.json.",
            "qmac constraints --pkg export/cnn_small --amul trunc:2 --region pixels");
        model.AddTo(command);
        input.AddTo(command, isRequired: false);
        foreach (Option option in (Option[])[region, centre, epsilon, tight, output, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool isBall = result.TextOf(region) == "linf";
            if (isBall != result.GetResult(centre) is { Implicit: false } || isBall != result.GetResult(epsilon) is { Implicit: false })
            {
                result.AddError("--region linf takes --center x.npy and --eps N; other regions take neither");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            PlannedModel planned = model.Read(options, cancellation);
            OperatorAssignment operators = planned.Plan.Operators;
            string file = options.GetValue(output) ?? Path.Combine(DefaultFolder.Of("constraints", planned.Model.Graph.Name), SoundFile);
            if (options.GetValue(tight) != input.IsGiven(options))
            {
                throw new InputException("--tight needs samples: give --tight together with --input x.npy or --random-input");
            }

            if (options.GetValue(tight) && Path.GetFileName(file) == TightFile)
            {
                throw new InputException($"--out is where the sound bounds go; {TightFile} is taken by --tight");
            }

            InputRegion bounds = ReadRegion(planned.Model, options.GetValue(region), options.GetValue(centre), options.GetValue(epsilon));
            ConstraintsResult sound = Constraints.Compute(planned.Model, operators, bounds);
            cancellation.ThrowIfCancellationRequested();
            List<(string Path, Action<Stream> Write)> files = [AtomicFile.Text(file, ConstraintsWriter.Write(sound))];
            if (options.GetValue(tight))
            {
                SampleBatch samples = input.Read(options, planned.Model);
                ConstraintsResult observed = Observe(planned, bounds, samples, input.Seed(options), cancellation);
                files.Add(AtomicFile.Text(Path.Combine(Path.GetDirectoryName(file) ?? "", TightFile), ConstraintsWriter.Write(observed)));
            }

            AtomicFile.WriteAll(files);
            console.Write(options.GetValue(json) ? ConstraintsWriter.Write(sound) : ConstraintsTable.Of(sound));
            return ExitCodes.Done;
        });
        return command;
    }

    private static InputRegion ReadRegion(Model model, string? region, string? centre, int epsilon)
    {
        switch (region)
        {
            case "pixels":
                return InputRegion.Pixels;
            case "linf":
                SampleBatch sample = InputReader.Read(
                    new ReferenceEngine(model, OperatorAssignment.Exact).Inputs, [centre!], quantize: false, limit: 1);
                return InputRegion.Linf(InputCentres.Of(model.Graph, sample), epsilon);
            default:
                return InputRegion.Full;
        }
    }

    private static ConstraintsResult Observe(
        PlannedModel planned, InputRegion region, SampleBatch samples, ulong seed, CancellationToken cancellation)
    {
        ObservedBounds observer = new(planned.Model, planned.Plan.Operators);
        ReferenceEngine engine = new(planned.Model, planned.Plan.Operators, observer);
        return RunProgress.Show("observe", samples.Count, step =>
        {
            for (int sample = 0; sample < samples.Count; sample++)
            {
                cancellation.ThrowIfCancellationRequested();
                engine.Run(
                    [.. engine.Inputs.Select((_, i) => samples.Sample(i, sample))],
                    [.. engine.Outputs.Select(output => new byte[output.ByteCount].AsMemory())]);
                step();
            }

            return observer.ToResult(region, samples.Count, seed);
        });
    }
}
