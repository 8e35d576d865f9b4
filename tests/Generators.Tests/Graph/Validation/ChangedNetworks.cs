using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Graph.Validation;

/// <summary>Valid networks with every operation, and what tests change in them.</summary>
internal static class ChangedNetworks
{
    public static Network[] Valid { get; } =
    [
        TinyGraphs.Network(1), TinyGraphs.Network(2), TinyGraphs.Operations(0), TinyGraphs.Boundaries(0), TinyGraphs.RandomTransposeConv(0),
        TinyQLinearGraphs.Network(0), TinyRealGraphs.Network(0), TinyXnnpackGraphs.Network(0), TinyProductGraphs.Network(0),
    ];

    /// <summary>The first node of an operation, and its network.</summary>
    public static (Network Network, GraphNode Node) Find(string op) =>
        Valid.SelectMany(network => network.Graph.Nodes.Select(node => (network, node))).First(pair => pair.node.Op == op);

    public static Network WithTensor(Network network, int index, Func<TensorInfo, TensorInfo> change) =>
        WithTensors(network, tensors => tensors.Select(tensor => tensor.Index == index ? change(tensor) : tensor));

    public static Network WithTensors(Network network, Func<IEnumerable<TensorInfo>, IEnumerable<TensorInfo>> change) =>
        network with { Graph = network.Graph with { Tensors = change(network.Graph.Tensors).ToEquatableArray() } };

    public static Network WithNodes(Network network, Func<IEnumerable<GraphNode>, IEnumerable<GraphNode>> change) =>
        network with { Graph = network.Graph with { Nodes = change(network.Graph.Nodes).ToEquatableArray() } };
}
