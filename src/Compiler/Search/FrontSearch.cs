using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Evaluation.Stages;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Search;

/// <summary>Searches a front on some samples, and reports it on others.</summary>
internal sealed class FrontSearch
{
    /// <summary>What rows of a search are about.</summary>
    private const string SearchedLayers = "search";

    /// <summary>The word for circuits that differ from layer to layer.</summary>
    private const string Mixed = "mixed";

    private readonly Package _package;
    private readonly SearchSpace _space;
    private readonly Measurements _searched;
    private readonly Measurements _unseen;
    private readonly Dictionary<EquatableArray<int>, CertifiedFigures> _certified = [];

    /// <param name="package">The network.</param>
    /// <param name="space">What there is to choose from.</param>
    /// <param name="searched">Samples that are searched on.</param>
    /// <param name="unseen">Samples that the front is reported on.</param>
    /// <param name="file">Rows that are there already; gets the others.</param>
    /// <param name="threads">Threads at most; null is one for each processor.</param>
    public FrontSearch(Package package, SearchSpace space, DataSet searched, DataSet unseen, ResultsFile file, int? threads)
    {
        _package = package;
        _space = space;
        BuildCache? cache = BuildCache.OfUser();
        _searched = new Measurements(package, searched, file, new StagedRuns(package.Network, searched.Samples, threads, cache));
        _unseen = new Measurements(package, unseen, file, new StagedRuns(package.Network, unseen.Samples, threads, cache));
    }

    /// <summary>Searches.</summary>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told once for each generation, the first and the sensitivities among them.</param>
    /// <param name="cancellation">Ends the work; what was measured stays in the file.</param>
    /// <exception cref="InputException">A demand for a certificate that no assignment meets.</exception>
    public (IReadOnlyList<FrontPoint> Front, IReadOnlyList<FrontPoint> Uniform, int Evaluations) Run(SearchSettings settings, Action progress, CancellationToken cancellation)
    {
        GeneticSearch search = new(_space, choices => [.. Measure(_searched, choices, cancellation).Select(RightOf)]);
        IReadOnlyList<Individual> front = search.Run(settings.Population, settings.Generations, settings.Seed, progress);
        if (settings.MostLsb is int most)
        {
            front = Individual.Front(search.Measured.Where(individual => Certify(individual.Choice).LogitLsb <= most));
            if (front.Count == 0)
            {
                throw new InputException(Invariant($"--max-lsb {most}: no assignment is proved to move no logit more; the least of those that were measured is {search.Measured.Min(individual => Certify(individual.Choice).LogitLsb)}"));
            }
        }

        bool certifies = settings.Certifies || settings.MostLsb is not null;
        EquatableArray<int>[] uniform = [.. Enumerable.Range(0, _space.Candidates.Count).Reverse().Select(_space.Uniform)];
        IReadOnlyList<FrontPoint> others = Points(uniform, certifies, cancellation);
        return (
            Points([.. front.Select(individual => individual.Choice)], certifies, cancellation),
            [.. others.Select((point, i) => point with { Uniform = _space.Candidates[uniform[i][0]].Text })],
            search.Measured.Count);
    }

    /// <summary>More is better.</summary>
    private static double RightOf(ResultRow row) => row.Measured.Correct ?? -row.Measured.MeanLsb;

    private IReadOnlyList<FrontPoint> Points(IReadOnlyList<EquatableArray<int>> choices, bool certifies, CancellationToken cancellation)
    {
        IReadOnlyList<ResultRow> searched = Measure(_searched, choices, cancellation);
        IReadOnlyList<ResultRow> unseen = Measure(_unseen, choices, cancellation);
        return
        [
            .. choices.Select((choice, i) => new FrontPoint(
                _space.PointOf(choice), _space.CostOf(choice), searched[i], unseen[i], certifies ? Certify(choice) : null)),
        ];
    }

    private IReadOnlyList<ResultRow> Measure(Measurements measurements, IReadOnlyList<EquatableArray<int>> choices, CancellationToken cancellation) => measurements.Of(
        [.. choices.Select(choice => new PlannedPoint(SearchedLayers, Mixed, Mixed, _space.PointOf(choice)))], () => { }, cancellation);

    private CertifiedFigures Certify(EquatableArray<int> choice)
    {
        if (!_certified.TryGetValue(choice, out CertifiedFigures? figures))
        {
            OperatorAssignment operators = _space.PointOf(choice).Operators;
            Certificate certificate = Certificate.Of(_package.Network, operators, _space.Layers, PackageRegion.Of(_package.Network.Graph));
            IEnumerable<LayerDeviation> layers = certificate.Bounds.Deviation!.Layers;
            _certified.Add(choice, figures = new CertifiedFigures(
                layers.Select(layer => layer.LocalError.Lsb.MaxMagnitude).DefaultIfEmpty().Max(), certificate.Lsb, operators != OperatorAssignment.Exact && certificate.IsTrivial));
        }

        return figures;
    }
}
