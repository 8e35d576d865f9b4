using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Benchmarks.Peers;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Multipliers given as tables, layer by layer, against the table loops of emulators in C.</summary>
internal static class TableLayers
{
    private const int Rounds = 21;

    /// <summary>A table loop takes about a nanosecond for each product.</summary>
    private const int MaxMacs = 120_000_000;
    private const int QuickMaxMacs = 3_000_000;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Layers with multipliers given as tables: millions of MACs in a second of thread CPU time.",
            "layer", "<candidate", "MMAC/s", "over qmac exact", $"over {LutLoops.RowHoisted}");
        (string Name, OperatorPair Operators)[] circuits =
            [(PeerTable.Own, OperatorPair.Exact), .. BenchmarkOperators.TableOfEachRank(run), .. BenchmarkOperators.HighRankTables(run)];
        foreach (OnnxLayer layer in OnnxLayer.All.Where(layer => layer.Macs <= (run.IsQuick ? QuickMaxMacs : MaxMacs)))
        {
            Network network = layer.Import();
            Race race = run.Race($"{layer.Name}, tables", Rounds,
            [
                .. circuits.Select(circuit => new Candidate(
                    circuit.Name, layer.Macs, CompiledModel.Build(network, CompiledModel.Plan(network, circuit.Operators)).Run)),
                .. LutLoops.Of(run, network).Select(loop => new Candidate(loop.Name, layer.Macs, loop.Run) { IsPeer = true }),
            ]);
            foreach (Candidate candidate in race.Candidates)
            {
                table.Add(
                    layer.Name, candidate.Name, race.GigaMacs(candidate.Name).Times(1000), race.Speed(candidate.Name, over: PeerTable.Own),
                    race.Has(LutLoops.RowHoisted) ? race.Speed(candidate.Name, over: LutLoops.RowHoisted) : null);
            }
        }

        yield return table;
    }
}
