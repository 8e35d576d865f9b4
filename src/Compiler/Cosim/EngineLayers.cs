using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>Which layers engines run, and which stay in the host.</summary>
internal static class EngineLayers
{
    /// <summary>Extents are numbers of 16 bits.</summary>
    private const int MaxExtent = ushort.MaxValue;

    /// <summary>A node for an engine.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">A node of it.</param>
    /// <param name="operators">Its circuits, where it is a layer of products.</param>
    /// <param name="reason">Why it stays in the host, as a clause; empty where it does not.</param>
    /// <returns>Null where it stays in the host.</returns>
    public static EngineLayer? Of(Network network, GraphNode node, OperatorPair operators, out string reason)
    {
        (EngineLayer? layer, reason) = node switch
        {
            TransposeConv => (null, "transposed convolutions have no engine"),
            MacNode mac => Products(network, mac, operators),
            MatMul => (null, "products of two computed tensors have no engine"),
            Pool2D pool => (PoolLayer.Of(network, pool), ""),
            ScaledSum sum => (SumLayer.Of(network, sum), "its tensors have unlike shapes"),
            _ => (null, "not a convolution, a fully connected layer, a sum of codes or a pool: computed by the C# reference"),
        };
        if (layer is not null && layer.Memories.Excess() is string excess)
        {
            (layer, reason) = (null, Invariant($"needs {excess}, and a memory has at most {EngineMemories.MaxWords} words"));
        }

        reason = layer is null ? reason : "";
        return layer;
    }

    private static (EngineLayer? Layer, string Reason) Products(Network network, MacNode node, OperatorPair operators)
    {
        LayerFacts facts = LayerFacts.OfKernel(network, node, operators);
        WindowGeometry window = node.Geometry.Window;
        int[] extents = [window.InHeight, window.InWidth, window.OutHeight, window.OutWidth, node.OutChannels, node.Geometry.Taps, node.Geometry.Groups];
        return facts.Operators.Multiplier.BenchModule() is null ? (null, $"{operators.Multiplier.Spec} on these operands is no circuit of 8-bit operands and 16-bit products")
            : extents.Any(extent => extent > MaxExtent) || (node is FullyConnected && window.Batches > MaxExtent) ? (null, Invariant($"has an extent above {MaxExtent}"))
            : (ConvolutionLayer.Of(network, node, facts), "");
    }
}
