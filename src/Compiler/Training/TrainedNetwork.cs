using System.Runtime.InteropServices;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Training;

/// <summary>A network while it is trained: forwards its codes on the circuits, bit for bit; backwards real numbers.</summary>
internal sealed class TrainedNetwork
{
    private readonly Network _network;
    private readonly OperatorAssignment _operators;
    private readonly Dictionary<string, (TrainedLayer Trained, LayerTable Table, LayerGradient Gradient)> _layers = new(StringComparer.Ordinal);
    private readonly HashSet<int> _learning = [];
    private readonly TensorInfo _logits;
    private readonly int _last;

    /// <param name="network">The network.</param>
    /// <param name="operators">The circuits of each layer.</param>
    /// <exception cref="InputException">It was reduced, or has an operation without gradient behind a layer; or nothing can be trained.</exception>
    public TrainedNetwork(Network network, OperatorAssignment operators)
    {
        NetworkTuning.RequireWhole(network.Graph);
        _network = network;
        _operators = operators;
        _logits = LogitsOf(network.Graph);
        _last = network.Graph.Nodes.TakeWhile(node => node.Output != _logits.Index).Count();
        foreach (GraphNode node in network.Graph.Nodes.Take(_last + 1))
        {
            if (node is MacNode layer && layer.Requantization.Kind != RequantizationKind.Accumulator)
            {
                LayerTable table = new(network, layer, operators.For(layer.Name));
                _layers.Add(layer.Name, (new TrainedLayer(network, layer), table, new LayerGradient(table)));
                _learning.Add(node.Output);
            }
            else if (node is MacNode || node.Inputs.Any(_learning.Contains))
            {
                _learning.Add(node is not MacNode && NodeGradients.Has(network.Graph, node)
                    ? node.Output
                    : throw new InputException(
                        $"there is no gradient of {Quote(node.Name)}, {node.Op}{(node is MacNode ? " whose result are accumulators" : "")}; training goes through {NodeGradients.Supported}"));
            }
        }

        if (!_learning.Contains(_logits.Index))
        {
            throw new InputException("no layer of products with constant weights computes the output: there is nothing to train");
        }
    }

    /// <summary>The layers, in execution order.</summary>
    public IEnumerable<TrainedLayer> Layers => _network.Graph.MacNodes.Where(layer => _layers.ContainsKey(layer.Name)).Select(layer => _layers[layer.Name].Trained);

    /// <summary>The network as it is now.</summary>
    public Network ToNetwork()
    {
        ParameterSet parameters = _network.Parameters;
        foreach (TrainedLayer layer in Layers)
        {
            parameters = layer.LearnsWeights ? parameters.With(layer.Layer.Weights, MemoryMarshal.AsBytes<sbyte>(layer.Codes()).ToArray()) : parameters;
            parameters = layer.LearnsBias ? parameters.With(layer.Layer.Bias, MemoryMarshal.AsBytes<int>(layer.Biases()).ToArray()) : parameters;
        }

        return _network with { Parameters = parameters };
    }

    /// <summary>Loss and gradients of some samples.</summary>
    /// <param name="samples">Samples with labels.</param>
    /// <param name="numbers">Which of them.</param>
    /// <param name="threads">Threads at most; nothing depends on them.</param>
    /// <param name="cancellation">Ends the work.</param>
    public BatchGradient Run(LabelledSamples samples, ReadOnlySpan<int> numbers, int threads, CancellationToken cancellation)
    {
        SampleTensors tensors = new(_network, _operators, samples.Inputs, numbers, threads, cancellation);
        Dictionary<string, (sbyte[] Weights, int[][] Sums)> layers = Forward(tensors);
        Dictionary<int, float[]>[] gradients = [.. Enumerable.Range(0, tensors.Count).Select(_ => new Dictionary<int, float[]>())];
        double loss = 0;
        int correct = 0;
        for (int sample = 0; sample < tensors.Count; sample++)
        {
            (double ofSample, bool isRight, float[] gradient) =
                CrossEntropy.Of(tensors.Codes(sample, _logits.Index), BitConverter.UInt32BitsToSingle(_logits.ScaleBits), samples.Labels![numbers[sample]]);
            loss += ofSample;
            correct += isRight ? 1 : 0;
            gradients[sample].Add(_logits.Index, Array.ConvertAll(gradient, value => value / tensors.Count));
        }

        Dictionary<string, (float[] Weights, float[] Bias)> ofLayers = new(StringComparer.Ordinal);
        for (int i = _last; i >= 0; i--)
        {
            GraphNode node = _network.Graph.Nodes[i];
            if (!_learning.Contains(node.Output))
            {
                continue;
            }

            // Codes that nothing before the logits reads have no gradient.
            float[][] output = [.. gradients.Select(all => all.TryGetValue(node.Output, out float[]? known) ? known : new float[_network.Graph.Tensor(node.Output).ElementCount])];
            if (node is MacNode layer)
            {
                ofLayers.Add(layer.Name, Backward(layer, layers[layer.Name], tensors, output, sample => GradientOf(sample, layer.Input)));
            }
            else
            {
                int[][] groups = NodeGradients.GroupsOf(_network, node);
                Parallel.For(0, tensors.Count, tensors.Threads, sample => NodeGradients.Add(
                    _network.Graph, node, groups, tensor => tensors.Codes(sample, tensor), output[sample], tensor => GradientOf(sample, tensor)));
            }

            foreach (Dictionary<int, float[]> all in gradients)
            {
                all.Remove(node.Output);
            }
        }

        return new BatchGradient(loss, correct, ofLayers);

        float[]? GradientOf(int sample, int tensor)
        {
            if (!_learning.Contains(tensor))
            {
                return null;
            }

            if (!gradients[sample].TryGetValue(tensor, out float[]? gradient))
            {
                gradients[sample].Add(tensor, gradient = new float[_network.Graph.Tensor(tensor).ElementCount]);
            }

            return gradient;
        }
    }

