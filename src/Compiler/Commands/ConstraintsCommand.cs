using System.CommandLine;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Linear;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac constraints</c>: which values can reach each layer.</summary>
internal static class ConstraintsCommand
{
    public const string SoundFile = "D_sound.json";
    public const string TightFile = "D_tight.json";
    private const int MaxDepth = 1000;
    private const int MaxTightBatch = 100_000;

    public static Command Create()
    {
        ModelOptions model = new();
        InputOptions input = new(MaxTightBatch);
        RegionOptions region = new();
        Option<bool> tight = new("--tight") { Description = $"Also run the samples of --input and write {TightFile}: observed, no guarantee." };
        Option<string> output = CommonOptions.Out($"The file; by default constraints/MODEL/{SoundFile}.", "D_sound.json");
        Option<string> method = CommonOptions.OneOf(
            "--method", "ibp|crown", "How: intervals (default), or linear bounds, which are narrower for small regions, take longer and are experimental.", "ibp", "crown");
        Option<int> depth = CommonOptions.Integer("--depth", 0, MaxDepth, $"Layers and sums that linear bounds look back through; {LinearAnalysis.DefaultDepth} by default.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "constraints",
            "Bound every accumulator and output of a package's layers, soundly; writes D_sound.json.",
            "qmac constraints --pkg export/cnn_small --amul trunc:2 --region pixels");
        model.AddTo(command);
        input.AddTo(command, isRequired: false, alsoQuantized: region.Centre);
        region.AddTo(command);
        foreach (Option option in (Option[])[tight, method, depth, output, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(depth) is { Implicit: false } && result.TextOf(method) != "crown")
            {
                result.AddError("--depth goes with --method crown");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            OperatorAssignment operators = planned.Plan.Operators;
            string file = options.GetValue(output) ?? Path.Combine(DefaultFolder.Of("constraints", planned.Network.Graph.Name), SoundFile);
            if (options.GetValue(tight) != input.IsGiven(options))
            {
                throw new InputException("--tight needs samples: give --tight together with --input x.npy or --random-input");
            }

            if (options.GetValue(tight) && Path.GetFileName(file) == TightFile)
            {
                throw new InputException($"--out is where the sound bounds go; {TightFile} is taken by --tight");
            }

            InputRegion bounds = region.Read(options, planned.Network, input.Quantizes(options));
            ConstraintsResult sound = options.GetValue(method) == "crown"
                ? Constraints.ComputeLinear(planned.Network, operators, bounds, options.GetResult(depth) is { Implicit: false } ? options.GetValue(depth) : LinearAnalysis.DefaultDepth, cancellation)
                : Constraints.Compute(planned.Network, operators, bounds);
            cancellation.ThrowIfCancellationRequested();
            List<(string Path, Action<Stream> Write)> files = [AtomicFile.Text(file, ConstraintsWriter.Write(sound, planned.Identity))];
            if (options.GetValue(tight))
            {
                SampleBatch samples = input.Read(options, planned.Network);
                ConstraintsResult observed = Observe(planned, sound, samples, input.Seed(options), cancellation);
                files.Add(AtomicFile.Text(Path.Combine(Path.GetDirectoryName(file) ?? "", TightFile), ConstraintsWriter.Write(observed, planned.Identity)));
            }

            AtomicFile.WriteAll(files);
            console.Write(options.GetValue(json) ? ConstraintsWriter.Write(sound, planned.Identity) : ConstraintsTable.Of(sound));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Runs samples, each of which must lie in the region, and all that is seen in the sound bounds.</summary>
    /// <exception cref="CheckFailedException">One does not.</exception>
    private static ConstraintsResult Observe(
        PlannedNetwork planned, ConstraintsResult sound, SampleBatch samples, ulong seed, CancellationToken cancellation)
    {
        Dictionary<int, LayerBounds> layers = sound.Layers.ToDictionary(layer => layer.Index);
        int sample = 0;
        ObservedBounds observer = new(planned.Network, planned.Plan.Operators, run => Require(BoundsCheck.Outside(layers[run.Index], run), sample));
        ReferenceEngine engine = new(planned.Network, planned.Plan.Operators, observer);
        return RunProgress.Show("observe", samples.Count, step =>
        {
            for (; sample < samples.Count; sample++)
            {
                cancellation.ThrowIfCancellationRequested();
                Require(InputCodes.Outside(sound.Region, planned.Network.Graph, samples, sample), sample);
                engine.Run(
                    [.. engine.Inputs.Select((_, i) => samples.Sample(i, sample))],
                    [.. engine.Outputs.Select(output => new byte[output.ByteCount].AsMemory())]);
                step();
            }

            return observer.ToResult(sound.Region, samples.Count, seed);
        });
    }

    private static void Require(string? outside, int sample)
    {
        if (outside is not null)
        {
            throw new CheckFailedException(Invariant($"sample {sample}: {outside}"));
        }
    }
}
