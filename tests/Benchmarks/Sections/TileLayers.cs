using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>3 x 3 layers with exact circuits, by all products and by each of Winograd's tiles: what the choice between them is judged by.</summary>
internal static class TileLayers
{
    private const int Rounds = 31;
    private const int QuickMaxMacs = 10_000_000;
    private const string Direct = "direct";

    private static readonly string Two = WinogradForm.Two.Strategy;
    private static readonly string Four = WinogradForm.Four.Strategy;

    /// <summary>Those of the other sections; an extent that four does not divide; weights beyond the second level of the cache.</summary>
    private static readonly OnnxLayer[] Layers =
    [
        .. OnnxLayer.All.Where(layer => layer.IsDirect3x3),
        OnnxLayer.Layer(10, 10, 32, 32, 3),
        OnnxLayer.Layer(28, 28, 128, 128, 3),
        OnnxLayer.Layer(14, 14, 256, 256, 3),
        OnnxLayer.Layer(7, 7, 512, 512, 3),
    ];

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "3x3 layers, exact: speed of each strategy, and the one that the plan takes.",
            "layer", "<taken", $"{Direct}, GMAC/s", $"{Two} over {Direct}", $"{Four} over {Direct}", $"{Four} over {Two}");
        foreach (OnnxLayer layer in Layers.Where(layer => !run.IsQuick || layer.Macs <= QuickMaxMacs))
        {
            Network network = layer.Import();
            ReferenceOutputs expected = ReferenceOutputs.OfRandom(network, OperatorAssignment.Exact, count: 1);
            Race race = run.Race($"{layer.Name}, tiles", Rounds,
            [
                .. new[] { Direct, Two, Four }.Select(strategy => new Candidate(
                    strategy, layer.Macs, CompiledModel.Build(network, CompiledModel.Plan(network, OperatorPair.Exact, strategy), expected).Run)),
            ]);
            table.Add(
                layer.Name, CompiledModel.Plan(network, OperatorPair.Exact).LayerKernels.Single().Strategy, race.GigaMacs(Direct),
                race.Speed(Two, over: Direct), race.Speed(Four, over: Direct), race.Speed(Four, over: Two));
        }

        yield return table;
    }
}
