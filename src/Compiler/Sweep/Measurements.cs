using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Evaluation.Stages;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Sweep;

/// <summary>Measures assignments of circuits on a data set, each once: what a file of results has is taken from there.</summary>
internal sealed class Measurements
{
    private const string Schema = "qmac.result/1";

    private readonly Network _network;
    private readonly PackageIdentity _package;
    private readonly DataSet _data;
    private readonly ResultsFile _file;
    private readonly StagedRuns _runs;
    private readonly IReadOnlyList<TensorDescription> _outputs;
    private readonly Dictionary<OperatorPair, string> _hashes = [];

    /// <param name="package">The network.</param>
    /// <param name="data">Samples and labels.</param>
    /// <param name="file">Rows that are there already; gets the others.</param>
    /// <param name="runs">Runs the network on the samples.</param>
    public Measurements(Package package, DataSet data, ResultsFile file, StagedRuns runs)
    {
        _network = package.Network;
        _package = package.Identity;
        _data = data;
        _file = file;
        _runs = runs;
        _outputs = new ReferenceEngine(package.Network, OperatorAssignment.Exact).Outputs;
    }

    /// <summary>Measures points; each is in the file as soon as it is told of.</summary>
    /// <param name="points">The points.</param>
    /// <param name="progress">Told once for each point.</param>
    /// <param name="cancellation">Ends the work; what was measured stays.</param>
    /// <param name="measures">Without, all rows must be there already.</param>
    /// <returns>The row of each point, in order, in the words of the point.</returns>
    /// <exception cref="InputException">Rows are missing and not to be measured.</exception>
    public IReadOnlyList<ResultRow> Of(IReadOnlyList<PlannedPoint> points, Action progress, CancellationToken cancellation, bool measures = true)
    {
        // Points of one key have one row, in the words of the first.
        IGrouping<string, int>[] groups = [.. Enumerable.Range(0, points.Count).GroupBy(i => KeyOf(points[i].Point.Operators))];
        ResultRow?[] rows = new ResultRow?[points.Count];
        List<IGrouping<string, int>> missing = [];
        foreach (IGrouping<string, int> group in groups)
        {
            if (_file.Find(group.Key) is ResultRow row)
            {
                Take(group, row);
            }
            else
            {
                missing.Add(group);
            }
        }

        if (missing.Count == 0)
        {
            return rows!;
        }

        if (!measures)
        {
            PlannedPoint first = points[missing[0].First()];
            throw new InputException(Invariant($"{_file.Path} lacks {missing.Count} of {groups.Length} rows, the first {Quote(first.Multiplier)} with adder {Quote(first.Adder)} in {Quote(first.Layers)}: measure them first"));
        }

        // The exact network comes first in every order, and the others are compared with it.
        OperatorAssignment[] assignments = [OperatorAssignment.Exact, .. missing.Select(group => points[group.First()].Point.Operators)];
        IReadOnlyList<NpyArray> exact = [];
        foreach ((int index, IReadOnlyList<NpyArray> outputs) in _runs.Run(assignments, cancellation))
        {
            if (index == 0)
            {
                exact = outputs;
                continue;
            }

            IGrouping<string, int> group = missing[index - 1];
            ResultRow row = Row(points[group.First()], group.Key, exact, outputs);
            _file.Add(row);
            Take(group, row);
        }

        return rows!;

        // The words are those of this plan: the file may have them from another one.
        void Take(IEnumerable<int> group, ResultRow row)
        {
            foreach (int i in group)
            {
                rows[i] = row with { Layers = points[i].Layers, Multiplier = points[i].Multiplier, Adder = points[i].Adder };
                progress();
            }
        }
    }

    /// <summary>What a row is a function of: two assignments that give every layer circuits that compute the same have one row.</summary>
    public string KeyOf(OperatorAssignment operators) => Hash(Schema, _package.Sha256, OperatorsOf(operators), _data.Sha256);

    private ResultRow Row(PlannedPoint point, string key, IReadOnlyList<NpyArray> exact, IReadOnlyList<NpyArray> outputs) => new(
        key,
        _network.Graph.Name,
        _package.Sha256,
        point.Layers,
        point.Multiplier,
        point.Adder,
        OperatorsOf(point.Point.Operators),
        point.Point.ToAssignment(),
        _data.Split is null ? _data.Name : $"{_data.Name}:{_data.Split}",
        _data.Sha256,
        _data.Samples.Count,
        Measurement.Of(EvaluationResult.Of(_outputs, exact, outputs, _data.Labels)),
        ModelEmitter.ToolVersion);

    private string OperatorsOf(OperatorAssignment operators) => Hash([.. _network.Graph.ProductNodes.Select(layer => HashOf(operators.For(layer.Name)))]);

    private string HashOf(OperatorPair pair)
    {
        if (!_hashes.TryGetValue(pair, out string? hash))
        {
            RecordedPair recorded = RecordedPair.Of(pair);
            _hashes.Add(pair, hash = $"{recorded.MultiplierSha256} {recorded.Adder}");
        }

        return hash;
    }

    private static string Hash(params string[] lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
}
