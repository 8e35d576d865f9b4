using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>FULLY_CONNECTED; <c>keep_num_dims</c> shows in the shape of the output alone.</summary>
internal static class FullyConnectedImporter
{
    public static GraphNode[] Import(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.FullyConnectedOptions);
        if (options.Byte(FullyConnectedOptions.WeightsFormat) != 0)
        {
            throw node.Unsupported("has shuffled weights");
        }

        if (!node.FileInput(1).IsConstant)
        {
            return BatchMatMulImporter.ImportFullyConnected(node);
        }

        TensorInfo input = node.Activation(0);
        TensorInfo weights = node.Weights(1, input, TensorLayout.Oi, rank: 2, channelAxis: 0);
        TensorInfo output = node.Output();
        RequantizationKind kind = node.KindOf(weights, isTaken: true, RequantizationKind.TfliteSingle);
        ClampRange clamp = node.Clamp(options, FullyConnectedOptions.FusedActivationFunction, output, kind == RequantizationKind.OnnxFloat);
        int inChannels = weights.Shape[1];
        return
        [
            new FullyConnected(
                node.Name, input.Index, weights.Index, node.Bias(2), output.Index,
                new MacGeometry(WindowGeometry.Vector(input.ElementCount / inChannels, inChannels), weights.Shape[0], 1, TensorLayout.Oi),
                weights.Quantization!.IsPerChannel || kind == RequantizationKind.OnnxFloat
                    ? node.ChannelRequantization(input, weights, output, clamp, kind)
                    : node.SingleProductRequantization(input, weights, output, clamp, kind)),
        ];
    }
}
