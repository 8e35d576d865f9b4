using System.Runtime.InteropServices;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Passes;

namespace QMacVerify.Compiler.Passes;

/// <summary>Puts the values that the reference computes in the place of nodes that read constants only.</summary>
/// <remarks>
/// A result stays computed where a constant may not stand: as an output or the next value of a state of the graph, and as the activations of an operation that takes
/// computed ones only. What the folded nodes read is left to <see cref="DeadTensorRemoval"/>.
/// </remarks>
internal sealed class ConstantFolding : INetworkPass
{
    public Network Apply(Network network)
    {
        Network result = network;
        foreach (GraphNode node in Foldable(network.Graph))
        {
            sbyte[] codes = ReferenceOperations.Compute(result, node, tensor => result.Parameters[tensor].Int8.ToArray());
            TensorInfo tensor = network.Graph.Tensor(node.Output);
            result = result
                .WithConstant(tensor, new ParameterArray(tensor.Type, tensor.Shape, MemoryMarshal.AsBytes<sbyte>(codes).ToArray()))
                .Replace(node);
        }

        return result;
    }

    /// <summary>The nodes to fold, in execution order.</summary>
    private static IEnumerable<GraphNode> Foldable(QuantizedGraph graph)
    {
        HashSet<int> known = [.. graph.Tensors.Where(tensor => tensor.IsConstant).Select(tensor => tensor.Index)];
        foreach (GraphNode node in graph.Nodes.Where(node => node is not (ProductNode or Quantize or Dequantize)))
        {
            if (node.Inputs.All(known.Contains))
            {
                known.Add(node.Output);
            }
        }

        // Whether a result may become a constant depends on its readers, which come later.
        HashSet<int> computed = [.. graph.Results];
        List<GraphNode> foldable = [];
        foreach (GraphNode node in graph.Nodes.Reverse())
        {
            if (known.Contains(node.Output) && !computed.Contains(node.Output))
            {
                foldable.Add(node);
            }
            else if (known.Contains(node.Output) || node is not (ElementwiseNode or Concat))
            {
                computed.UnionWith(node.Inputs);
            }
        }

        return Enumerable.Reverse(foldable);
    }
}
