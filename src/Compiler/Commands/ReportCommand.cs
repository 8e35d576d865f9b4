using System.CommandLine;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.NetworkReports;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;

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
        DataOptions data = new();
        Option<string> labels = DataOptions.Labels();
        Option<int> limit = CommonOptions.Limit();
        Option<int> observe = CommonOptions.Integer("--observe", 0, MaxSamples, $"Show what so many samples of the data do inside the bounds; {DefaultObserved} by default. Takes about 13 ns a MAC.");
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
        data.AddTo(command);
        foreach (Option option in (Option[])[labels, limit, observe, search, seed, front, opcheck, output, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (!data.IsGiven(result) && ((Option[])[labels, limit, observe]).FirstOrDefault(result.IsGiven) is Option option)
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

            ConstraintsResult sound = Constraints.Compute(planned.Network, planned.Plan.Operators, PackageRegion.Of(planned.Network.Graph));
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
                Observed = set is not null && (options.Given(observe) ?? DefaultObserved) is > 0 and int samples
                    ? BoundRuns.Observe(planned, sound, set.Samples.Part(0, Math.Min(samples, set.Samples.Count)), set.Identity, 0, cancellation)
                    : null,
                Evaluation = set is null ? null : EvaluationRun.Of(planned, set, RunSettings.Default, null, 1, cancellation),
            };
            string file = options.GetValue(output) ?? Path.Combine(DefaultFolder.Of(Path.Combine("results", "report"), planned.Network.Graph.Name), PageFile);
            Document document = report.ToDocument();
            List<(string Path, Action<Stream> Write)> files = [AtomicFile.Text(file, DocumentPage.Write(document))];
            if (options.GetValue(json) is string figures)
            {
                files.Add(AtomicFile.Text(figures, report.ToJson()));
            }

            AtomicFile.WriteAll(files);
            console.Write(document.ToText());
            Notes.Print(console, planned);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Lets the second program derive the bounds again.</summary>
    private static Verdict CheckOf(PlannedPackage planned, ConstraintsResult sound)
    {
        byte[] file = System.Text.Encoding.UTF8.GetBytes(ConstraintsWriter.Write(sound, planned.Identity));
        Multiplier[] multipliers = [.. planned.Plan.Operators.Multipliers.Distinct()];
        return CertificateChecker.Check(new CheckRequest(
            file,
            planned.Package,
            id => multipliers.FirstOrDefault(multiplier => multiplier.Spec == id) is Multiplier known ? (known, "") : (null, $"no layer has {Generators.Support.Text.Quote(id)}"),
            _ => null));
    }
}
