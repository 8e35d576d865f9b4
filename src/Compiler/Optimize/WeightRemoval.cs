using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Passes;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Optimize;

/// <summary>Makes weights 0 whose products are one number for every input: kernels leave such products out where they can, and circuits do not switch.</summary>
/// <remarks>
/// The product goes into the bias as those of removed channels do. It must be 0 with weight 0, padding included, which is no law for circuits;
/// and the layer's weights must have zero point 0, so that 0 is also what the correction leaves out.
/// </remarks>
internal static class WeightRemoval
{
    /// <summary>The network with such weights, and for each layer how many of each output channel there are.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">The circuits of each layer.</param>
    /// <param name="bounds">What its tensors can hold.</param>
    public static (Network Network, IReadOnlyList<(MacNode Layer, int[] Removed)> Changes) Apply(
        Network network, OperatorAssignment operators, NetworkBounds bounds)
    {
        List<(MacNode Layer, int[] Removed)> changes = [];
        Dictionary<string, MacNode> layers = new(StringComparer.Ordinal);
        ConstantEdit constants = new(network);
        foreach (MacNode layer in network.Graph.MacNodes)
        {
            LayerProducts products = new(network, layer, operators.For(layer.Name), bounds.Tensors[layer.Input]);
            sbyte[] weights = network.Parameters[layer.Weights].Int8.ToArray();
            int[] removed = new int[layer.Geometry.OutChannels];
            int[] bias = new int[removed.Length];
            for (int channel = 0; channel < removed.Length; channel++)
            {
                ChannelFold fold = new(products, channel);
                foreach (int tap in products.ConstantTaps(channel).Where(_ => products.Facts.WeightZeroPointOf(channel) == 0))
                {
                    if (fold.Obstacle([tap]) is null)
                    {
                        fold.Accept();
                        weights[layer.Geometry.WeightIndex(channel, tap)] = 0;
                        removed[channel]++;
                    }
                }

                bias[channel] = fold.Bias;
            }

            if (removed.Any(count => count > 0))
            {
                bool needsBias = layer.Bias >= 0 || bias.Any(value => value != 0);
                int weightTensor = constants.Replace(layer.Weights, weights);
                int biasTensor = needsBias ? constants.Bias(layer, bias) : -1;
                layers.Add(layer.Name, layer.WithParameters(weightTensor, biasTensor));
                changes.Add((layer, removed));
            }
        }

        return changes.Count == 0 ? (network, changes) : (
            constants.Apply(
                network.Graph.Tensors.Where(tensor => !tensor.IsConstant),
                network.Graph.Nodes.Select(node => layers.TryGetValue(node.Name, out MacNode? layer) ? layer : node).ToEquatableArray()).WithoutUnusedTensors(),
            changes);
    }
}
