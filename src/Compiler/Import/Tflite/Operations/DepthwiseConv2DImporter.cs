using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>DEPTHWISE_CONV_2D; the option <c>depth_multiplier</c> is redundant and not read, as in TensorFlow Lite.</summary>
internal static class DepthwiseConv2DImporter
{
    public static GraphNode Import(TfliteNode node)
    {
        FlatBufferTable options = node.Options(2);
        TensorInfo input = node.Activation(0);
        TensorInfo weights = node.Weights(1, input, TensorLayout.OneHwc, rank: 4, channelAxis: 3);
        TensorInfo output = node.Output();
        WindowGeometry window = node.Window(
            input,
            (weights.Shape[1], weights.Shape[2]),
            options.Byte(0, "the padding"),
            (options.Int32(2, "the stride"), options.Int32(1, "the stride")),
            (options.Int32(6, "the dilation", 1), options.Int32(5, "the dilation", 1)));
        ClampRange clamp = node.Clamp(options.Byte(4, "the fused activation"), output);
        return new DepthwiseConv2D(
            node.Name, input.Index, weights.Index, node.Bias(2), output.Index,
            new MacGeometry(window, weights.Shape[3], window.InChannels, TensorLayout.OneHwc),
            node.ChannelRequantization(input, weights, output, clamp));
    }
}
