using QMacVerify.Compiler.Evaluation.Stages;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Evaluation;

[Trait("Category", "Slow")]
public sealed class StagedRunsTests
{
    private static readonly OperatorPair[] Circuits =
    [
        OperatorPair.Exact, new(new TruncatedMultiplier(3), new ExactAdder()), new(new ScrambledMultiplier(), new LowerPartOrAdder(4)),
    ];

    [Fact]
    public void Outputs_AreThoseOfSingleRuns()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            foreach (Network network in (Network[])[TinyGraphs.Network(seed, PaddingRule.Multiply), TinyRealGraphs.Network(seed, PaddingRule.Skip), TinyProductGraphs.Network(seed, PaddingRule.Multiply)])
            {
                SplitMix64 random = new((ulong)seed);
                OperatorAssignment[] assignments = [.. Enumerable.Range(0, 5).Select(_ => Random(network.Graph, random))];
                SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 7, (ulong)seed);
                StagedRuns runs = new(network, samples, threads: 2, cache: null);

                AssertOutputs(network, samples, assignments, runs);
            }
        }
    }

    /// <summary>A byte of memory: every sample is computed by itself.</summary>
    [Fact]
    public void Outputs_OfPartsOfTheSamples_AreTheSame()
    {
        Network network = TinyGraphs.Network(1, PaddingRule.Multiply);
        SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 3, 1);
        SplitMix64 random = new(3);
        AssertOutputs(network, samples, [.. Enumerable.Range(0, 4).Select(_ => Random(network.Graph, random))], new StagedRuns(network, samples, threads: 1, cache: null, bytes: 1));
    }

    [Fact]
    public void AModelWithStates_RunsWhole()
    {
        Network network = TinyGraphs.Stateful(2);
        Assert.Single(NetworkStage.Of(network));
        SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 3, 1);
        AssertOutputs(network, samples, [OperatorAssignment.Exact, new(Circuits[1])], new StagedRuns(network, samples, threads: 1, cache: null));
    }

    /// <summary>One layer at a time: what comes before it is computed once for all, so that half of the stages run.</summary>
    [SkippableFact]
    public void ResNet8_OneLayerAtATime_ComputesHalfOfTheStages()
    {
        string folder = SharedMaterial.PathOf("models", "resnet8_cifar10");
        string file = Path.Combine(folder, "model.tflite");
        Network network = TfliteImporter.Import(File.ReadAllBytes(file), file, "resnet8");
        SampleBatch samples = InputReader.Read(
            new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [NpyFormat.ReadFile(Path.Combine(folder, "input_0.npy"))], quantize: false, limit: 2);
        string[] layers = [.. network.Graph.ProductNodes.Select(layer => layer.Name)];
        OperatorAssignment[] assignments = [.. layers.Select(layer => Of((layer, Circuits[1])))];
        StagedRuns runs = new(network, samples, threads: 2, cache: null);

        AssertOutputs(network, samples, assignments, runs);
        Assert.Equal(layers.Length, runs.Stages);

        // Of each assignment the stages from the different one on, and of the last one all.
        Assert.Equal(samples.Count * ((layers.Length * (layers.Length + 1) / 2) + layers.Length - 1), runs.StageSamples);
    }

    private static void AssertOutputs(Network network, SampleBatch samples, OperatorAssignment[] assignments, StagedRuns runs)
    {
        List<int> seen = [];
        foreach ((int index, IReadOnlyList<NpyArray> outputs) in runs.Run(assignments, CancellationToken.None))
        {
            seen.Add(index);
            IReadOnlyList<NpyArray> expected = BatchRunner.Run(() => new ReferenceEngine(network, assignments[index]), samples);
            foreach ((NpyArray left, NpyArray right) in expected.Zip(outputs))
            {
                NpyAssert.Equal(left, right, $"assignment {index}");
            }
        }

        Assert.Equal(Enumerable.Range(0, assignments.Length), seen.Order());
    }

    private static OperatorAssignment Random(QuantizedGraph graph, SplitMix64 random) =>
        Of([.. graph.ProductNodes.Select(layer => (layer.Name, Circuits[random.NextBelow(Circuits.Length)])).Where(entry => entry.Item2 != OperatorPair.Exact)]);

    private static OperatorAssignment Of(params (string Layer, OperatorPair Operators)[] layers) => new(
        OperatorPair.Exact,
        layers.Select(entry => new LayerOperators(entry.Layer, entry.Operators)).OrderBy(entry => entry.LayerName, StringComparer.Ordinal).ToEquatableArray());
}
