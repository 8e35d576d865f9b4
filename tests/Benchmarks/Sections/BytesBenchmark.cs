using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Products of bytes against those of int16: layers by the range of activations and the spread of weights, and networks.</summary>
internal static class BytesBenchmark
{
    private const string Direct = "direct";
    private const string Winograd = "winograd";
    private const string Bytes = "bytes";
    private const int Rounds = 31;

    private static readonly (int Size, int InChannels, int OutChannels, int Filter)[] Shapes = [(14, 96, 576, 1), (7, 960, 160, 1), (32, 16, 16, 3), (28, 64, 64, 3)];

    /// <summary>Codes of a rectifier with zero point 0 and all codes; spreads of trained layers, narrow and wide.</summary>
    private static readonly (ClampRange Codes, double Deviation)[] Operands = [(new(0, 127), 36), (ClampRange.Full, 8), (ClampRange.Full, 24), (ClampRange.Full, 36)];

    private static readonly string[] Networks = ["ad01_autoencoder", "vww_mobilenetv1_025", "resnet_large_cifar10", SharedModel.MobileNetV2, SharedModel.ResNet8, "kws_dscnn"];

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        yield return Layers(run);
        yield return WholeNetworks(run);
    }

    private static BenchmarkTable Layers(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Products of bytes: layers with Gaussian weights, GMAC/s. A pass that clamps the activations is in all times.",
            "layer, activations, deviation of the weights", Direct, Winograd, Bytes, $"{Bytes} over {Direct}", "<chosen");
        foreach ((int size, int inChannels, int outChannels, int filter) in Shapes)
        {
            foreach ((ClampRange codes, double deviation) in Operands)
            {
                string name = Invariant($"{filter}x{filter}, {size}x{size}x{inChannels} to {outChannels}, {codes.Lower} to {codes.Upper}, {deviation}");
                Network network = Layer(size, inChannels, outChannels, filter, codes, deviation);
                ReferenceOutputs expected = ReferenceOutputs.OfRandom(network, OperatorAssignment.Exact, count: 1);
                Race race = run.Race(name, Rounds, [.. new[] { Direct, Winograd, Bytes }.SelectMany(strategy => CandidateOf(network, strategy, expected))]);
                table.Add(
                    name, race.GigaMacs(Direct), race.Has(Winograd) ? race.GigaMacs(Winograd) : null, race.Has(Bytes) ? race.GigaMacs(Bytes) : null,
                    race.Has(Bytes) ? race.Speed(Bytes, over: Direct) : null, CompiledModel.Plan(network, OperatorPair.Exact).LayerKernels.Single().Strategy);
            }
        }

        return table;
    }

    private static IEnumerable<Candidate> CandidateOf(Network network, string strategy, ReferenceOutputs expected)
    {
        ExecutionPlan plan;
        try
        {
            plan = CompiledModel.Plan(network, OperatorPair.Exact, strategy);
        }
        catch (DiagnosticException e) when (e.Diagnostic.Descriptor == Descriptors.StrategyInvalid)
        {
            // Not a layer for this strategy.
            return [];
        }

        return [new Candidate(strategy, network.Graph.MacNodes.Single().Geometry.Macs, CompiledModel.Build(network, plan, expected).Run)];
    }

    private static BenchmarkTable WholeNetworks(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Networks as planned, over the same with direct in place of bytes.", "network", "M MACs", "of these in bytes, %", "us", $"over {Direct}");
        foreach (SharedModel model in Networks.Select(name => SharedModel.Find(run, name)).OfType<SharedModel>())
        {
            Network network = model.Import();
            ExecutionPlan plan = CompiledModel.Plan(network, OperatorPair.Exact);
            LayerKernel[] bytes = [.. plan.LayerKernels.Where(kernel => kernel.Strategy == Bytes)];
            ReferenceOutputs expected = ReferenceOutputs.OfRandom(network, OperatorAssignment.Exact, count: 1);
            ExecutionPlan without = ExecutionPlanner.Plan(network, new PlanOptions(
                plan.ClassName, plan.Namespace, plan.Operators, bytes.Select(kernel => new StrategyRequest(kernel.Node.Name, Direct)).ToEquatableArray()));
            double macs = network.Graph.MacNodes.Sum(layer => layer.Geometry.Macs);
            Race race = run.Race($"{model.Name}, bytes", Rounds,
            [
                new Candidate(Bytes, macs, CompiledModel.Build(network, plan, expected).Run),
                new Candidate(Direct, macs, CompiledModel.Build(network, without, expected).Run),
            ]);
            table.Add(
                model.Name, new Figure(macs / 1e6), new Figure(100 * bytes.Sum(kernel => kernel.Layer.Geometry.Macs) / macs), race[Bytes].Microseconds, race.Speed(Bytes, over: Direct));
        }

        return table;
    }

    private static Network Layer(int size, int inChannels, int outChannels, int filter, ClampRange codes, double deviation)
    {
        SplitMix64 random = new(1);
        TinyGraphBuilder builder = new("layer", random);
        int image = builder.MaxPool2D(builder.Input([1, size, size, inChannels], codes == ClampRange.Full ? sbyte.MinValue : 0), new TinyWindow(1, 1), codes);
        sbyte[] weights = [.. Enumerable.Range(0, outChannels * filter * filter * inChannels).Select(_ => OnnxLayer.GaussianWeight(random, deviation))];
        builder.Conv2D(image, outChannels, new TinyWindow(filter, filter), new TinyParameters { Weights = weights, Clamp = ClampRange.Full });
        return builder.Build();
    }
}
