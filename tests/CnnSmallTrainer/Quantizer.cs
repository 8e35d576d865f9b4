namespace QMacVerify.CnnSmallTrainer;

/// <summary>Quantizes parameters as TensorFlow Lite does: symmetric int8 weights, int32 biases at the product's scale.</summary>
internal static class Quantizer
{
    private const int LargestWeight = 127;

    /// <summary>The weights of a layer in [-127, 127], one scale per output channel; fully connected: one scale.</summary>
    /// <returns>Codes in the float layout, and scales by output channel (or just one).</returns>
    public static (sbyte[] Codes, float[] Scales) QuantizeWeights(Layer layer, float[] parameters)
    {
        ReadOnlySpan<float> weights = layer.WeightsOf(parameters);
        float[] scales = new float[layer == Layer.Logits ? 1 : layer.OutChannels];
        for (int i = 0; i < weights.Length; i++)
        {
            ref float scale = ref scales[i % scales.Length];
            scale = Math.Max(scale, Math.Abs(weights[i]) / LargestWeight);
        }

        sbyte[] codes = new sbyte[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            float code = MathF.Round(weights[i] / scales[i % scales.Length], MidpointRounding.AwayFromZero);
            codes[i] = (sbyte)Math.Clamp(code, -LargestWeight, LargestWeight);
        }

        return (codes, scales);
    }

    /// <summary>The bias of a layer as int32 at scale inputScale * weightScale.</summary>
    public static int[] QuantizeBias(Layer layer, float[] parameters, float inputScale, float[] weightScales)
    {
        ReadOnlySpan<float> bias = layer.BiasOf(parameters);
        int[] codes = new int[bias.Length];
        for (int i = 0; i < bias.Length; i++)
        {
            double scale = (double)inputScale * weightScales[i % weightScales.Length];
            codes[i] = (int)Math.Round(bias[i] / scale, MidpointRounding.AwayFromZero);
        }

        return codes;
    }

    /// <summary>Parameters whose weights stand on their int8 grids; the biases are as they were.</summary>
    public static float[] RoundWeights(float[] parameters)
    {
        float[] rounded = [.. parameters];
        foreach (Layer layer in Layer.All)
        {
            (sbyte[] codes, float[] scales) = QuantizeWeights(layer, parameters);
            Span<float> weights = layer.WeightsOf(rounded);
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = codes[i] * scales[i % scales.Length];
            }
        }

        return rounded;
    }
}
