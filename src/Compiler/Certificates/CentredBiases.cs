using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Certificates;

/// <summary>Error centring (BOUNDS section 6): biases take the middle of what the circuits of a layer err by away, which costs nothing in hardware.</summary>
internal static class CentredBiases
{
    /// <summary>The network with other biases; layers that have none, or share theirs, keep what they have.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">The approximate arithmetic of each layer.</param>
    /// <param name="region">The inputs.</param>
    public static Network Of(Network network, OperatorAssignment operators, InputRegion region)
    {
        Network centred = network;
        foreach (MacNode layer in network.Graph.MacNodes.Where(layer => operators.For(layer.Name) != OperatorPair.Exact && LayerBias.IsOwn(network.Graph, layer)))
        {
            // Activations behind a centred layer are others than before it was.
            Box input = IntervalAnalysis.Run(centred, operators, region).Tensors[layer.Input];
            centred = LayerBias.Less(centred, layer, LayerErrors.CentresOf(centred, layer, operators.For(layer.Name), input));
        }

        return centred;
    }
}
