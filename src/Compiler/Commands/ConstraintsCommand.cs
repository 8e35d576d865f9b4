using System.CommandLine;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Compiler.Bounds.Linear;
using QMacVerify.Compiler.Bounds.Search;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Pictures;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac constraints</c>: which values can reach each layer.</summary>
internal static class ConstraintsCommand
{
    public const string SoundFile = "D_sound.json";
    public const string TightFile = "D_tight.json";
    private const int MaxDepth = 1000;
    private const int MaxTightBatch = 100_000;
    private const int MaxSplits = 100_000;

    public static Command Create()
    {
        ModelOptions model = new();
        Option<bool> tight = new("--tight") { Description = $"Also run the samples of --input, --random-input or --data and write {TightFile}: observed, no guarantee." };
        RegionOptions region = new(result => result.IsGiven(tight));
        InputOptions input = new(MaxTightBatch, region.Data);
        Option<int> search = CommonOptions.Integer("--search", 1, MaxTightBatch, $"Also run so many inputs that try to reach the ends of the bounds, chosen by --seed, and write {TightFile}: observed, no guarantee.");
        Option<string> searchInputs = CommonOptions.Text("--search-inputs", "FILE.npz", "Keep the inputs of --search that reached the ends of each layer's accumulators, for --input of qmac cosim and qmac run.");
        Option<string> report = CommonOptions.Text("--report", "FILE", "Also write a page on how far apart the bounds and what --tight and --search observed are, per layer: a picture as .svg, a table as .txt.");
        Option<bool> elements = new("--elements") { Description = "Also write the bounds of every element, beside the file with the ending .bin." };
        RegisterOptions accumulator = new("Bits of the accumulator that the bounds are about; 32 by default, those of the engine.");
        Option<int> threads = CommonOptions.Threads("Threads at most; by default one for each processor. No byte depends on it.");
        Option<bool> deviation = new("--deviation") { Description = "Also bound how far each layer can be from the exact one, and the logits: local_error, difference and certificates. Takes about three times as long." };
        Option<string> output = CommonOptions.Out($"The file; by default constraints/MODEL/{SoundFile}.", "D_sound.json");
        Option<string> method = CommonOptions.OneOf(
            "--method", "ibp|crown", "How: intervals (default), or linear bounds, which are narrower for small regions, take longer and are experimental.", "ibp", "crown");
        Option<int> depth = CommonOptions.Integer("--depth", 0, MaxDepth, $"Layers and sums that linear bounds look back through; {LinearOptions.Default.Depth} by default.");
        Option<int> splits = CommonOptions.Integer("--splits", 1, MaxSplits, "Branch and bound: divide the region in so many steps and bound each part. Pays where few elements of the input vary; a step takes up to 32 times as long as the bounds alone.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "constraints",
            "Bound every accumulator and output of a package's layers, soundly; writes D_sound.json.",
            "qmac constraints --pkg export/cnn_small --amul trunc:2 --region pixels");
        model.AddTo(command);
        input.AddTo(command, isRequired: false, region.Samples, alsoSeeded: search);
        region.AddTo(command);
        accumulator.AddTo(command);
        foreach (Option option in (Option[])[tight, search, searchInputs, report, method, depth, splits, deviation, elements, threads, output, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.IsGiven(depth) && result.TextOf(method) != "crown")
            {
                result.AddError("--depth goes with --method crown");
            }

            if (result.IsGiven(splits) && (result.TextOf(method) == "crown" || result.GetValue(deviation)))
            {
                result.AddError("--splits is about intervals: give it without --method crown and --deviation");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            OperatorAssignment operators = planned.Plan.Operators;
            string file = options.GetValue(output) ?? Path.Combine(DefaultFolder.Of("constraints", planned.Network.Graph.Name), SoundFile);
            if (options.GetValue(tight) ? !input.IsGiven(options) && !region.Data.IsGiven(options) : input.IsGiven(options))
            {
                throw new InputException("--tight needs samples: give --tight together with --input x.npy, --data SPEC or --random-input");
            }

            int searched = options.GetValue(search);
            bool isObserved = options.GetValue(tight) || searched > 0;
            if (isObserved && Path.GetFileName(file) == TightFile)
            {
                throw new InputException($"--out is where the sound bounds go; {TightFile} is taken by --tight and --search");
            }

            string? reportFile = options.GetValue(report);
            if (reportFile is not null && (!isObserved || Path.GetExtension(reportFile) is not (".svg" or ".txt")))
            {
                throw new InputException("--report takes the name of a .svg or .txt file, and --tight or --search to compare the bounds with");
            }

            string? inputsFile = options.GetValue(searchInputs);
            if (inputsFile is not null && (searched == 0 || Path.GetExtension(inputsFile) != SearchInputsFile.Extension))
            {
                throw new InputException($"--search-inputs takes the name of a {SearchInputsFile.Extension} file, and --search to find what goes into it");
            }

            if (options.GetValue(elements) && Path.GetExtension(file) == ElementsFile.Extension)
            {
                throw new InputException($"--out is where the JSON goes; the ending {ElementsFile.Extension} is taken by --elements");
            }

            AccumulatorRegister register = accumulator.Read(options);
            RequireWiderThanAdders(register, planned.Network, operators);
            bool isLinear = options.GetValue(method) == "crown";
            if (isLinear && options.GetValue(deviation))
            {
                throw new InputException("--deviation is about intervals: give it without --method crown");
            }

            if (register != AccumulatorRegister.Default && (isObserved || options.GetValue(deviation) || isLinear))
            {
                string others = isObserved ? "--tight and --search are" : options.GetValue(deviation) ? "--deviation is" : "--method crown is";
                throw new InputException($"{others} about the engine, whose accumulators have 32 bits and wrap: give --accumulator-bits and --overflow without it");
            }

            InputRegion bounds = region.Read(options, planned.Network, input.Quantizes(options), cancellation);
            int most = options.Given(threads) ?? -1;
            int back = options.Given(depth) ?? LinearOptions.Default.Depth;
            AnalysisOptions analysis = new() { Register = register, Threads = most };
            ConstraintsResult sound =
                options.GetValue(deviation) ? RunProgress.Show("deviation", () => DeviationConstraints.Compute(planned.Network, operators, bounds))
                : isLinear ? RunProgress.Show("linear bounds", () => Constraints.ComputeLinear(planned.Network, operators, bounds, new LinearOptions { Depth = back, Threads = most }, cancellation))
                : options.GetValue(splits) is > 0 and int steps ? RunProgress.Show("split", steps, step => Constraints.ComputeParts(planned.Network, operators, bounds, steps, analysis, step, cancellation))
                : RunProgress.Show("constraints", () => Constraints.Compute(planned.Network, operators, bounds, analysis));
            cancellation.ThrowIfCancellationRequested();
            ElementsFile? elementsFile = options.GetValue(elements)
                ? ElementsFile.Of(Path.GetFileName(Path.ChangeExtension(file, ElementsFile.Extension)), planned.Network.Graph, sound.Tensors)
                : null;
            string text = ConstraintsWriter.Write(sound, planned.Identity, elementsFile);
            List<(string Path, Action<Stream> Write)> files = [AtomicFile.Text(file, text)];
            ConstraintsResult? reached = null;
            if (elementsFile is not null)
            {
                files.Add((Path.Combine(Path.GetDirectoryName(file) ?? "", elementsFile.Name), stream => stream.Write(elementsFile.Content)));
            }

            if (isObserved)
            {
                DataSet? set = !options.GetValue(tight) || input.IsGiven(options) ? null : region.Data.Read(options, planned.Network, cancellation, input.Limit(options));
                ConstraintsResult? observed = options.GetValue(tight) ? BoundRuns.Observe(planned, sound, set?.Samples ?? input.Read(options, planned.Network), set?.Identity, input.Seed(options), cancellation) : null;
                ConstraintsResult? found = searched > 0 ? BoundRuns.Search(planned, sound, searched, input.Seed(options), cancellation) : null;
                ConstraintsResult all = found is null ? observed! : observed?.Hull(found) ?? found;
                SearchInputsFile? kept = inputsFile is null ? null : SearchInputsFile.Of(Path.GetFileName(inputsFile), found!.SearchInputs!);
                files.Add(AtomicFile.Text(Path.Combine(Path.GetDirectoryName(file) ?? "", TightFile), ConstraintsWriter.Write(all, planned.Identity, searchInputs: kept)));
                if (kept is not null)
                {
                    files.Add((inputsFile!, stream => stream.Write(kept.Content)));
                    reached = found;
                }

                if (reportFile is not null)
                {
                    TightnessReport tightness = TightnessReport.Of(sound, found, observed);
                    files.Add(AtomicFile.Text(reportFile, Path.GetExtension(reportFile) == ".svg" ? TightnessPicture.Draw(tightness) : tightness.ToText()));
                }
            }

            AtomicFile.WriteAll(files);
            console.Show(
                options.GetValue(json),
                () => text,
                () => ConstraintsTable.Of(sound) + (reached is null ? "" : $"\n{ConstraintsTable.OfSearch(reached)}") + ConstraintsTable.Verdict(sound, file));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>An adder that approximates more bits than there are has no meaning.</summary>
    private static void RequireWiderThanAdders(AccumulatorRegister register, Network network, OperatorAssignment operators)
    {
        foreach (ProductNode layer in network.Graph.ProductNodes)
        {
            Adder adder = operators.For(layer.Name).Adder;
            if (adder.ApproximateBits >= register.Bits)
            {
                throw new InputException(Invariant($"--accumulator-bits {register.Bits}: the adder {adder} of layer {Quote(layer.Name)} approximates {adder.ApproximateBits} bits; the accumulator needs more than these"));
            }
        }
    }
}
