using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tuning;

/// <summary>Fits a network to circuits without training, layer by layer in execution order, on samples.</summary>
/// <remarks>
/// What a layer is fitted to are the accumulators that it would have with exact arithmetic and its old weights: on the activations that
/// it gets, those of the circuits and of the layers before it as they are now, or on those of the exact network, so that it makes up for
/// what layers before it left. A layer with exact circuits stays as it is.
/// </remarks>
internal static class NetworkTuning
{
    /// <summary>Tunes a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">The circuits of each layer.</param>
    /// <param name="samples">What activations are observed on.</param>
    /// <param name="methods">What may be changed.</param>
    /// <param name="aimsAtNetwork">Whether layers are fitted to those of the exact network.</param>
    /// <param name="threads">Threads at most; the result does not depend on them.</param>
    /// <param name="progress">Told once per node.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">The model has state, or was reduced.</exception>
    public static TunedNetwork Of(
        Network network, OperatorAssignment operators, SampleBatch samples, TuningMethods methods, bool aimsAtNetwork, int threads, Action progress, CancellationToken cancellation)
    {
        RequireWhole(network.Graph);
        int[] numbers = [.. Enumerable.Range(0, samples.Count)];
        SampleTensors tensors = new(network, operators, samples, numbers, threads, cancellation);
        SampleTensors aims = aimsAtNetwork ? new SampleTensors(network, OperatorAssignment.Exact, samples, numbers, threads, cancellation) : tensors;
        Network tuned = network;
        List<TunedLayer> layers = [];
        for (int i = 0; i < network.Graph.Nodes.Count; i++)
        {
            if (network.Graph.Nodes[i] is MacNode layer)
            {
                LayerTuning step = new(network, layer, operators.For(layer.Name), tensors, aims);
                if (operators.For(layer.Name) != OperatorPair.Exact)
                {
                    (tuned, TunedLayer changes) = step.Tune(tuned, methods);
                    layers.Add(changes);
                }

                step.Finish((MacNode)tuned.Graph.Nodes[i]);
            }
            else
            {
                tensors.Compute(network.Graph.Nodes[i]);
                if (aimsAtNetwork)
                {
                    aims.Compute(network.Graph.Nodes[i]);
                }
            }

            tensors.DropAfter(i);
            aims.DropAfter(i);
            progress();
        }

        return new TunedNetwork(tuned, layers);
    }

    /// <summary>Refuses a reduced network: what was removed was proved for the weights that it had.</summary>
    /// <exception cref="InputException">It is one.</exception>
    public static void RequireWhole(QuantizedGraph graph)
    {
        if (graph.Reduction is not null)
        {
            throw new InputException("the package was reduced by qmac optimize, for the weights that it has; change the package that it was made from, and optimize the result");
        }
    }
}
