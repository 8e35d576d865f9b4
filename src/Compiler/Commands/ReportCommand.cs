using System.CommandLine;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.NetworkReports;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac report</c>: all that is known of a network on its circuits, as one page.</summary>
internal static class ReportCommand
{
    private const string PageFile = "report.html";
    private const int MaxSamples = 100_000;
    private const int DefaultObserved = 16;

    public static Command Create()
    {
        ModelOptions model = new();
        RegionOptions region = new(_ => true);
        DataOptions data = region.Data;
        Option<string> labels = DataOptions.Labels();
        Option<int> limit = CommonOptions.Limit();
        Option<int> steps = CommonOptions.Steps();
        Option<int> observe = CommonOptions.Integer("--observe", 0, MaxSamples, $"Show what so many samples of the data do inside the bounds, of those that the region has; {DefaultObserved} by default. Takes about 13 ns a MAC.");
        Option<int> search = CommonOptions.Integer("--search", 1, MaxSamples, "Also run so many inputs that try to reach the ends of the bounds, chosen by --seed.");
        Option<ulong> seed = CommonOptions.Seed("Seed of --search; 0 by default.");
        Option<string> front = CommonOptions.Text("--front", "DIR", $"A front that qmac search found: its folder, or {FrontFile.Name}.");
        Option<string[]> opcheck = CommonOptions.Names("--opcheck", "A report of qmac opcheck on operators of the network; may be repeated.");
        opcheck.HelpName = "FILE";
        Option<string> output = CommonOptions.Out($"The page; by default results/report/MODEL/{PageFile}.", PageFile);
        Option<string> json = CommonOptions.Text("--json", "FILE", "Also write all figures as JSON.");
        VerbCommand command = new(
            "report",
            "Write one page on a network and its circuits: graph, layers, bounds, accuracy, errors, front, and what was verified.",
            "qmac report --pkg export/net --amul trunc:2 --data data.json --search 200 --opcheck results/opcheck/op_equiv_report.json");
        model.AddTo(command);
        region.AddTo(command);
        Option<bool> quantize = region.AddQuantizeTo(command);
        foreach (Option option in (Option[])[labels, limit, steps, observe, search, seed, front, opcheck, output, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (!data.IsGiven(result) && ((Option[])[labels, limit, steps, observe]).FirstOrDefault(result.IsGiven) is Option option)
            {
                result.AddError($"{option.Name} goes with --data");
            }

            if (result.IsGiven(seed) && result.GetResult(search) is null)
            {
                result.AddError("--seed goes with --search");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);

            // What takes no time comes first: a wrong file is refused before the work.
            FrontRecord? found = options.GetValue(front) is string folder ? FrontFile.Read(folder, planned.Identity, planned.Network.Graph, planned.Plan.Operators) : null;
            string[] checks = options.GetValue(opcheck) ?? [];
            OperatorEvidence[] evidence = [.. checks.SelectMany(OpcheckFile.Read)];
            DataSet? set = data.IsGiven(options) ? data.Read(options, planned.Network, cancellation, options.Given(limit), options.GetValue(labels)) : null;
            int sequence = set is null ? 1 : RunnerProgram.StepsOf(new ReferenceEngine(planned.Network, planned.Plan.Operators), options.Given(steps), set.Samples.Count);

            ConstraintsResult sound = Constraints.Compute(planned.Network, planned.Plan.Operators, region.Read(options, planned.Network, options.GetValue(quantize), cancellation));
            cancellation.ThrowIfCancellationRequested();
            NetworkReport report = new(
                ModelReport.Of(planned.Network, planned.Identity, planned.Plan),
                planned.Plan.Operators,
                sound,
                CheckOf(planned, sound),
                MultiplierReport.Of(planned.Network.Graph, planned.Plan.Operators))
            {
                Front = found,
                Opcheck = checks.Length > 0 ? evidence : null,
                Searched = options.Given(search) is int runs ? BoundRuns.Search(planned, sound, runs, options.GetValue(seed), cancellation) : null,
                Observed = set is not null && Within(sound.Region, planned.Network.Graph, set.Samples, options.Given(observe) ?? DefaultObserved) is { Count: > 0 } samples
                    ? BoundRuns.Observe(planned, sound, samples, set.Identity, 0, cancellation)
                    : null,
                Evaluation = set is null ? null : EvaluationRun.Of(planned, set, RunSettings.Default, null, sequence, cancellation),
            };
            string file = options.GetValue(output) ?? Path.Combine(DefaultFolder.Of(Path.Combine("results", "report"), planned.Network.Graph.Name), PageFile);
            Document document = report.ToDocument();
            List<(string Path, Action<Stream> Write)> files = [AtomicFile.Text(file, DocumentPage.Write(document))];
            if (options.GetValue(json) is string figures)
            {
                files.Add(AtomicFile.Text(figures, report.ToJson()));
            }

            AtomicFile.WriteAll(files);
            console.Show(document.ToText);
            Notes.Print(console, planned);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The first samples that lie in a region.</summary>
    private static SampleBatch Within(InputRegion region, QuantizedGraph graph, SampleBatch samples, int most) =>
        samples.Of([.. Enumerable.Range(0, samples.Count).Where(sample => InputCodes.Outside(region, graph, samples, sample) is null).Take(most)]);

    /// <summary>Lets the second program derive the bounds again; the boxes of the inputs, which a file of bounds does not have, it takes from the elements.</summary>
    private static Verdict CheckOf(PlannedPackage planned, ConstraintsResult sound)
    {
        ElementsFile elements = ElementsFile.Of("D_sound.bin", planned.Network.Graph, sound.Tensors);
        byte[] file = System.Text.Encoding.UTF8.GetBytes(ConstraintsWriter.Write(sound, planned.Identity, elements));
        Multiplier[] multipliers = [.. planned.Plan.Operators.Multipliers.Distinct()];
        return CertificateChecker.Check(new CheckRequest(
            file,
            planned.Package,
            id => multipliers.FirstOrDefault(multiplier => multiplier.Spec == id) is Multiplier known ? (known, "") : (null, $"no layer has {Generators.Support.Text.Quote(id)}"),
            _ => elements.Content));
    }
}
