using QMacVerify.Compiler.Bounds.Deviation.Rules;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation;

/// <summary>How far an approximate network can be from the exact one on the same input, node after node (BOUNDS section 8).</summary>
/// <remarks>
/// Knows no operation: <see cref="DifferenceRules"/> has a rule for each. Both networks have boxes of their own; between them
/// there is an interval of differences for each element, which no rule needs to make wider than the two boxes do. A node
/// that computes exactly from what does not differ differs in nothing.
/// </remarks>
internal static class DeviationAnalysis
{
    /// <summary>Rounds in which the differences of states may grow element by element; then all elements take one interval.</summary>
    private const int ElementRounds = 8;

    /// <summary>Rounds in which they may grow at all; those that still do then take what their boxes say.</summary>
    private const int MostRounds = 32;

    /// <summary>Bounds all differences, in every run of a sequence.</summary>
    /// <param name="network">The network and its parameters.</param>
    /// <param name="operators">The approximate arithmetic of each layer.</param>
    /// <param name="region">The inputs: the same on both sides.</param>
    /// <param name="approximate">The approximate network where it has other biases.</param>
    public static NetworkDeviation Run(Network network, OperatorAssignment operators, InputRegion region, Network? approximate = null) => Run(
        network,
        approximate ?? network,
        operators,
        IntervalAnalysis.Run(network, OperatorAssignment.Exact, region),
        IntervalAnalysis.Run(approximate ?? network, operators, region));

    /// <summary>The same with bounds of both sides that are there already.</summary>
    public static NetworkDeviation Run(
        Network network, Network approximateNetwork, OperatorAssignment operators, NetworkBounds exact, NetworkBounds approximate)
    {
        // Both sides begin with the same states.
        Dictionary<int, Differences> states = [];
        for (int round = 1; ; round++)
        {
            NetworkDeviation deviation = Propagate(network, approximateNetwork, operators, exact, approximate, states);
            bool hasGrown = false;
            foreach (StateVariable state in network.Graph.States.Where(state => deviation.Differing.ContainsKey(state.Next)))
            {
                Differences next = deviation.Differing[state.Next];
                Differences known = states.TryGetValue(state.Current, out Differences? differences) ? differences : Differences.Zero(next.Count);
                if (!known.Contains(next))
                {
                    Differences both = known.Union(next);
                    Interval hull = both.Hull;
                    Differences limit = Differences.Between(exact.Tensors[state.Current], approximate.Tensors[state.Current]);
                    states[state.Current] = round < ElementRounds ? both
                        : round < MostRounds ? Differences.Of(both.Count, _ => hull).Intersect(limit)
                        : limit;
                    hasGrown = true;
                }
            }

            if (!hasGrown)
            {
                return deviation;
            }
        }
    }

    /// <summary>One run, which begins with states that differ by so much.</summary>
    private static NetworkDeviation Propagate(
        Network network,
        Network approximateNetwork,
        OperatorAssignment operators,
        NetworkBounds exact,
        NetworkBounds approximate,
        IReadOnlyDictionary<int, Differences> states)
    {
        Dictionary<int, Differences> differing = new(states);
        Dictionary<int, AccumulatorDifferences> accumulators = [];
        List<LayerDeviation> layers = [];
        for (int index = 0; index < network.Graph.Nodes.Count; index++)
        {
            GraphNode node = network.Graph.Nodes[index];
            bool isApproximate = node is ProductNode layer && operators.For(layer.Name) != OperatorPair.Exact;
            if (!isApproximate && !node.Inputs.Any(input => differing.ContainsKey(input) || accumulators.ContainsKey(input)))
            {
                if (node is ProductNode)
                {
                    layers.Add(LayerDeviation.None(index));
                }

                continue;
            }

            NodeDifferences found = DifferenceRules.For(node).Apply(
                node, new DifferenceContext(network, approximateNetwork, operators, exact.Tensors, approximate.Tensors, differing, accumulators, index));
            Differences? output = null;
            if (exact.Tensors.TryGetValue(node.Output, out Box? box))
            {
                Differences between = Differences.Between(box, approximate.Tensors[node.Output]);
                output = found.Output?.Intersect(between) ?? between;
                if (!output.IsZero)
                {
                    differing[node.Output] = output;
                }
            }

            if (found.Accumulators is not null)
            {
                accumulators[node.Output] = found.Accumulators;
            }

            if (found.Layer is not null)
            {
                layers.Add(output is null ? found.Layer : found.Layer with { Output = output.Hull });
            }
        }

        return new NetworkDeviation(exact, approximate, differing, layers);
    }
}

/// <summary>What deviation analysis says about a network.</summary>
/// <param name="Exact">Bounds of the exact network.</param>
/// <param name="Approximate">Bounds of the approximate one.</param>
/// <param name="Differing">Approximate less exact codes, by tensor index; a tensor that is not there does not differ.</param>
/// <param name="Layers">Every layer of products, in execution order.</param>
internal sealed record NetworkDeviation(
    NetworkBounds Exact, NetworkBounds Approximate, IReadOnlyDictionary<int, Differences> Differing, IReadOnlyList<LayerDeviation> Layers)
{
    /// <summary>Differences of a tensor of codes.</summary>
    public Differences Of(int tensor) =>
        Differing.TryGetValue(tensor, out Differences? differences) ? differences : Differences.Zero(Exact.Tensors[tensor].Count);
}
