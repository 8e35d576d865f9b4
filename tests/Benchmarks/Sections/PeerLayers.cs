using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Benchmarks.Peers;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Single layers: time per MAC over their sizes, share of what the machine can do, ONNX Runtime in each setting.</summary>
internal static class PeerLayers
{
    private const int Rounds = 31;

    /// <summary>Products that the reference computes of one layer: 100 inputs of a small one, three of the largest.</summary>
    private const long ComparedMacs = 1_000_000_000;
    private const int QuickMaxMacs = 10_000_000;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable sizes = new(
            "Layers, exact: time per MAC, and share of what the machine does on registers alone, measured in the same rounds.",
            "layer", "M MACs", "us", "ps per MAC", "GMAC/s", $"share of {VectorPeak.Pairs}", $"share of {VectorPeak.Multiplies}", $"{VectorPeak.Pairs}, GMAC/s");
        BenchmarkTable peers = PeerTable.Create(
            "Layers against ONNX Runtime, thread CPU time. Codes: compared with the reference interpreter on 3 to 100 inputs before timing.", "layer");
        foreach (OnnxLayer layer in OnnxLayer.All.Where(layer => !run.IsQuick || layer.Macs <= QuickMaxMacs))
        {
            Race race = RaceOf(run, layer);
            PeerTable.Add(peers, race);
            sizes.Add(
                layer.Name, new Figure(layer.Macs / 1e6), race[PeerTable.Own].Microseconds,
                race.GigaMacs(PeerTable.Own).Reciprocal().Times(1000), race.GigaMacs(PeerTable.Own),
                race.Has(VectorPeak.Pairs) ? race.Speed(PeerTable.Own, over: VectorPeak.Pairs) : null,
                race.Has(VectorPeak.Multiplies) ? race.Speed(PeerTable.Own, over: VectorPeak.Multiplies) : null,
                race.Has(VectorPeak.Pairs) ? race.GigaMacs(VectorPeak.Pairs) : null);
        }

        yield return sizes;
        yield return peers;
    }

    private static Race RaceOf(BenchmarkRun run, OnnxLayer layer)
    {
        Network network = layer.Import();
        ReferenceOutputs expected = ReferenceOutputs.OfRandom(
            network, OperatorAssignment.Exact, (int)Math.Clamp(ComparedMacs / layer.Macs, 3, 100));
        CompiledModel own = CompiledModel.Build(network, CompiledModel.Plan(network, OperatorPair.Exact), expected);
        using OnnxPeers peers = OnnxPeers.Load(run, layer.Name, layer.File(), layer.Macs, expected);
        return run.Race(layer.Name, Rounds,
        [
            new Candidate(PeerTable.Own, layer.Macs, own.Run) { Agreement = own.Agreement },
            .. VectorPeak.Of(run),
            .. peers.Candidates,
        ]);
    }
}
