using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Search;

/// <summary>How much each code of a network moves one accumulator, if clamps, roundings and circuits are left out of the picture.</summary>
/// <remarks>
/// What is left is linear, so its coefficients come from one walk back along the weights. They only choose inputs to run;
/// nothing that is claimed rests on them. Operations that are not listed end the walk.
/// </remarks>
/// <param name="network">The network.</param>
internal sealed class WeightPath(Network network)
{
    private readonly Dictionary<MacNode, (LayerFacts Facts, WindowPixels Pixels)> _layers = network.Graph.MacNodes.ToDictionary(
        layer => layer, layer => LayerFacts.Of(network, layer, OperatorPair.Exact) is var facts ? (facts, new WindowPixels(facts)) : default);

    /// <summary>The coefficients of all codes that the walk meets, by tensor.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="position">Output pixel.</param>
    /// <param name="channel">Output channel.</param>
    public IReadOnlyDictionary<int, double[]> To(MacNode layer, int position, int channel)
    {
        Dictionary<int, double[]> coefficients = [];
        double[] one = new double[network.Graph.Tensor(layer.Output).ElementCount];
        one[(position * layer.Geometry.OutChannels) + channel] = 1;
        AddTaps(layer, one, _ => 1, coefficients);
        foreach (GraphNode node in network.Graph.Nodes.TakeWhile(node => !ReferenceEquals(node, layer)).Reverse())
        {
            if (coefficients.TryGetValue(node.Output, out double[]? behind))
            {
                AddOperands(node, behind, coefficients);
            }
        }

        return coefficients;
    }

    private void AddOperands(GraphNode node, double[] behind, Dictionary<int, double[]> coefficients)
    {
        switch (node)
        {
            case MacNode layer:
                AddTaps(layer, behind, channel => RealFactors.Of(layer.Requantization, channel), coefficients);
                break;
            case ScaledSum sum:
                AddOperand(sum.First, sum.Output, behind, RealFactors.Of(sum.FirstMultiplier), coefficients);
                AddOperand(sum.Second, sum.Output, behind, sum.Sign * RealFactors.Of(sum.SecondMultiplier), coefficients);
                break;
            case Pool2D pool:
                AddPool(pool, behind, coefficients);
                break;
            case Reshape or Lookup or Softmax:
                AddOperand(node.Inputs[0], node.Output, behind, 1, coefficients);
                break;
        }
    }

    private void AddTaps(MacNode layer, double[] behind, Func<int, double> factorOf, Dictionary<int, double[]> coefficients)
    {
        (LayerFacts facts, WindowPixels pixels) = _layers[layer];
        MacGeometry geometry = layer.Geometry;
        double[] input = Of(layer.Input, coefficients);
        int inChannels = geometry.Window.InChannels;
        double[] factors = [.. Enumerable.Range(0, geometry.OutChannels).Select(factorOf)];
        for (int i = 0; i < behind.Length; i++)
        {
            if (behind[i] == 0)
            {
                continue;
            }

            int channel = i % geometry.OutChannels;
            double factor = behind[i] * factors[channel];
            int weightZeroPoint = facts.WeightZeroPointOf(channel);
            ReadOnlySpan<sbyte> weights = facts.WeightsOf(channel);
            ReadOnlySpan<int> window = pixels.At(i / geometry.OutChannels);
            for (int element = 0; element < window.Length; element++)
            {
                // The last pixel is padding, which no input moves.
                if (window[element] == WindowGeometry.Absent || window[element] == pixels.Count - 1)
                {
                    continue;
                }

                Span<double> codes = input.AsSpan((window[element] * inChannels) + geometry.FirstInChannel(channel), geometry.GroupInChannels);
                for (int tap = 0; tap < codes.Length; tap++)
                {
                    codes[tap] += factor * (weights[(element * codes.Length) + tap] - weightZeroPoint);
                }
            }
        }
    }

    private void AddOperand(int operand, int result, double[] behind, double factor, Dictionary<int, double[]> coefficients)
    {
        if (network.Parameters.Contains(operand))
        {
            return;
        }

        double[] codes = Of(operand, coefficients);
        int[] shape = network.Graph.Tensor(result).Shape.ToArray();
        int[] own = network.Graph.Tensor(operand).Shape.ToArray();
        for (int i = 0; i < behind.Length; i++)
        {
            codes[codes.Length == behind.Length ? i : Broadcast.OperandOffset(own, shape, i)] += factor * behind[i];
        }
    }

    private void AddPool(Pool2D pool, double[] behind, Dictionary<int, double[]> coefficients)
    {
        double[] codes = Of(pool.Input, coefficients);
        int channels = pool.Window.InChannels;
        int[] window = new int[pool.Window.Elements];
        for (int position = 0; position < behind.Length / channels; position++)
        {
            pool.Window.PixelsAt(position, window);
            foreach (int pixel in window)
            {
                for (int channel = 0; pixel != WindowGeometry.Absent && channel < channels; channel++)
                {
                    codes[(pixel * channels) + channel] += behind[(position * channels) + channel] / window.Length;
                }
            }
        }
    }

    private double[] Of(int tensor, Dictionary<int, double[]> coefficients)
    {
        if (!coefficients.TryGetValue(tensor, out double[]? codes))
        {
            codes = new double[network.Graph.Tensor(tensor).ElementCount];
            coefficients.Add(tensor, codes);
        }

        return codes;
    }
}
