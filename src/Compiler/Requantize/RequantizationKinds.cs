using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Requantize;

/// <summary>A layer with another kind of requantization than its own: what another runtime would make of the same scales.</summary>
internal static class RequantizationKinds
{
    /// <summary>The kinds that turn accumulators into codes.</summary>
    public static IReadOnlyList<RequantizationKind> All { get; } =
        [RequantizationKind.TfliteDouble, RequantizationKind.TfliteSingle, RequantizationKind.OnnxFloat];

    /// <summary>The requantization of a kind: the layer's own factors where they serve, else derived from its scales as SEMANTICS section 3 says.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="graph">Its network.</param>
    /// <param name="kind">One of <see cref="All"/>.</param>
    /// <returns>Null where the kind cannot express the factor, and for a layer whose accumulators are its result.</returns>
    public static ChannelRequantization? As(this ProductNode layer, QuantizedGraph graph, RequantizationKind kind)
    {
        ChannelRequantization own = layer.Requantization;
        bool isTflite = kind != RequantizationKind.OnnxFloat;
        if (own.Kind == RequantizationKind.Accumulator)
        {
            return null;
        }

        if (own.Kind == kind || (isTflite && own.Kind != RequantizationKind.OnnxFloat))
        {
            return own with { Kind = kind };
        }

        float input = ScaleOf(graph.Tensor(layer.Input), 0);
        float output = ScaleOf(graph.Tensor(layer.Output), 0);
        int channels = own.IsPerChannel ? layer.OutChannels : 1;
        float[] weights = [.. Enumerable.Range(0, channels).Select(channel => ScaleOf(graph.Tensor(layer.Weights), channel))];
        if (!isTflite)
        {
            return ChannelRequantization.OnnxFloat(
                weights.Select(weight => BitConverter.SingleToUInt32Bits(input * weight / output)).ToEquatableArray(), own.Clamp);
        }

        QuantizedMultiplier[] multipliers = [.. weights.Select(weight => QuantizedMultipliers.From((double)input * weight / output, kind))];
        return multipliers.All(multiplier => multiplier.Shift <= QuantizedMultiplier.MaxShift)
            ? new ChannelRequantization(kind, multipliers.ToEquatableArray(), own.Clamp)
            : null;
    }

    private static float ScaleOf(TensorInfo tensor, int channel)
    {
        TensorQuantization quantization = tensor.Quantization!;
        return BitConverter.UInt32BitsToSingle(quantization.ScaleBits[quantization.IsPerChannel ? channel : 0]);
    }
}
