using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Benchmarks.Peers;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Approximate circuits on ResNet8: against our exact kernels, and against table look-ups in C.</summary>
internal static class ApproximateBenchmark
{
    public const int Batch = 16;

    /// <summary>Our exact kernels without Winograd: what circuits of the same products and additions are judged by.</summary>
    public const string Direct = "qmac exact, direct";

    private const int Rounds = 21;
    private const int BatchRounds = 11;

    /// <summary>Subject of the race of a batch.</summary>
    public static string Subject(int batch) => Invariant($"ResNet8, batch of {batch}");

    public static string Multiplier(string name) => $"mul {name}";

    public static string Adder(string name) => $"add {name}";

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        if (SharedModel.Find(run, SharedModel.ResNet8) is not SharedModel model)
        {
            yield break;
        }

        Network network = model.Import();
        double macs = network.Graph.MacNodes.Sum(layer => layer.Geometry.Macs);
        (string Name, CompiledModel Model)[] own = [.. Own(run).Select(entry => (entry.Name, Compile(network, entry.Operators, entry.Strategy)))];
        (string Name, Action Run)[] peers = [.. LutLoops.Of(run, network)];
        foreach ((int batch, int rounds) in new[] { (1, Rounds), (Batch, BatchRounds) })
        {
            Race race = run.Race(Subject(batch), rounds,
            [
                .. own.Select(entry => new Candidate(entry.Name, macs * batch, () => entry.Model.RunBatch(batch))),
                .. peers.Select(peer => new Candidate(peer.Name, macs * batch, () => Repeat(peer.Run, batch)) { IsPeer = true }),
            ]);
            yield return Table(race);
        }
    }

    /// <summary>Our kernels with exact circuits, as chosen and without Winograd, and with every circuit to be measured.</summary>
    private static IEnumerable<(string Name, OperatorPair Operators, string? Strategy)> Own(BenchmarkRun run) =>
    [
        (PeerTable.Own, OperatorPair.Exact, null),
        (Direct, OperatorPair.Exact, "direct"),
        .. Operators(run).Select(entry => (entry.Name, entry.Operators, (string?)null)),
    ];

    private static IEnumerable<(string Name, OperatorPair Operators)> Operators(BenchmarkRun run) =>
    [
        .. BenchmarkOperators.Multipliers.Select(spec => (Multiplier(spec), BenchmarkOperators.Product(spec))),
        .. (run.IsQuick ? BenchmarkOperators.TableOfEachRank(run) : BenchmarkOperators.SignedTables(run))
            .Concat(BenchmarkOperators.HighRankTables(run)).Select(table => (Multiplier(table.Name), table.Operators)),
        .. BenchmarkOperators.Adders.Select(spec => (Adder(spec), BenchmarkOperators.Sum(spec))),
    ];

    private static CompiledModel Compile(Network network, OperatorPair operators, string? strategy) => CompiledModel.Build(
        network, CompiledModel.Plan(network, operators, strategy), ReferenceOutputs.OfRandom(network, new OperatorAssignment(operators), Batch));

    private static BenchmarkTable Table(Race race)
    {
        BenchmarkTable table = new(
            $"{race.Subject}: speed of circuits, each checked on {Batch} inputs before timing. The C loops are im2col and look-ups alone.",
            "circuit", "us", "GMAC/s", $"over {Direct}", $"over {LutLoops.RowHoisted}");
        foreach (Candidate candidate in race.Candidates)
        {
            table.Add(
                candidate.Name, race[candidate.Name].Microseconds, race.GigaMacs(candidate.Name), race.Speed(candidate.Name, over: Direct),
                race.Has(LutLoops.RowHoisted) ? race.Speed(candidate.Name, over: LutLoops.RowHoisted) : null);
        }

        return table;
    }

    private static void Repeat(Action action, int times)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }
}
