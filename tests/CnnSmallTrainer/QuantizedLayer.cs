namespace QMacVerify.CnnSmallTrainer;

/// <summary>A layer as the model file holds it.</summary>
/// <param name="Layer">Its shape.</param>
/// <param name="Weights">OHWI, depthwise 1HWC, fully connected OI.</param>
/// <param name="WeightScales">One per output channel; fully connected: one.</param>
/// <param name="Bias">At scale input scale * weight scale.</param>
/// <param name="Input">Grid of the activation it reads.</param>
/// <param name="Output">Grid of the activation it writes.</param>
internal sealed record QuantizedLayer(
    Layer Layer, sbyte[] Weights, float[] WeightScales, int[] Bias, QuantizationGrid Input, QuantizationGrid Output)
{
    /// <summary>Quantizes the parameters of a layer between two grids.</summary>
    public static QuantizedLayer Of(Layer layer, float[] parameters, QuantizationGrid input, QuantizationGrid output)
    {
        (sbyte[] codes, float[] scales) = Quantizer.QuantizeWeights(layer, parameters);
        int[] bias = Quantizer.QuantizeBias(layer, parameters, input.Scale, scales);
        return new QuantizedLayer(layer, layer.IsDepthwise ? codes : OutChannelFirst(layer, codes), scales, bias, input, output);
    }

    private static sbyte[] OutChannelFirst(Layer layer, sbyte[] codes)
    {
        sbyte[] weights = new sbyte[codes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            int outChannel = i % layer.OutChannels;
            weights[(outChannel * layer.FanIn) + (i / layer.OutChannels)] = codes[i];
        }

        return weights;
    }
}
