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
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

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
    /// <returns>The row of each point, in order.</returns>
    public IReadOnlyList<ResultRow> Of(IReadOnlyList<PlannedPoint> points, Action progress, CancellationToken cancellation)
    {
        ResultRow?[] rows = [.. points.Select(point => _file.Find(KeyOf(point.Point.Operators)))];
        int[] missing = [.. Enumerable.Range(0, points.Count).Where(i => rows[i] is null)];
        for (int i = 0; i < points.Count - missing.Length; i++)
        {
            progress();
        }

        if (missing.Length == 0)
        {
            return rows!;
        }

        // The exact network comes first in every order, and the others are compared with it.
        OperatorAssignment[] assignments = [OperatorAssignment.Exact, .. missing.Select(i => points[i].Point.Operators)];
        IReadOnlyList<NpyArray> exact = [];
        foreach ((int index, IReadOnlyList<NpyArray> outputs) in _runs.Run(assignments, cancellation))
        {
            if (index == 0)
            {
                exact = outputs;
                continue;
            }

            int point = missing[index - 1];
            rows[point] = Row(points[point], exact, outputs);
            _file.Add(rows[point]!);
            progress();
        }

        return rows!;
    }

    /// <summary>What a row is a function of: two assignments that give every layer circuits that compute the same have one row.</summary>
    public string KeyOf(OperatorAssignment operators) => Hash(Schema, _package.Sha256, OperatorsOf(operators), _data.Sha256);

    private ResultRow Row(PlannedPoint point, IReadOnlyList<NpyArray> exact, IReadOnlyList<NpyArray> outputs) => new(
        KeyOf(point.Point.Operators),
        _network.Graph.Name,
        _package.Sha256,
        point.Layers,
        point.Circuit.Multiplier,
        point.Circuit.Adder,
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
