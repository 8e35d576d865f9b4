using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Depthwise convolution: output channel <c>c * multiplier + j</c> reads input channel c; weights 1HWC.</summary>
public sealed record DepthwiseConv2D(
    string Name, int Input, int Weights, int Bias, int Output, MacGeometry Geometry, ChannelRequantization Requantization)
    : MacNode(Name, Input, Weights, Bias, Output, Geometry, Requantization)
{
    public const string OpName = "depthwise_conv2d";

    public override string Op => OpName;

    public static DepthwiseConv2D Read(NodeReader reader)
    {
        (TensorInfo input, TensorInfo weights) = reader.Checks.Convolution(channelAxis: 3);
        WindowGeometry window = reader.Window(input, weights.Shape[1], weights.Shape[2]);
        int outChannels = weights.Shape[3];
        return new DepthwiseConv2D(
            reader.Name, input.Index, weights.Index, reader.Bias(2), reader.Output,
            new MacGeometry(window, outChannels, input.Shape[3], TensorLayout.OneHwc), reader.ChannelRequantization(outChannels));
    }

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, TensorInfo weights) = node.Convolution(channelAxis: 3);
        if (weights.Shape[0] != 1 || weights.Shape[3] % input.Shape[3] != 0)
        {
            throw node.ShapeError(Invariant(
                $"weights are {weights.Signature}, expected [1, height, width, a multiple of the input's {input.Shape[3]} channels]"));
        }

        WindowGeometry window = Geometry.Window.Over(input, weights.Shape[1], weights.Shape[2]);
        node.RequireFit(window, input);
        TensorInfo output = node.Layer(this, weights.Shape[3]);
        node.RequireImages(output, window, weights.Shape[3], Requantization);
        node.RequireGeometry(Geometry, new MacGeometry(window, weights.Shape[3], input.Shape[3], TensorLayout.OneHwc));
    }

    public override void WriteAttributes(JsonWriter json) => json.Window(Geometry.Window);
}
