using System.Runtime.InteropServices;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>Everything that one run of the reference engine computes.</summary>
internal sealed class Recording : IAccumulatorObserver, ITensorObserver
{
    private readonly Dictionary<string, Interval[]> _prefixes = [];

    private readonly Network _network;

    private Recording(Network network) => _network = network;

    public bool WantsPrefixes { get; private init; }

    /// <summary>Codes by tensor index.</summary>
    public Dictionary<int, sbyte[]> Tensors { get; } = [];

    /// <summary>Final accumulators by layer name.</summary>
    public Dictionary<string, int[]> Accumulators { get; } = [];

    /// <summary>Range of all prefixes, of each output element, by layer name.</summary>
    public IReadOnlyDictionary<string, Interval[]> Prefixes => _prefixes;

    public static Recording Of(Network network, OperatorAssignment operators, sbyte[] input, bool prefixes = true)
    {
        Recording recording = new(network) { WantsPrefixes = prefixes };
        ReferenceEngine engine = new(network, operators, recording);
        engine.Run(
            [MemoryMarshal.AsBytes<sbyte>(input).ToArray()],
            [.. engine.Outputs.Select(output => (Memory<byte>)new byte[output.ByteCount])],
            recording);
        return recording;
    }

    /// <summary>The tensors of runs that follow each other: each begins with the states that the one before left.</summary>
    public static IReadOnlyList<Recording> OfSequence(Network network, OperatorAssignment operators, IEnumerable<sbyte[]> inputs)
    {
        ReferenceEngine engine = new(network, operators);
        List<Recording> runs = [];
        foreach (sbyte[] input in inputs)
        {
            runs.Add(new Recording(network));
            engine.Run(
                [MemoryMarshal.AsBytes<sbyte>(input).ToArray()],
                [.. engine.Outputs.Select(output => (Memory<byte>)new byte[output.ByteCount])],
                runs[^1]);
        }

        return runs;
    }

    public void ObservePrefix(ProductNode layer, int outputIndex, int value)
    {
        if (!_prefixes.TryGetValue(layer.Name, out Interval[]? prefixes))
        {
            prefixes = new Interval[_network.Graph.Tensor(layer.Output).ElementCount];
            Array.Fill(prefixes, Interval.Empty);
            _prefixes.Add(layer.Name, prefixes);
        }

        prefixes[outputIndex] = prefixes[outputIndex].Hull(Interval.Point(value));
    }

    public void ObserveLayer(ProductNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output) =>
        Accumulators.Add(layer.Name, accumulators.ToArray());

    public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values) => Tensors[tensorIndex] = values.ToArray();
}
