using System.Runtime.InteropServices;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Passes;

namespace QMacVerify.Compiler.Optimize;

/// <summary>Puts constants in the place of tensors of which every element has one code, where operations take constants.</summary>
internal static class ConstantTensors
{
    /// <summary>The network without the nodes that computed them, and without those that computed only for those.</summary>
    /// <param name="network">The network.</param>
    /// <param name="bounds">What its tensors can hold.</param>
    /// <returns>The same instance where nothing changes.</returns>
    public static Network Replace(Network network, NetworkBounds bounds)
    {
        bool IsConstant(int tensor) => bounds.Tensors.TryGetValue(tensor, out Box? box) && box.Lower.SequenceEqual(box.Upper);
        HashSet<int> computed = [.. network.Graph.Results];
        foreach (GraphNode reader in network.Graph.Nodes.Where(node => node is not (ElementwiseNode or Concat) || IsConstant(node.Output)))
        {
            // An operation whose result is constant, too, may have no operand left that is not.
            computed.UnionWith(reader.Inputs);
        }

        Network result = network;
        foreach (GraphNode node in network.Graph.Nodes.Where(node => IsConstant(node.Output) && !computed.Contains(node.Output)))
        {
            TensorInfo tensor = network.Graph.Tensor(node.Output);
            byte[] codes = MemoryMarshal.AsBytes(bounds.Tensors[node.Output].Lower).ToArray();
            result = result.WithConstant(tensor, new ParameterArray(tensor.Type, tensor.Shape, codes)).Replace(node);
        }

        return ReferenceEquals(result, network) ? network : new DeadTensorRemoval().Apply(result);
    }
}
