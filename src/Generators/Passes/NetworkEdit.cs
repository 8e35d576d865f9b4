using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Passes;

/// <summary>The steps that passes are made of. Each returns a new network; only a whole pass has to return a valid one.</summary>
public static class NetworkEdit
{
    /// <summary>Puts other nodes in the place of one, or none.</summary>
    public static Network Replace(this Network network, GraphNode node, params GraphNode[] replacements)
    {
        EquatableArray<GraphNode> nodes = network.Graph.Nodes
            .SelectMany(other => other.Output == node.Output ? replacements : [other])
            .ToEquatableArray();
        OperatorAssignment operators = network.Graph.Operators;
        return network with
        {
            Graph = network.Graph with
            {
                Nodes = nodes,
                Operators = operators with
                {
                    Layers = operators.Layers.Where(layer => nodes.Any(other => other.Name == layer.LayerName)).ToEquatableArray(),
                },
            },
        };
    }

    /// <summary>Takes a node out: whoever reads its result, nodes and outputs of the graph alike, gets its first input instead.</summary>
    public static Network Bypass(this Network network, GraphNode node)
    {
        Network without = network.Replace(node);
        int Map(int tensor) => tensor == node.Output ? node.Inputs[0] : tensor;
        return without with
        {
            Graph = without.Graph with
            {
                Nodes = without.Graph.Nodes.Select(other => other.WithTensors(Map)).ToEquatableArray(),
                Outputs = without.Graph.Outputs.Select(Map).ToEquatableArray(),
                States = without.Graph.States.Select(state => state.WithTensors(Map)).ToEquatableArray(),
            },
        };
    }

    /// <summary>Adds a constant tensor, or makes one of a tensor that is there.</summary>
    public static Network WithConstant(this Network network, TensorInfo tensor, ParameterArray values)
    {
        Dictionary<int, ParameterArray> arrays = network.Parameters.Tensors.ToDictionary(index => index, index => network.Parameters[index]);
        arrays[tensor.Index] = values;
        return new Network(
            network.Graph with
            {
                Tensors = network.Graph.Tensors
                    .Where(other => other.Index != tensor.Index)
                    .Append(tensor with { IsConstant = true })
                    .OrderBy(other => other.Index)
                    .ToEquatableArray(),
            },
            new ParameterSet(arrays));
    }

    /// <summary>Drops the tensors that no node and no boundary of the graph refers to, with their values.</summary>
    /// <returns>The same instance where there are none.</returns>
    public static Network WithoutUnusedTensors(this Network network)
    {
        QuantizedGraph graph = network.Graph;
        HashSet<int> used = [.. graph.Sources, .. graph.Results, .. graph.States.Select(state => state.Initial), .. graph.Nodes.SelectMany(node => node.Inputs.Append(node.Output))];
        return graph.Tensors.All(tensor => used.Contains(tensor.Index)) ? network : new Network(
            graph with { Tensors = graph.Tensors.Where(tensor => used.Contains(tensor.Index)).ToEquatableArray() },
            new ParameterSet(network.Parameters.Tensors.Where(used.Contains).ToDictionary(index => index, index => network.Parameters[index])));
    }

    /// <summary>Numbers the tensors 0, 1, 2, ... in the order that they have; they are then no longer those of the model file.</summary>
    public static Network Renumbered(this Network network)
    {
        Dictionary<int, int> numbers = network.Graph.Tensors
            .Select((tensor, number) => (tensor.Index, number))
            .ToDictionary(entry => entry.Index, entry => entry.number);
        return network.Renumbered(tensor => numbers[tensor]);
    }

    /// <summary>Gives tensors other indices.</summary>
    /// <param name="network">The network.</param>
    /// <param name="map">From an index to the new one; increasing.</param>
    public static Network Renumbered(this Network network, Func<int, int> map)
    {
        QuantizedGraph graph = network.Graph;
        return new Network(
            graph with
            {
                Tensors = graph.Tensors.Select(tensor => tensor with { Index = map(tensor.Index) }).ToEquatableArray(),
                Inputs = graph.Inputs.Select(map).ToEquatableArray(),
                Outputs = graph.Outputs.Select(map).ToEquatableArray(),
                States = graph.States.Select(state => state.WithTensors(map)).ToEquatableArray(),
                Nodes = graph.Nodes.Select(node => node.WithTensors(map)).ToEquatableArray(),
            },
            new ParameterSet(network.Parameters.Tensors.ToDictionary(map, index => network.Parameters[index])));
    }
}
