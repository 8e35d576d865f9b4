using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Tests.Training;

/// <summary>A network of a few operations in real numbers, without rounding and clamps: what gradients are differences of.</summary>
internal static class RealNetwork
{
    /// <summary>The output of a sample, in codes.</summary>
    /// <param name="network">Convolutions, sums of two tensors, average pools, reshapes, fully connected layers, all without weight zero points.</param>
    /// <param name="parameters">Weights and biases by tensor.</param>
    /// <param name="sample">Codes.</param>
    public static double[] Run(Network network, Dictionary<int, double[]> parameters, ReadOnlySpan<sbyte> sample)
    {
        QuantizedGraph graph = network.Graph;
        Dictionary<int, double[]> values = new() { [graph.Inputs[0]] = Array.ConvertAll(sample.ToArray(), code => (double)code) };
        foreach (GraphNode node in graph.Nodes)
        {
            values[node.Output] = node switch
            {
                MacNode layer => Layer(graph, layer, values[layer.Input], parameters[layer.Weights], parameters[layer.Bias]),
                Add sum => Sum(graph, sum, values[sum.First], values[sum.Second]),
                AveragePool2D pool => Pool(pool.Window, values[pool.Input]),
                Reshape reshape => values[reshape.Input],
                _ => throw new NotSupportedException(node.Op),
            };
        }

        return values[graph.Outputs[0]];
    }

    private static double[] Layer(QuantizedGraph graph, MacNode layer, double[] input, double[] weights, double[] bias)
    {
        MacGeometry geometry = layer.Geometry;
        double[] output = new double[geometry.Positions * geometry.OutChannels];
        int[] pixels = new int[geometry.Window.Elements];
        for (int i = 0; i < output.Length; i++)
        {
            int channel = i % geometry.OutChannels;
            geometry.Window.PixelsAt(i / geometry.OutChannels, pixels);
            double acc = bias[channel];
            for (int tap = 0; tap < geometry.Taps; tap++)
            {
                int pixel = pixels[tap / geometry.GroupInChannels];
                acc += pixel < 0 ? 0
                    : weights[geometry.WeightIndex(channel, tap)]
                        * (input[(pixel * geometry.Window.InChannels) + geometry.FirstInChannel(channel) + (tap % geometry.GroupInChannels)] - graph.Tensor(layer.Input).ZeroPoint);
            }

            output[i] = (acc * RealFactors.Of(layer.Requantization, channel)) + graph.Tensor(layer.Output).ZeroPoint;
        }

        return output;
    }

    private static double[] Sum(QuantizedGraph graph, Add sum, double[] first, double[] second)
    {
        double outer = RealFactors.Of(sum.OutputMultiplier) * (1 << ScaledSum.LeftShift);
        return [.. first.Zip(second, (a, b) => graph.Tensor(sum.Output).ZeroPoint
            + (outer * RealFactors.Of(sum.FirstMultiplier) * (a - graph.Tensor(sum.First).ZeroPoint))
            + (outer * RealFactors.Of(sum.SecondMultiplier) * (b - graph.Tensor(sum.Second).ZeroPoint)))];
    }

    private static double[] Pool(WindowGeometry window, double[] input)
    {
        int[] pixels = new int[window.Elements];
        return [.. Enumerable.Range(0, window.OutHeight * window.OutWidth * window.InChannels).Select(i =>
        {
            window.PixelsAt(i / window.InChannels, pixels);
            return pixels.Where(pixel => pixel >= 0).Average(pixel => input[(pixel * window.InChannels) + (i % window.InChannels)]);
        })];
    }
}
