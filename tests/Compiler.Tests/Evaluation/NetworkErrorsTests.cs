using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Evaluation.LayerErrors;
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

/// <summary>Errors made in layers, and those that arrive there, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public sealed class NetworkErrorsTests
{
    private static readonly OperatorPair[] Circuits =
    [
        OperatorPair.Exact, new(new TruncatedMultiplier(4), new ExactAdder()), new(new ScrambledMultiplier(), new LowerPartOrAdder(4)),
    ];

    /// <summary>An error made in a layer is the reference's with the circuits of that layer alone; one that arrived is its error with all of them.</summary>
    [Fact]
    public void Errors_AreThoseOfTheReference()
    {
        Network[] networks =
        [
            TinyGraphs.Network(2, PaddingRule.Skip), TinyRealGraphs.Network(3), TinyProductGraphs.Network(1), TinyGraphs.Stateful(2), TinyQLinearGraphs.Network(2),
        ];
        foreach (Network network in networks)
        {
            SplitMix64 random = new(7);
            OperatorAssignment operators = Assign(network.Graph.ProductNodes.Select((layer, i) => (layer.Name, Circuits[i == 1 ? 0 : 1 + random.NextBelow(2)])));
            SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 3, 1);

            NetworkErrors errors = NetworkErrors.Of(network, operators, samples, cache: null, progress: null, CancellationToken.None, memory: 1);

            List<Dictionary<int, double[]>> exact = Tensors(network, OperatorAssignment.Exact, samples);
            List<Dictionary<int, double[]>> approximate = Tensors(network, operators, samples);
            foreach (LayerError layer in errors.Layers)
            {
                string where = $"{network.Graph.Name}, {layer.Layer.Name}";
                AssertEqual(exact, approximate, layer.Result.Index, layer.Accumulated, where);
                AssertEqual(exact, Tensors(network, Assign([(layer.Layer.Name, layer.Operators)]), samples), layer.Result.Index, layer.Local, where);
            }

            foreach ((TensorInfo output, DifferenceSum accumulated) in errors.Outputs)
            {
                AssertEqual(exact, approximate, output.Index, accumulated, $"{network.Graph.Name}, output {output.Name}");
            }
        }
    }

    /// <summary>Samples in parts are the same samples; the first layer's error has no part of any other.</summary>
    [SkippableFact]
    public void ResNet8_PartByPart_HasTheSameSums()
    {
        string folder = SharedMaterial.PathOf("models", "resnet8_cifar10");
        string file = Path.Combine(folder, "model.tflite");
        Network network = TfliteImporter.Import(File.ReadAllBytes(file), file, "resnet8");
        SampleBatch samples = InputReader.Read(
            new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [NpyFormat.ReadFile(Path.Combine(folder, "input_0.npy"))], quantize: false, limit: 3);
        OperatorAssignment operators = new(Circuits[1]);

        NetworkErrors whole = NetworkErrors.Of(network, operators, samples, cache: null, progress: null, CancellationToken.None);
        NetworkErrors parts = NetworkErrors.Of(network, operators, samples, cache: null, progress: null, CancellationToken.None, memory: 1);

        Assert.Equal(whole.Layers.Select(Figures), parts.Layers.Select(Figures));
        LayerError first = whole.Layers[0];
        Assert.Equal(Figures(first.Local), Figures(first.Accumulated));
        List<Dictionary<int, double[]>> exact = Tensors(network, OperatorAssignment.Exact, samples);
        List<Dictionary<int, double[]>> approximate = Tensors(network, operators, samples);
        foreach (LayerError layer in whole.Layers)
        {
            AssertEqual(exact, approximate, layer.Result.Index, layer.Accumulated, layer.Layer.Name);
        }
    }

    private static ((double, double, double, double, double), (double, double, double, double, double)) Figures(LayerError layer) => (Figures(layer.Local), Figures(layer.Accumulated));

    private static (double, double, double, double, double) Figures(DifferenceSum sum) => (sum.Mean, sum.MeanAbsolute, sum.Rms, sum.Max, sum.ChangedFraction);

    private static void AssertEqual(
        List<Dictionary<int, double[]>> exact, List<Dictionary<int, double[]>> other, int tensor, DifferenceSum sum, string where)
    {
        double[] differences = [.. exact.Zip(other, (left, right) => left[tensor].Zip(right[tensor], (a, b) => b - a)).SelectMany(values => values)];
        Assert.True(differences.Length == sum.Count, where);
        Assert.Equal(differences.Average(), sum.Mean, 9);
        Assert.Equal(differences.Average(Math.Abs), sum.MeanAbsolute, 9);
        Assert.Equal(Math.Sqrt(differences.Average(difference => difference * difference)), sum.Rms, 9);
        Assert.Equal(differences.Max(Math.Abs), sum.Max);
        Assert.Equal(differences.LongCount(difference => difference != 0), sum.Changed);
    }

    private static OperatorAssignment Assign(IEnumerable<(string Layer, OperatorPair Operators)> layers) => new(
        OperatorPair.Exact,
        layers.Select(entry => new LayerOperators(entry.Layer, entry.Operators)).OrderBy(entry => entry.LayerName, StringComparer.Ordinal).ToEquatableArray());

    /// <summary>Every tensor of every sample, as the reference interpreter computes it.</summary>
    private static List<Dictionary<int, double[]>> Tensors(Network network, OperatorAssignment operators, SampleBatch samples)
    {
        List<Dictionary<int, double[]>> all = [];
        for (int sample = 0; sample < samples.Count; sample++)
        {
            Observer observer = new();
            BatchRunner.Run(() => new ReferenceEngine(network, operators), samples.Part(sample, 1), observer);
            all.Add(observer.Tensors);
        }

        return all;
    }

    private sealed class Observer : ITensorObserver
    {
        public Dictionary<int, double[]> Tensors { get; } = [];

        public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values) => Tensors[tensorIndex] = Array.ConvertAll(values.ToArray(), value => (double)value);

        public void Observe(int tensorIndex, ReadOnlySpan<float> values) => Tensors[tensorIndex] = Array.ConvertAll(values.ToArray(), value => (double)value);

        public void Observe(int tensorIndex, ReadOnlySpan<int> values) => Tensors[tensorIndex] = Array.ConvertAll(values.ToArray(), value => (double)value);
    }
}
