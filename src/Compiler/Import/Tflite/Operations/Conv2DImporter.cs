using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>CONV_2D; groups follow from the input channels of the weights.</summary>
internal static class Conv2DImporter
{
    public static GraphNode Import(TfliteNode node)
    {
        FlatBufferTable options = node.Options(1);
        TensorInfo input = node.Activation(0);
        TensorInfo weights = node.Weights(1, input, TensorLayout.Ohwi, rank: 4, channelAxis: 0);
        TensorInfo output = node.Output();
        WindowGeometry window = node.Window(
            input,
            (weights.Shape[1], weights.Shape[2]),
            options.Byte(0, "the padding"),
            (options.Int32(2, "the stride"), options.Int32(1, "the stride")),
            (options.Int32(5, "the dilation", 1), options.Int32(4, "the dilation", 1)));
        if (window.InChannels % weights.Shape[3] != 0)
        {
            throw node.ShapeError(Invariant($"has weights {weights.Signature} for {window.InChannels} input channels: no whole number of groups"));
        }

        ClampRange clamp = node.Clamp(options.Byte(3, "the fused activation"), output);
        return new Conv2D(
            node.Name, input.Index, weights.Index, node.Bias(2), output.Index,
            new MacGeometry(window, weights.Shape[0], window.InChannels / weights.Shape[3], TensorLayout.Ohwi),
            node.ChannelRequantization(input, weights, output, clamp));
    }
}
