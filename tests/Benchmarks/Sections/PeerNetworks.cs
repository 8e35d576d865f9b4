using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Benchmarks.Peers;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Whole networks against ONNX Runtime in each of its settings.</summary>
internal static class PeerNetworks
{
    private const int Rounds = 41;

    /// <summary>Inputs on which settings are called exact.</summary>
    private const int ComparedInputs = 100;

    /// <summary>The reference takes a second for each input of a large network.</summary>
    private const int ComparedInputsOfLarge = 3;
    private const long LargeMacs = 100_000_000;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable table = PeerTable.Create(
            "Networks, thread CPU time of one inference. Codes: compared with the reference interpreter on up to 100 inputs before timing.", "network");
        foreach (string name in new[] { SharedModel.ResNet8Onnx, SharedModel.KeywordsOnnx, SharedModel.ResNet8, SharedModel.MobileNetV2 })
        {
            if (SharedModel.Find(run, name) is SharedModel model)
            {
                PeerTable.Add(table, RaceOf(run, model));
            }
        }

        yield return table;
    }

    private static Race RaceOf(BenchmarkRun run, SharedModel model)
    {
        Network network = model.Import();
        long macs = network.Graph.MacNodes.Sum(layer => layer.Geometry.Macs);
        ReferenceOutputs expected = ReferenceOutputs.Of(
            network, OperatorAssignment.Exact, model.Inputs(network, macs > LargeMacs ? ComparedInputsOfLarge : ComparedInputs));
        CompiledModel own = CompiledModel.Build(network, CompiledModel.Plan(network, OperatorPair.Exact), expected);
        using OnnxPeers? peers = model.IsOnnx ? OnnxPeers.Load(run, model.Name, File.ReadAllBytes(model.ModelFile), macs, expected) : null;
        return run.Race(model.Name, Rounds, [new Candidate(PeerTable.Own, macs, own.Run) { Agreement = own.Agreement }, .. peers?.Candidates ?? []]);
    }
}