    /// <summary>The output before a softmax and what makes real numbers of codes: what cross-entropy is of.</summary>
    private static TensorInfo LogitsOf(QuantizedGraph graph)
    {
        if (graph.Outputs.Count != 1)
        {
            throw new InputException(Invariant($"the model has {graph.Outputs.Count} outputs; training takes models with one, the classes"));
        }

        int tensor = graph.Outputs[0];
        while (graph.Nodes.FirstOrDefault(node => node.Output == tensor) is Softmax or SoftmaxReal or QLinearSoftmax or Dequantize)
        {
            tensor = graph.Nodes.First(node => node.Output == tensor).Inputs[0];
        }

        return graph.Tensor(tensor);
    }

    private Dictionary<string, (sbyte[] Weights, int[][] Sums)> Forward(SampleTensors tensors)
    {
        Dictionary<string, (sbyte[], int[][])> layers = new(StringComparer.Ordinal);
        foreach (GraphNode node in _network.Graph.Nodes.Take(_last + 1))
        {
            if (node is MacNode layer)
            {
                (TrainedLayer trained, LayerTable table, _) = _layers[layer.Name];
                sbyte[] weights = trained.Codes();
                int[][] sums = tensors.Accumulate(table, weights, trained.Biases());
                tensors.Finish(layer, sums);
                layers.Add(layer.Name, (weights, sums));
            }
            else
            {
                tensors.Compute(node);
            }
        }

        return layers;
    }

    /// <summary>From the gradient of a layer's codes to those of its parameters; that of its input is added to.</summary>
    private (float[] Weights, float[] Bias) Backward(
        MacNode layer, (sbyte[] Weights, int[][] Sums) forward, SampleTensors tensors, float[][] output, Func<int, float[]?> inputOf)
    {
        int channels = layer.OutChannels;
        int zeroPoint = _network.Graph.Tensor(layer.Output).ZeroPoint;
        double[] factors = [.. Enumerable.Range(0, channels).Select(channel => RealFactors.Of(layer.Requantization, channel))];
        float[][] sums = new float[tensors.Count][];
        Parallel.For(0, tensors.Count, tensors.Threads, sample =>
        {
            float[] gradient = new float[output[sample].Length];
            for (int i = 0; i < gradient.Length; i++)
            {
                double factor = factors[i % channels];
                gradient[i] = NodeGradients.Passes((forward.Sums[sample][i] * factor) + zeroPoint, layer.Requantization.Clamp, zeroPoint, output[sample][i])
                    ? (float)(output[sample][i] * factor)
                    : 0;
            }

            sums[sample] = gradient;
        });
        float[] ofBias = new float[channels];
        foreach (float[] gradient in sums)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                ofBias[i % channels] += gradient[i];
            }
        }

        float[] ofWeights = new float[forward.Weights.Length];
        float[][]? ofInputs = inputOf(0) is null ? null : [.. Enumerable.Range(0, tensors.Count).Select(sample => inputOf(sample)!)];
        _layers[layer.Name].Gradient.Add(forward.Weights, tensors.Codes(layer.Input), sums, ofWeights, ofInputs, tensors.Threads);
        return (ofWeights, ofBias);
    }
}

/// <summary>What some samples say of the parameters.</summary>
/// <param name="Loss">Sum of their cross-entropies.</param>
/// <param name="Correct">Samples that get their class.</param>
/// <param name="Layers">By name of the layer the gradient of the mean loss, of weights by codes, in the order of the package, and of biases by units of the accumulator.</param>
internal sealed record BatchGradient(double Loss, int Correct, IReadOnlyDictionary<string, (float[] Weights, float[] Bias)> Layers);
