using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Passes;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Optimize;

/// <summary>Takes away limits of codes that no code reaches, so that kernels need not compare.</summary>
/// <remarks>
/// An end that is never reached never acts: where it acts, the code is that end. A clamp stays where kernels are better for it: a lower end at
/// the zero point, by which accumulators below it need no rounding, and codes that a later layer relies on to be few.
/// </remarks>
internal static class ClampRemoval
{
    /// <summary>The network with such limits gone, and the nodes that had them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="bounds">What its tensors can hold.</param>
    public static (Network Network, IReadOnlyList<GraphNode> Changed) Apply(Network network, NetworkBounds bounds)
    {
        List<GraphNode> changed = [];
        foreach (GraphNode node in network.Graph.Nodes)
        {
            if (ClampOf(node) is { } clamp && clamp != ClampRange.Full
                && bounds.Tensors.TryGetValue(node.Output, out Box? box) && NeverActs(clamp, box.Hull)
                && !IsRectifier(clamp, network.Graph.Tensor(node.Output)))
            {
                Network without = network.Replace(node, WithoutClamp(node));
                if (LayersKnowAsMuch(network, without))
                {
                    network = without;
                    changed.Add(node);
                }
            }
        }

        return (network, changed);
    }

    private static bool NeverActs(ClampRange clamp, Interval codes) =>
        (clamp.Lower == sbyte.MinValue || codes.Lower > clamp.Lower) && (clamp.Upper == sbyte.MaxValue || codes.Upper < clamp.Upper);

    private static bool IsRectifier(ClampRange clamp, TensorInfo output) => clamp.Lower > sbyte.MinValue && clamp.Lower >= output.ZeroPoint;

    private static bool LayersKnowAsMuch(Network before, Network after)
    {
        (CodeRanges old, CodeRanges changed) = (CodeRanges.Of(before), CodeRanges.Of(after));
        return before.Graph.ProductNodes.All(layer => old[layer.Input] == changed[layer.Input] && old[layer.Weights] == changed[layer.Weights]);
    }

    private static ClampRange? ClampOf(GraphNode node) => node switch
    {
        MacNode { Requantization.Kind: not RequantizationKind.Accumulator } layer => layer.Requantization.Clamp,
        ScaledSum sum => sum.Clamp,
        Mul product => product.Clamp,
        QLinearAdd sum => sum.Clamp,
        QLinearMultiply product => product.Clamp,
        XnnpackAdd sum => sum.Clamp,
        Pool2D pool => pool.Clamp,
        _ => null,
    };

    private static GraphNode WithoutClamp(GraphNode node) => node switch
    {
        MacNode layer => layer with { Requantization = layer.Requantization with { Clamp = ClampRange.Full } },
        ScaledSum sum => sum with { Clamp = ClampRange.Full },
        Mul product => product with { Clamp = ClampRange.Full },
        QLinearAdd sum => sum with { Clamp = ClampRange.Full },
        QLinearMultiply product => product with { Clamp = ClampRange.Full },
        XnnpackAdd sum => sum with { Clamp = ClampRange.Full },
        Pool2D pool => pool with { Clamp = ClampRange.Full },
        _ => throw new ArgumentException($"Operation {node.Op} has no clamp.", nameof(node)),
    };
}
