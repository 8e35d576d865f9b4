using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Training;

/// <summary>A network with exact arithmetic whose layers another one is to come close to: of few samples labels say little, and the codes of all layers much.</summary>
/// <remarks>The loss of a layer is the sum of squares of what its codes differ by, divided by that of what the teacher's differ by from their mean.</remarks>
internal sealed class Teacher
{
    private readonly Network _network;
    private readonly double _weight;
    private readonly Dictionary<string, (LayerTable Table, sbyte[] Weights, int[] Bias)> _layers = new(StringComparer.Ordinal);

    /// <param name="network">The teacher.</param>
    /// <param name="pupil">What is trained: a network of the same layers.</param>
    /// <param name="weight">What the loss of a layer counts beside cross-entropy.</param>
    /// <exception cref="InputException">Layers differ.</exception>
    public Teacher(Network network, Network pupil, double weight)
    {
        _network = network;
        _weight = weight;
        if (!LayersOf(network).SequenceEqual(LayersOf(pupil)))
        {
            throw new InputException("the teacher has other layers than the package that is trained: it must be the network that the package was made from");
        }

        foreach (MacNode layer in network.Graph.MacNodes)
        {
            _layers.Add(layer.Name, (
                new LayerTable(network, layer, OperatorPair.Exact),
                network.Parameters[layer.Weights].Int8.ToArray(),
                layer.Bias < 0 ? [] : network.Parameters[layer.Bias].Int32.ToArray()));
        }

        static IEnumerable<(string, int, string)> LayersOf(Network network) =>
            network.Graph.MacNodes.Select(layer => (layer.Name, layer.Output, Invariant($"{network.Graph.Tensor(layer.Output)}")));
    }

    /// <summary>The teacher's codes.</summary>
    /// <param name="samples">Samples.</param>
    /// <param name="numbers">Which of them.</param>
    /// <param name="last">The last node that is wanted.</param>
    /// <param name="threads">Threads at most.</param>
    /// <param name="cancellation">Ends the work.</param>
    public SampleTensors Run(SampleBatch samples, ReadOnlySpan<int> numbers, int last, int threads, CancellationToken cancellation)
    {
        SampleTensors tensors = new(_network, OperatorAssignment.Exact, samples, numbers, threads, cancellation);
        foreach (GraphNode node in _network.Graph.Nodes.Take(last + 1))
        {
            if (node is MacNode layer)
            {
                (LayerTable table, sbyte[] weights, int[] bias) = _layers[layer.Name];
                tensors.Finish(layer, tensors.Accumulate(table, weights, bias));
            }
            else
            {
                tensors.Compute(node);
            }
        }

        return tensors;
    }

    /// <summary>Adds the gradient of a layer's loss to that of its codes.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="tensors">The pupil's codes.</param>
    /// <param name="taught">The teacher's.</param>
    /// <param name="gradients">Of each sample's codes.</param>
    /// <returns>The loss.</returns>
    public double Add(MacNode layer, SampleTensors tensors, SampleTensors taught, float[][] gradients)
    {
        double sum = 0;
        double squares = 0;
        double differences = 0;
        long count = 0;
        for (int sample = 0; sample < gradients.Length; sample++)
        {
            sbyte[] codes = tensors.Codes(sample, layer.Output);
            sbyte[] aims = taught.Codes(sample, layer.Output);
            for (int i = 0; i < aims.Length; i++)
            {
                sum += aims[i];
                squares += aims[i] * aims[i];
                differences += (codes[i] - aims[i]) * (codes[i] - aims[i]);
            }

            count += aims.Length;
        }

        double spread = squares - (sum * sum / count);
        if (spread == 0)
        {
            return 0;
        }

        for (int sample = 0; sample < gradients.Length; sample++)
        {
            sbyte[] codes = tensors.Codes(sample, layer.Output);
            sbyte[] aims = taught.Codes(sample, layer.Output);
            for (int i = 0; i < aims.Length; i++)
            {
                gradients[sample][i] += (float)(2 * _weight * (codes[i] - aims[i]) / spread);
            }
        }

        return _weight * differences / spread;
    }
}
