using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>DEPTHWISE_CONV_2D; the option <c>depth_multiplier</c> is redundant and not read, as in TensorFlow Lite.</summary>
internal static class DepthwiseConv2DImporter
{
    public static GraphNode[] Import(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.DepthwiseConv2DOptions);
        List<GraphNode> nodes = [];
        TensorInfo input = node.Image(0, nodes);
        TensorInfo weights = node.Weights(1, input, TensorLayout.OneHwc, rank: 4, channelAxis: 3);
        TensorInfo output = node.Output();
        WindowGeometry window = node.Window(
            input,
            (weights.Shape[1], weights.Shape[2]),
            options.Byte(DepthwiseConv2DOptions.Padding),
            (options.Int32(DepthwiseConv2DOptions.StrideH), options.Int32(DepthwiseConv2DOptions.StrideW)),
            (options.Int32(DepthwiseConv2DOptions.DilationHFactor), options.Int32(DepthwiseConv2DOptions.DilationWFactor)));
        int bias = node.Bias(2);
        if (node.IsXnnpack && bias < 0 && node.InputCount > 2)
        {
            throw node.GraphError("has -1 for its bias instead of leaving it out, which LiteRT refuses to load");
        }

        RequantizationKind kind = node.KindOf(weights, isTaken: bias >= 0, RequantizationKind.TfliteDouble);
        ClampRange clamp = node.Clamp(options, DepthwiseConv2DOptions.FusedActivationFunction, output, kind == RequantizationKind.OnnxFloat);
        nodes.Add(new DepthwiseConv2D(
            node.Name, input.Index, weights.Index, bias, output.Index,
            new MacGeometry(window, weights.Shape[3], window.InChannels, TensorLayout.OneHwc),
            node.ChannelRequantization(input, weights, output, clamp, kind)));
        return [.. nodes];
    }
}
