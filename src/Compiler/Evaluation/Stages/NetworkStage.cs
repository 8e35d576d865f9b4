using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Evaluation.Stages;

/// <summary>Nodes of a network that follow each other, as a network of their own.</summary>
/// <param name="Network">Its inputs and outputs are tensors of the whole, with the same indices.</param>
/// <param name="Layers">Names of its layers of products, in execution order.</param>
internal sealed record NetworkStage(Network Network, IReadOnlyList<string> Layers)
{
    /// <summary>Tensors that it reads.</summary>
    public IReadOnlyList<int> Inputs => Network.Graph.Inputs;

    /// <summary>Tensors that it computes for later stages, or for the result.</summary>
    public IReadOnlyList<int> Outputs => Network.Graph.Outputs;

    /// <summary>The circuits of its layers.</summary>
    public EquatableArray<OperatorPair> OperatorsOf(OperatorAssignment operators) => Layers.Select(operators.For).ToEquatableArray();

    /// <summary>Cuts a network before each layer of products, wherever nothing but codes crosses; a network with states stays whole.</summary>
    public static IReadOnlyList<NetworkStage> Of(Network network)
    {
        QuantizedGraph graph = network.Graph;
        List<int> starts = [0];
        bool isFirst = true;
        for (int node = 0; node < graph.Nodes.Count; node++)
        {
            if (graph.Nodes[node] is ProductNode)
            {
                if (!isFirst && graph.States.Count == 0 && Crossing(graph, node).All(IsCode))
                {
                    starts.Add(node);
                }

                isFirst = false;
            }
        }

        return [.. starts.Select((start, i) => Stage(network, start, i + 1 < starts.Count ? starts[i + 1] : graph.Nodes.Count))];

        // Outputs may be uint8 in the model file, which what reads them inside does not know.
        bool IsCode(int tensor) => graph.Inputs.Contains(tensor)
            || (graph.Tensor(tensor).Type == ElementType.Int8 && !(graph.Outputs.Contains(tensor) && graph.Tensor(tensor).IsUnsigned));
    }

    /// <summary>A few nodes that follow each other, alone: from codes, or real numbers, to one result.</summary>
    /// <param name="network">The network.</param>
    /// <param name="nodes">In execution order; each but the first reads what one before it computes, or constants.</param>
    public static NetworkStage Around(Network network, IReadOnlyList<GraphNode> nodes) => Cut(network, nodes, [nodes[^1].Output], isOfFile: _ => false);

    private static NetworkStage Stage(Network network, int start, int end)
    {
        QuantizedGraph graph = network.Graph;
        GraphNode[] nodes = [.. graph.Nodes.Skip(start).Take(end - start)];
        if (nodes.Length == graph.Nodes.Count)
        {
            return new NetworkStage(network, NamesOf(nodes));
        }

        HashSet<int> wanted = [.. graph.Outputs, .. graph.Nodes.Skip(end).SelectMany(node => node.Inputs)];
        return Cut(
            network,
            nodes,
            nodes.Select(node => node.Output).Where(wanted.Contains).Order(),
            tensor => graph.Inputs.Contains(tensor) || graph.Outputs.Contains(tensor));
    }

    /// <summary>Nodes without those around them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="nodes">Some of its nodes, in execution order.</param>
    /// <param name="outputs">What they compute for others.</param>
    /// <param name="isOfFile">Whether a tensor is as the model file has it, perhaps uint8; others are codes of the graph.</param>
    private static NetworkStage Cut(Network network, IReadOnlyList<GraphNode> nodes, IEnumerable<int> outputs, Func<int, bool> isOfFile)
    {
        QuantizedGraph graph = network.Graph;
        HashSet<int> computed = [.. nodes.Select(node => node.Output)];
        return new NetworkStage(
            network with
            {
                Graph = graph with
                {
                    Tensors = graph.Tensors.Select(tensor => isOfFile(tensor.Index) ? tensor : tensor with { IsUnsigned = false }).ToEquatableArray(),
                    Inputs = nodes.SelectMany(node => node.Inputs).Where(tensor => !computed.Contains(tensor) && !graph.Tensor(tensor).IsConstant).Distinct().Order().ToEquatableArray(),
                    Outputs = outputs.ToEquatableArray(),
                    Nodes = nodes.ToEquatableArray(),
                    States = EquatableArray<StateVariable>.Empty,

                    // Held by whoever runs the nodes: its inputs need not be those of this part.
                    Reduction = null,
                },
            },
            NamesOf(nodes));
    }

    private static string[] NamesOf(IEnumerable<GraphNode> nodes) => [.. nodes.OfType<ProductNode>().Select(layer => layer.Name)];

    /// <summary>What nodes from one on read of what others before it computed, or of the inputs.</summary>
    private static IEnumerable<int> Crossing(QuantizedGraph graph, int node)
    {
        HashSet<int> before = [.. graph.Inputs, .. graph.Nodes.Take(node).Select(other => other.Output)];
        return graph.Nodes.Skip(node).SelectMany(other => other.Inputs).Where(before.Contains);
    }
}
