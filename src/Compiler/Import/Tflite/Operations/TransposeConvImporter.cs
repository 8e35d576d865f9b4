using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>TRANSPOSE_CONV: operands are the shape of the output, weights, activations, bias.</summary>
internal static class TransposeConvImporter
{
    public static GraphNode Import(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.TransposeConvOptions);
        TensorInfo input = node.Activation(2);
        TensorInfo weights = node.Weights(1, input, TensorLayout.Ohwi, rank: 4, channelAxis: 0);
        TensorInfo output = node.Output();
        int[] shape = node.Integers(0, 4);
        node.RequireOutputShape(output, shape);
        WindowGeometry window = node.Window(
            input,
            (weights.Shape[1], weights.Shape[2]),
            options.Byte(TransposeConvOptions.Padding),
            (options.Int32(TransposeConvOptions.StrideH), options.Int32(TransposeConvOptions.StrideW)),
            (1, 1)) with
        {
            Transposed = new ImageExtent(shape[1], shape[2]),
        };
        if (window.InChannels != weights.Shape[3])
        {
            throw node.ShapeError(Invariant($"has weights {weights.Signature} for {window.InChannels} input channels"));
        }

        bool isTaken = window.Padding.Mode != PaddingMode.Same || (window.StrideY <= window.FilterHeight && window.StrideX <= window.FilterWidth);
        RequantizationKind kind = node.KindOf(weights, isTaken, RequantizationKind.TfliteDouble);
        ClampRange clamp = node.Clamp(options, TransposeConvOptions.FusedActivationFunction, output, kind == RequantizationKind.OnnxFloat);
        return new TransposeConv(
            node.Name, input.Index, weights.Index, node.Bias(3), output.Index,
            new MacGeometry(window, weights.Shape[0], 1, TensorLayout.Ohwi),
            node.ChannelRequantization(input, weights, output, clamp, kind));
    }
}
