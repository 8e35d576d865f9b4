using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Compiler.Evaluation.Operands;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Evaluation;

/// <summary>Counts of operand pairs against a multiplier that counts what the reference interpreter asks it.</summary>
public sealed class OperandPairsTests
{
    public static TheoryData<string, Func<int, Network>> Models => new()
    {
        { "padding is multiplied", seed => TinyGraphs.RandomLayer(seed) },
        { "padding is skipped", seed => TinyGraphs.RandomLayer(seed, PaddingRule.Skip) },
        { "asymmetric weights", seed => TinyGraphs.RandomQuantization(seed) },
        { "centred", seed => TinyGraphs.RandomLayer(seed).Centred() },
        { "transposed", seed => TinyGraphs.RandomTransposeConv(seed) },
        { "computed weights", seed => TinyProductGraphs.RandomProduct(seed) },
        { "computed weights, centred", seed => TinyProductGraphs.RandomProduct(seed).Centred() },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Counts_AreTheProductsThatTheReferenceMakes(string name, Func<int, Network> model)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            Network network = model(seed);
            ProductNode layer = network.Graph.ProductNodes.Single();
            CountingMultiplier circuit = new();
            Observer observer = new(OperandPairs.Of(network, layer));
            ReferenceEngine engine = new(network, new OperatorAssignment(new OperatorPair(circuit, new ExactAdder())), observer);
            BatchRunner.Run(() => engine, SampleBatch.Random(engine.Inputs, 2, (ulong)seed), threads: 1);

            int centre = network.Graph.Semantics.Operands == OperandForm.Centred ? network.Graph.Tensor(layer.Input).ZeroPoint : 0;
            AssertEqual(circuit, observer.Pairs.Counts(), centre, $"{name}, seed {seed}");
        }
    }

    /// <summary>The same through compiled kernels, of networks with several layers, states and uint8 inputs, in parts of the samples.</summary>
    [Fact]
    public void Network_EachLayer_HasTheProductsThatTheReferenceMakes()
    {
        foreach (Network network in (Network[])[TinyGraphs.Network(3), TinyRealGraphs.Network(1), TinyProductGraphs.Network(2), TinyGraphs.Stateful(1)])
        {
            Dictionary<string, CountingMultiplier> circuits = network.Graph.ProductNodes.ToDictionary(layer => layer.Name, _ => new CountingMultiplier());
            ReferenceEngine engine = new(network, new OperatorAssignment(OperatorPair.Exact, circuits
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => new LayerOperators(entry.Key, new OperatorPair(entry.Value, new ExactAdder()))).ToEquatableArray()));
            SampleBatch samples = SampleBatch.Random(engine.Inputs, 5, 1);
            BatchRunner.Run(() => engine, samples, threads: 1);

            NetworkOperands operands = NetworkOperands.Of(network, OperatorAssignment.Exact, samples, cache: null, progress: null, CancellationToken.None);

            Assert.Equal(circuits.Count, operands.Layers.Count);
            foreach (OperandPairs layer in operands.Layers)
            {
                AssertEqual(circuits[layer.Layer.Name], layer.Counts(), centre: 0, $"{network.Graph.Name}, {layer.Layer.Name}");
            }
        }
    }

    [Fact]
    public void Errors_OfEveryPairOnce_AreThoseOfTheContract()
    {
        int[] products = MultiplierTable.Of(new MitchellMultiplier());
        ErrorMetrics metrics = ErrorMetrics.Of(products, -128);
        int[] errors = [.. products.Select((product, pair) => product - (MultiplierTable.OperandsAt(pair).Activation * MultiplierTable.OperandsAt(pair).Weight))];

        PairErrors uniform = PairErrors.Uniform(errors);

        Assert.Equal((65_536, metrics.Bias, metrics.Mae, metrics.Wce, metrics.Ep), (uniform.Pairs, uniform.Bias, uniform.Mae, uniform.Wce, uniform.Ep));
        Assert.Equal(Math.Sqrt(metrics.Mse), uniform.Rms);
    }

    /// <summary>Two pairs: one three times with error -5, the other once with error 3. The greatest error of all does not occur.</summary>
    [Fact]
    public void Errors_AreWeightedByWhatOccurs()
    {
        long[] counts = new long[65_536];
        int[] errors = new int[65_536];
        (counts[7], errors[7]) = (3, -5);
        (counts[9], errors[9]) = (1, 3);
        errors[11] = 1000;

        Assert.Equal(new PairErrors(4, -3, 4.5, Math.Sqrt(21), 5, 1), PairErrors.Of([(counts, errors)]));
        Assert.Equal(new PairErrors(8, -1.5, 2.25, Math.Sqrt(10.5), 5, 0.5), PairErrors.Of([(counts, errors), (counts, new int[65_536])]));
    }

    private static void AssertEqual(CountingMultiplier circuit, long[] counts, int centre, string where)
    {
        for (int pair = 0; pair < counts.Length; pair++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(pair);
            Assert.True(
                circuit.Count(activation - centre, weight) == counts[pair], $"{where}: ({activation}, {weight}) occurs {counts[pair]} times, the circuit saw it {circuit.Count(activation - centre, weight)} times");
        }

        Assert.Equal(circuit.Total, counts.Sum());
    }

    private sealed class Observer(OperandPairs pairs) : IAccumulatorObserver
    {
        public OperandPairs Pairs => pairs;

        public bool WantsPrefixes => false;

        public void ObservePrefix(ProductNode layer, int outputIndex, int value)
        {
        }

        public void ObserveLayer(ProductNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output) =>
            pairs.Add(input, weights);
    }

    private sealed record CountingMultiplier : Multiplier
    {
        private readonly Dictionary<(int, int), long> _counts = [];

        public override string Spec => "counting";

        public override string Description => "counting";

        public override VerilogModule? Verilog => null;

        public override bool TakesCentredActivations => true;

        public long Total => _counts.Values.Sum();

        public long Count(int activation, int weight) => _counts.GetValueOrDefault((activation, weight));

        public override int Apply(int activation, int weight)
        {
            _counts[(activation, weight)] = Count(activation, weight) + 1;
            return activation * weight;
        }

        public override string ProductExpression(string activation, string weight) => $"{activation} * {weight}";
    }
}
