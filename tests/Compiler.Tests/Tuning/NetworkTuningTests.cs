using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Tuning;

public sealed class NetworkTuningTests
{
    private const TuningMethods All = TuningMethods.Weights | TuningMethods.Refit | TuningMethods.Centre;

    private static readonly OperatorAssignment Drum = new(new OperatorPair(new DrumMultiplier(3), new ExactAdder()));

    [Fact]
    public void Centre_LeavesNoChannelAMeanError()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            Network network = TinyGraphs.RandomLayer(seed, seed % 2 == 0 ? PaddingRule.Multiply : PaddingRule.Skip);
            MacNode layer = network.Graph.MacNodes.Single();
            SampleBatch samples = SamplesOf(network, 6);
            Network tuned = Tune(network, Drum, samples, TuningMethods.Centre).Network;
            if (layer.Bias < 0)
            {
                Assert.Same(network, tuned);
                continue;
            }

            // Against the plain reference, exact and on the circuit, of the same inputs.
            int[][] exact = Accumulators(network, OperatorAssignment.Exact, samples);
            int[][] approximate = Accumulators(tuned, Drum, samples);
            Assert.All(ChannelSums.Of(exact, approximate, layer.OutChannels), sum => Assert.InRange((sum.Approximate - sum.Exact) / sum.Count, -0.5001, 0.5001));
        }
    }

    /// <summary>More may be changed, never to the worse: what is fitted is the error that is reported.</summary>
    [Theory]
    [InlineData("refit")]
    [InlineData("centre")]
    [InlineData("refit,centre")]
    public void Error_OfALayer_GetsSmaller(string methods)
    {
        int smaller = 0;
        for (int seed = 0; seed < 12; seed++)
        {
            Network network = TinyGraphs.RandomLayer(seed);
            TunedNetwork tuned = Tune(network, Drum, SamplesOf(network, 6), TuningMethodNames.Parse(methods)!.Value);
            TunedLayer layer = Assert.Single(tuned.Layers);

            // Biases are whole numbers.
            Assert.True(layer.ErrorAfter <= layer.ErrorBefore + (2 * network.Graph.MacNodes.Max(node => RealFactors.Of(node.Requantization, 0))), $"seed {seed}: {layer}");
            smaller += layer.ErrorAfter < layer.ErrorBefore ? 1 : 0;
            NetworkValidator.Check(tuned.Network);
        }

        Assert.True(smaller >= 8, $"{smaller} of 12 smaller");
    }

    /// <summary>What a layer before left, the next makes up for: its mean is that of the exact network, not only that of exact arithmetic on wrong activations.</summary>
    [Fact]
    public void Centre_AimedAtTheNetwork_GivesTheMeansOfTheExactNetwork()
    {
        for (int seed = 0; seed < 6; seed++)
        {
            Network network = Training.TrainableGraphs.Branches(seed);
            SampleBatch samples = SamplesOf(network, 6);
            Network tuned = NetworkTuning.Of(network, Drum, samples, TuningMethods.Centre, aimsAtNetwork: true, threads: 2, () => { }, CancellationToken.None).Network;
            int layers = network.Graph.MacNodes.Count();
            int[][] exact = Accumulators(network, OperatorAssignment.Exact, samples);
            int[][] approximate = Accumulators(tuned, Drum, samples);
            for (int layer = 0; layer < layers; layer++)
            {
                Assert.All(
                    ChannelSums.Of([.. exact.Where((_, i) => i % layers == layer)], [.. approximate.Where((_, i) => i % layers == layer)], network.Graph.MacNodes.ElementAt(layer).OutChannels),
                    sum => Assert.InRange((sum.Approximate - sum.Exact) / sum.Count, -0.5001, 0.5001));
            }
        }
    }

    [Fact]
    public void Exact_Network_StaysTheSameInstance()
    {
        Network network = TinyGraphs.Network(3);
        Assert.Same(network, Tune(network, OperatorAssignment.Exact, SamplesOf(network, 2), All).Network);
    }

    [Fact]
    public void Network_IsTheSameForAnyNumberOfThreads()
    {
        Network network = TinyGraphs.Network(5);
        SampleBatch samples = SamplesOf(network, 7);
        string[] texts = [.. new[] { 1, 2, 5 }.Select(threads =>
            string.Join('\n', Generators.Reading.PackageWriter.Write(NetworkTuning.Of(network, Drum, samples, All, aimsAtNetwork: true, threads, () => { }, CancellationToken.None).Network)))];
        Assert.All(texts, text => Assert.Equal(texts[0], text));
    }

    private static TunedNetwork Tune(Network network, OperatorAssignment operators, SampleBatch samples, TuningMethods methods) =>
        NetworkTuning.Of(network, operators, samples, methods, aimsAtNetwork: false, threads: 2, () => { }, CancellationToken.None);

    private static SampleBatch SamplesOf(Network network, int count) =>
        SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, count, 11);

    private static int[][] Accumulators(Network network, OperatorAssignment operators, SampleBatch samples)
    {
        Layers seen = new();
        BatchRunner.Run(() => new ReferenceEngine(network, operators, seen), samples, threads: 1);
        return [.. seen.Accumulators];
    }

    private sealed class Layers : IAccumulatorObserver
    {
        public List<int[]> Accumulators { get; } = [];

        public bool WantsPrefixes => false;

        public void ObservePrefix(ProductNode layer, int outputIndex, int value) => throw new NotSupportedException();

        public void ObserveLayer(ProductNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output) =>
            Accumulators.Add(accumulators.ToArray());
    }
}
