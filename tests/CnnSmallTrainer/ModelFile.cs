using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.CnnSmallTrainer;

/// <summary>Writes the quantized network as a .tflite file.</summary>
internal static class ModelFile
{
    public static byte[] Write(QuantizedNetwork network)
    {
        TfliteWriter writer = new("cnn_small: 28x28 digits drawn by strokes, 10 classes");
        int image = Activation(writer, "image", Architecture.ImageSize, 1, QuantizationGrid.Image);

        int conv1 = OutputOf(writer, network.Conv1);
        (int weights, int bias) = Parameters(writer, network.Conv1);
        writer.Conv2D(image, weights, bias, conv1, activation: TfliteActivation.Relu);

        int conv2 = OutputOf(writer, network.Conv2);
        (weights, bias) = Parameters(writer, network.Conv2);
        writer.Conv2D(conv1, weights, bias, conv2, stride: (2, 2), activation: TfliteActivation.Relu);

        int depthwise = OutputOf(writer, network.Depthwise);
        (weights, bias) = Parameters(writer, network.Depthwise);
        writer.DepthwiseConv2D(conv2, weights, bias, depthwise, activation: TfliteActivation.Relu);

        int pointwise = OutputOf(writer, network.Pointwise);
        (weights, bias) = Parameters(writer, network.Pointwise);
        writer.Conv2D(depthwise, weights, bias, pointwise);

        int add = Activation(writer, "add", Architecture.FeatureSize, Architecture.Channels, network.Add);
        writer.Add(conv2, pointwise, add, TfliteActivation.Relu);

        int pool = Activation(writer, "pool", 1, Architecture.Channels, network.Add);
        writer.AveragePool2D(add, pool, filter: (Architecture.FeatureSize, Architecture.FeatureSize));

        int logits = writer.AddTensor(
            network.Logits.Layer.Name, TfliteType.Int8, [1, Architecture.Classes], QuantizationOf(network.Logits.Output));
        (weights, bias) = Parameters(writer, network.Logits);
        writer.FullyConnected(pool, weights, bias, logits);

        writer.SetInputs(image);
        writer.SetOutputs(logits);
        return writer.ToArray();
    }

    private static int OutputOf(TfliteWriter writer, QuantizedLayer quantized) => Activation(
        writer, quantized.Layer.Name, quantized.Layer.Window.OutSize, quantized.Layer.OutChannels, quantized.Output);

    private static int Activation(TfliteWriter writer, string name, int size, int channels, QuantizationGrid grid) =>
        writer.AddTensor(name, TfliteType.Int8, [1, size, size, channels], QuantizationOf(grid));

    private static TfliteQuantization QuantizationOf(QuantizationGrid grid) =>
        TfliteQuantization.PerTensor(grid.Scale, grid.ZeroPoint);

    private static (int Weights, int Bias) Parameters(TfliteWriter writer, QuantizedLayer quantized)
    {
        Layer layer = quantized.Layer;
        int kernel = layer.Window.Kernel;
        (int[] shape, int outChannelDimension) = layer switch
        {
            { IsDepthwise: true } => (new[] { 1, kernel, kernel, layer.OutChannels }, 3),
            _ when layer == Layer.Logits => ([layer.OutChannels, layer.InChannels], 0),
            _ => ([layer.OutChannels, kernel, kernel, layer.InChannels], 0),
        };
        float[] biasScales = [.. quantized.WeightScales.Select(scale => quantized.Input.Scale * scale)];
        int weights = writer.AddInt8(
            $"{layer.Name}/weights", shape, quantized.Weights, TfliteQuantization.PerChannel(quantized.WeightScales, outChannelDimension));
        int bias = writer.AddInt32(
            $"{layer.Name}/bias", [layer.OutChannels], quantized.Bias, TfliteQuantization.PerChannel(biasScales, dimension: 0));
        return (weights, bias);
    }
}
