using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Passes;

/// <summary>Drops the nodes that no output and no state of the graph needs, and the tensors that nobody reads. Inputs and states of the graph stay.</summary>
public sealed class DeadTensorRemoval : INetworkPass
{
    public Network Apply(Network network)
    {
        HashSet<int> needed = [.. network.Graph.Results];
        Network result = network;
        foreach (GraphNode node in network.Graph.Nodes.Reverse())
        {
            if (needed.Contains(node.Output))
            {
                needed.UnionWith(node.Inputs);
            }
            else
            {
                result = result.Replace(node);
            }
        }

        return result.WithoutUnusedTensors();
    }
}
