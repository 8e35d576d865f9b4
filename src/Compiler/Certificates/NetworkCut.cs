using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Certificates;

/// <summary>A network cut in two: what is computed before a node, and what after.</summary>
/// <param name="Prefix">Computes, as its outputs, what crosses the cut and is no input of the whole; null where nothing is.</param>
/// <param name="Suffix">The rest: its inputs are what crosses the cut.</param>
internal sealed record NetworkCut(Network? Prefix, Network Suffix)
{
    /// <summary>Cuts before a node, or before an earlier one, until only codes and inputs cross.</summary>
    /// <param name="network">A network without states.</param>
    /// <param name="node">Position of the node.</param>
    /// <param name="result">Tensor that the suffix is to give.</param>
    public static NetworkCut Before(Network network, int node, int result)
    {
        QuantizedGraph graph = network.Graph;
        int[] crossing = Crossing(graph, node);
        while (crossing.Any(tensor => graph.Tensor(tensor).Type != ElementType.Int8 && !graph.Inputs.Contains(tensor)))
        {
            node--;
            crossing = Crossing(graph, node);
        }

        int[] computed = [.. crossing.Where(tensor => !graph.Inputs.Contains(tensor))];
        Network suffix = network with
        {
            Graph = graph with
            {
                Inputs = crossing.ToEquatableArray(), Outputs = EquatableArray.Of(result), Nodes = graph.Nodes.Skip(node).ToEquatableArray(),
            },
        };
        return computed.Length == 0 ? new NetworkCut(null, suffix) : new NetworkCut(
            network with
            {
                Graph = graph with
                {
                    // As codes of the graph, not as the model file would have them.
                    Tensors = graph.Tensors.Select(tensor => computed.Contains(tensor.Index) ? tensor with { IsUnsigned = false } : tensor).ToEquatableArray(),
                    Outputs = computed.ToEquatableArray(),
                    Nodes = graph.Nodes.Take(node).ToEquatableArray(),
                },
            },
            suffix);
    }

    /// <summary>What nodes from one on read of what others before it computed, or of the inputs; in order of the tensors.</summary>
    private static int[] Crossing(QuantizedGraph graph, int node)
    {
        HashSet<int> before = [.. graph.Inputs, .. graph.Nodes.Take(node).Select(other => other.Output)];
        return [.. graph.Nodes.Skip(node).SelectMany(other => other.Inputs).Where(before.Contains).Distinct().Order()];
    }
}
