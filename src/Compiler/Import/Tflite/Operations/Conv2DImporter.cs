using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>CONV_2D; groups follow from the input channels of the weights.</summary>
internal static class Conv2DImporter
{
    public static GraphNode[] Import(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.Conv2DOptions);
        List<GraphNode> nodes = [];
        TensorInfo input = node.Image(0, nodes);
        TensorInfo weights = node.Weights(1, input, TensorLayout.Ohwi, rank: 4, channelAxis: 0);
        TensorInfo output = node.Output();
        WindowGeometry window = node.Window(
            input,
            (weights.Shape[1], weights.Shape[2]),
            options.Byte(Conv2DOptions.Padding),
            (options.Int32(Conv2DOptions.StrideH), options.Int32(Conv2DOptions.StrideW)),
            (options.Int32(Conv2DOptions.DilationHFactor), options.Int32(Conv2DOptions.DilationWFactor)));
        if (window.InChannels % weights.Shape[3] != 0)
        {
            throw node.ShapeError(Invariant($"has weights {weights.Signature} for {window.InChannels} input channels: no whole number of groups"));
        }

        int groups = window.InChannels / weights.Shape[3];
        int bias = node.Bias(2);
        if (node.IsXnnpack && bias < 0)
        {
            throw node.GraphError("has no bias, which LiteRT refuses to load");
        }

        RequantizationKind kind = node.KindOf(weights, isTaken: true, groups == 1 ? RequantizationKind.TfliteSingle : RequantizationKind.TfliteDouble);
        ClampRange clamp = node.Clamp(options, Conv2DOptions.FusedActivationFunction, output, kind == RequantizationKind.OnnxFloat);
        nodes.Add(new Conv2D(
            node.Name, input.Index, weights.Index, bias, output.Index,
            new MacGeometry(window, weights.Shape[0], groups, TensorLayout.Ohwi),
            node.ChannelRequantization(input, weights, output, clamp, kind)));
        return [.. nodes];
    }
}
