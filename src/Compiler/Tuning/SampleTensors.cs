using System.Collections.ObjectModel;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tuning;

/// <summary>The tensors of several samples, computed node by node, layers of products for many samples at once.</summary>
/// <remarks>The codes do not depend on the number of threads; they are those of the reference engine.</remarks>
internal sealed class SampleTensors
{
    private readonly Network _network;
    private readonly ReferenceEngine _engine;
    private readonly TensorValues[] _values;

    /// <summary>Begins with inputs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">The circuits of products of two computed tensors; those of other layers come with their table.</param>
    /// <param name="samples">The inputs.</param>
    /// <param name="numbers">Which of them.</param>
    /// <param name="threads">Threads at most.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">The model has state.</exception>
    public SampleTensors(
        Network network, OperatorAssignment operators, SampleBatch samples, ReadOnlySpan<int> numbers, int threads, CancellationToken cancellation)
    {
        if (network.Graph.States.Count > 0)
        {
            throw new InputException("the model has state: what its samples are depends on those before them, for which there is no tuning");
        }

        _network = network;
        _engine = new ReferenceEngine(network, operators);
        Threads = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        _values = new TensorValues[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            _values[i] = TensorValues.Begin(network, samples.OfAllInputs(numbers[i]), ReadOnlyDictionary<int, sbyte[]>.Empty, observer: null);
        }
    }

    /// <summary>How many threads there are, and what ends the work.</summary>
    public ParallelOptions Threads { get; }

    /// <summary>Samples.</summary>
    public int Count => _values.Length;

    /// <summary>Codes of a tensor in a sample.</summary>
    public sbyte[] Codes(int sample, int tensor) => _values[sample].Codes(tensor);

    /// <summary>Codes of a tensor in all samples.</summary>
    public sbyte[][] Codes(int tensor) => Array.ConvertAll(_values, values => values.Codes(tensor));

    /// <summary>Computes a node that is no layer of products with constant weights.</summary>
    public void Compute(GraphNode node) => Parallel.For(0, Count, Threads, sample => _engine.Compute(node, _values[sample]));

    /// <summary>Accumulators of a layer, for each sample, channels last.</summary>
    /// <param name="table">The layer with circuits.</param>
    /// <param name="weights">In the order of the geometry.</param>
    /// <param name="bias">Of each channel; empty is zero.</param>
    public int[][] Accumulate(LayerTable table, sbyte[] weights, int[] bias)
    {
        int size = (Count + Threads.MaxDegreeOfParallelism - 1) / Threads.MaxDegreeOfParallelism;
        int[][] sums = new int[Count][];
        Parallel.For(0, (Count + size - 1) / size, Threads, part =>
        {
            int first = part * size;
            sbyte[][] inputs = [.. Enumerable.Range(first, Math.Min(size, Count - first)).Select(sample => Codes(sample, table.Layer.Input))];
            LayerSums.Of(table, weights, bias, inputs).CopyTo(sums, first);
        });
        return sums;
    }

    /// <summary>Makes the codes of a layer of its accumulators.</summary>
    /// <param name="layer">The layer, whose requantization counts.</param>
    /// <param name="sums">Of each sample.</param>
    public void Finish(MacNode layer, int[][] sums) => Parallel.For(0, Count, Threads, sample => _engine.Finish(layer, _values[sample], sums[sample]));

    /// <summary>Forgets what no node after this one reads, and no output is.</summary>
    public void DropAfter(int node)
    {
        QuantizedGraph graph = _network.Graph;
        foreach (int tensor in graph.Nodes[node].Inputs.Where(tensor =>
            !graph.Outputs.Contains(tensor) && !graph.Nodes.Skip(node + 1).Any(later => later.Inputs.Contains(tensor))))
        {
            foreach (TensorValues values in _values)
            {
                values.Drop(tensor);
            }
        }
    }
}
