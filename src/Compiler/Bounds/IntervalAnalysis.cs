using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds;

/// <summary>Interval bound propagation: from a box of inputs to a box of every tensor, node after node.</summary>
/// <remarks>
/// Knows no operation: <see cref="BoundRules"/> has a rule for each. Every box is sound for the integer semantics
/// of the graph with the given operators; none knows that two elements come from the same inputs, so boxes grow with depth.
/// </remarks>
internal static class IntervalAnalysis
{
    /// <summary>Rounds in which the boxes of states may grow element by element; then all elements take one interval, as a delay line ends up anyway.</summary>
    private const int ElementRounds = 8;

    /// <summary>Rounds in which they may grow at all; those that still do then take every code.</summary>
    private const int MostRounds = 32;

    /// <summary>Bounds every tensor and layer of a model, in every run of a sequence: states grow from what they begin with to a fixed point.</summary>
    /// <param name="network">The network and its parameters.</param>
    /// <param name="operators">The arithmetic of each layer.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="options">The register of the sums, threads.</param>
    /// <exception cref="Runtime.InputException">The network was reduced, and does not hold for some of them.</exception>
    public static NetworkBounds Run(Network network, OperatorAssignment operators, InputRegion region, AnalysisOptions? options = null)
    {
        options ??= AnalysisOptions.Default;
        PackageRegion.Require(region, network.Graph);
        Dictionary<int, Box> states = network.Graph.States.ToDictionary(
            state => state.Current, state => Box.Point(network.Parameters[state.Initial].Int8));
        for (int round = 1; ; round++)
        {
            NetworkBounds bounds = Propagate(network, operators, region, options, states);
            bool hasGrown = false;
            foreach (StateVariable state in network.Graph.States)
            {
                Box box = states[state.Current];
                Box next = bounds.Tensors[state.Next];
                if (!box.Contains(next))
                {
                    Box both = box.Union(next);
                    states[state.Current] = round < ElementRounds ? both
                        : round < MostRounds ? Box.Uniform(box.Count, (int)both.Hull.Lower, (int)both.Hull.Upper)
                        : Box.Uniform(box.Count, ClampRange.Full);
                    hasGrown = true;
                }
            }

            if (!hasGrown)
            {
                return bounds;
            }
        }
    }

    /// <summary>One run, which begins with states of some boxes.</summary>
    private static NetworkBounds Propagate(
        Network network, OperatorAssignment operators, InputRegion region, AnalysisOptions options, IReadOnlyDictionary<int, Box> states)
    {
        Dictionary<int, Box> boxes = new(states);
        foreach ((_, TensorInfo codes, Box box) in region.BoxesOf(network.Graph))
        {
            boxes.Add(codes.Index, box);
        }

        Dictionary<int, WindowIntervals> accumulators = [];
        List<LayerBounds> layers = [];
        for (int index = 0; index < network.Graph.Nodes.Count; index++)
        {
            GraphNode node = network.Graph.Nodes[index];
            BoundContext context = new(network, operators, boxes, index) { Accumulators = accumulators, Options = options };
            NodeBounds bounds = BoundRules.For(node).Apply(node, context);
            if (bounds.Output is not null)
            {
                boxes[node.Output] = bounds.Output;
            }

            if (bounds.Accumulators is not null)
            {
                accumulators[node.Output] = bounds.Accumulators;
            }

            if (bounds.Layer is not null)
            {
                layers.Add(bounds.Layer);
            }
        }

        return new NetworkBounds(boxes, layers);
    }
}

/// <summary>What interval analysis says about a network.</summary>
/// <param name="Tensors">A box for every input and computed tensor, by tensor index.</param>
/// <param name="Layers">Every layer of products, in execution order.</param>
internal sealed record NetworkBounds(IReadOnlyDictionary<int, Box> Tensors, IReadOnlyList<LayerBounds> Layers)
{
    /// <summary>What holds for the inputs of both.</summary>
    public NetworkBounds Hull(NetworkBounds other) => new(
        Tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Union(other.Tensors[pair.Key])),
        [.. Layers.Zip(other.Layers, (left, right) => left.Hull(right))]);
}
