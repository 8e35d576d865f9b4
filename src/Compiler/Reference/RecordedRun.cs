using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Reference;

/// <summary>One sample through the reference engine, with all that it computed: what benches and checks expect.</summary>
internal sealed class RecordedRun : IAccumulatorObserver, ITensorObserver
{
    private readonly Network _network;
    private readonly Dictionary<int, sbyte[]> _codes = [];
    private readonly Dictionary<string, int[]> _accumulators = [];

    private RecordedRun(Network network, SampleBatch sample)
    {
        _network = network;
        Sample = sample;
    }

    /// <summary>The input: one sample.</summary>
    public SampleBatch Sample { get; }

    /// <summary>The outputs, in the order of the model.</summary>
    public IReadOnlyList<NpyArray> Outputs { get; private set; } = [];

    public bool WantsPrefixes => false;

    /// <summary>Runs the first of some samples.</summary>
    public static RecordedRun Of(Network network, OperatorAssignment operators, SampleBatch samples)
    {
        RecordedRun run = new(network, samples.Part(0, 1));
        run.Outputs = BatchRunner.Run(() => new ReferenceEngine(network, operators, run), run.Sample, run);
        return run;
    }

    /// <summary>Runs one sample of random codes, the same each time.</summary>
    public static RecordedRun OfRandom(Network network, OperatorAssignment operators) =>
        Of(network, operators, SampleBatch.Random(new ReferenceEngine(network, operators).Inputs, 1, seed: 0));

    /// <summary>Codes of a computed tensor, or the values of a constant one.</summary>
    public sbyte[] Codes(int tensor) => _codes.TryGetValue(tensor, out sbyte[]? codes) ? codes : _network.Parameters[tensor].Int8.ToArray();

    /// <summary>Final accumulators of a layer, channels last.</summary>
    public int[] Accumulators(ProductNode layer) => _accumulators[layer.Name];

    public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values) => _codes[tensorIndex] = values.ToArray();

    public void ObservePrefix(ProductNode layer, int outputIndex, int value)
    {
        // Not wanted: final accumulators are compared.
    }

    public void ObserveLayer(ProductNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output) =>
        _accumulators[layer.Name] = accumulators.ToArray();
}
