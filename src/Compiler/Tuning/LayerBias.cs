using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Tuning;

/// <summary>Constants of layers that a change may touch: those that nothing else reads.</summary>
internal static class LayerBias
{
    /// <summary>Whether a layer has a bias of its own.</summary>
    public static bool IsOwn(QuantizedGraph graph, MacNode layer) => layer.Bias >= 0 && IsOwn(graph, layer.Bias);

    /// <summary>Whether one node reads a constant, and once.</summary>
    public static bool IsOwn(QuantizedGraph graph, int tensor) =>
        graph.Nodes.Sum(node => node.Inputs.Count(input => input == tensor)) == 1;

    /// <summary>The network with the biases of a layer less so much each, within int32.</summary>
    public static Network Less(Network network, MacNode layer, long[] amounts)
    {
        int[] bias = network.Parameters[layer.Bias].Int32.ToArray();
        for (int channel = 0; channel < bias.Length; channel++)
        {
            bias[channel] = (int)Math.Clamp(bias[channel] - amounts[channel], int.MinValue, int.MaxValue);
        }

        return network with { Parameters = network.Parameters.With(layer.Bias, MemoryMarshal.AsBytes<int>(bias).ToArray()) };
    }
}
