using System.CommandLine;
using System.Globalization;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.NetworkReports;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Search;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac search</c>: which circuit for which layer, by what they cost and what they are worth on a data set.</summary>
internal static class SearchCommand
{
    private const string TextFile = "front.txt";
    private const int MaxGenerations = 100_000;
    private const int DefaultPopulation = 32;
    private const int DefaultGenerations = 20;

    public static Command Create()
    {
        Option<string> package = CommonOptions.Package();
        DataOptions data = new();
        Option<string> labels = DataOptions.Labels();
        Option<string> unseen = CommonOptions.Text("--report-split", "NAME", "The part of the data set that the front is reported on, which the search never sees; with --split. Without both, samples are halved by --seed.");
        SweepOptions circuits = new(hasAddersAndLayers: false);
        CostOptions costs = new();
        Option<int> population = CommonOptions.Integer("--population", 4, 10_000, Invariant($"Assignments of a generation; {DefaultPopulation} by default."));
        Option<int> generations = CommonOptions.Integer("--generations", 0, MaxGenerations, Invariant($"Generations after the first one; {DefaultGenerations} by default."));
        Option<ulong> seed = CommonOptions.Seed("Seed of the search; 0 by default. The same seed gives the same front.");
        Option<string> accuracy = CommonOptions.Text("--min-accuracy", "FRACTION", "Choose the cheapest point with so much top-1 on the samples that are searched on, 0 to 1.");
        Option<string> cost = CommonOptions.Text("--max-cost", "FRACTION", "Choose the most accurate point that costs no more, of all layers exact.");
        Option<bool> certify = new("--certify") { Description = "Also bound, for every input, what each point does to layers and logits." };
        Option<int> lsb = CommonOptions.Integer("--max-lsb", 0, 255, "Only points whose logits provably move by no more codes, for every input.");
        Option<string> results = CommonOptions.Text("--results", "FILE", "SQLite file of rows, shared with qmac sweep; what it has is not measured again. By default results.db in --out.");
        Option<int> threads = CommonOptions.Threads("Threads at most; by default one for each processor. No byte depends on it.");
        Option<string> output = CommonOptions.Out($"Folder of {FrontFile.Name}, {TextFile} and an --assign file for each point; by default results/search/MODEL.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "search",
            "Search the front of cost and accuracy over one circuit for each layer; report it on samples that the search never saw.",
            "qmac search --pkg export/cnn_small --data digits.npz --multipliers exact trunc:2 trunc:4 trunc:6 --min-accuracy 0.95");
        command.Options.Add(package);
        data.AddTo(command, isRequired: true);
        circuits.AddTo(command);
        costs.AddTo(command);
        foreach (Option option in (Option[])[labels, unseen, population, generations, seed, accuracy, cost, certify, lsb, results, threads, output, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (data.HasSplit(result) != (result.GetResult(unseen) is not null))
            {
                result.AddError("--split and --report-split go together: one part is searched on, the other reported on");
            }

            if (result.GetResult(accuracy) is not null && result.GetResult(cost) is not null)
            {
                result.AddError("Give one of --min-accuracy and --max-cost");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            double? leastAccuracy = Fraction(options, accuracy);
            double? mostCost = Fraction(options, cost);
            Package read = ModelPackage.Read(options.GetRequiredValue(package));
            (DataSet searched, DataSet reported) = Read(data, options, read.Network, options.GetValue(labels), options.GetValue(unseen), options.GetValue(seed), cancellation);
            OperatorCosts prices = costs.Read(options, cancellation);
            SearchSpace space = new([.. read.Network.Graph.ProductNodes], Candidates(circuits.Multipliers(options), prices, cancellation));
            if (space.Layers.Count == 0)
            {
                throw new InputException("there are no layers of products: there is nothing to choose for");
            }

            SearchSettings settings = new(
                options.Given(population) ?? DefaultPopulation, options.Given(generations) ?? DefaultGenerations, options.GetValue(seed), options.GetValue(certify), options.Given(lsb));
            string folder = options.GetValue(output) ?? DefaultFolder.Of(Path.Combine("results", "search"), read.Network.Graph.Name);
            using ResultsFile rows = ResultsFile.OpenToWrite(options.GetValue(results) ?? Path.Combine(folder, "results.db"));
            FrontSearch search = new(read, space, searched, reported, rows, options.Given(threads));
            (IReadOnlyList<FrontPoint> front, IReadOnlyList<FrontPoint> uniform, int evaluations) = RunProgress.Show(
                "search", settings.Generations + 2, step => search.Run(settings, step, cancellation));
            SearchResult result = new(
                read.Network.Graph.Name, read.Identity, searched.Identity, reported.Identity, prices.Unit, settings.Population, settings.Generations, settings.Seed, evaluations, front, uniform);
            result = leastAccuracy is double least ? result.ChooseByAccuracy(least) : mostCost is double most ? result.ChooseByCost(most) : result;
            string document = SearchReport.ToJson(result);
            string text = SearchReport.ToText(result);
            AtomicFile.WriteAll(
            [
                AtomicFile.Text(Path.Combine(folder, FrontFile.Name), document),
                AtomicFile.Text(Path.Combine(folder, TextFile), text),
                .. front.Select((point, i) => AtomicFile.Text(Path.Combine(folder, SearchReport.AssignmentFile(i)), point.Point.ToAssignment())),
            ]);
            console.Show(options.GetValue(json), () => document, () => SearchReport.ToText(result));
            return ExitCodes.Done;
        });
        return command;
    }

    private static (DataSet Searched, DataSet Unseen) Read(
        DataOptions data, ParseResult options, Generators.Graph.Network network, string? labels, string? unseen, ulong seed, CancellationToken cancellation)
    {
        DataSet read = data.Read(options, network, cancellation, labelsFile: labels);
        if (unseen is not null)
        {
            return (read, data.Read(options, network, cancellation, labelsFile: labels, split: unseen));
        }

        DataSplit halves = new((long)seed, EquatableArray.Of(new DataPart("search", 0.5), new DataPart("report", 0.5)));
        return (read.Part(halves, halves.Parts[0].Name), read.Part(halves, halves.Parts[1].Name));
    }

    /// <summary>The circuits with their costs, the exact one among them.</summary>
    /// <exception cref="InputException">One has no cost, or the exact ones cost nothing.</exception>
    private static Candidate[] Candidates(IReadOnlyList<string> multipliers, OperatorCosts costs, CancellationToken cancellation)
    {
        Candidate exact = new(OperatorPair.Exact.Multiplier.Spec, OperatorPair.Exact.Multiplier, costs.OfExactMac());
        return exact.Cost > 0
            ? [exact, .. multipliers.Select(spec => Candidate.Of(spec, costs, cancellation)).Where(candidate => candidate.Operators != OperatorPair.Exact)]
            : throw new InputException("the exact circuits cost nothing: nothing can be cheaper");
    }

    private static double? Fraction(ParseResult options, Option<string> option) => options.GetValue(option) is not string text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value <= 1 ? value
        : throw new InputException($"{option.Name} takes a fraction from 0 to 1, found {Quote(text)}");
}
