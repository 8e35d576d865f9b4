using QMacVerify.Generators.Graph.Json;
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
        TensorInfo input = reader.Activation(0);
        TensorInfo weights = reader.Weights(1, channelAxis: 3);
        reader.RequireRank(input, 4);
        reader.RequireRank(weights, 4);
        int outChannels = weights.Shape[3];
        int inChannels = input.Shape[3];
        if (weights.Shape[0] != 1 || outChannels % inChannels != 0)
        {
            throw reader.ShapeError(Invariant(
                $"weights are {weights.Signature}, expected [1, height, width, a multiple of the input's {inChannels} channels]"));
        }

        WindowGeometry window = reader.Window(input, weights.Shape[1], weights.Shape[2]);
        ChannelRequantization requantization = reader.ChannelRequantization(outChannels);
        TensorInfo output = reader.MacOutput(requantization);
        reader.RequireImages(output, window, outChannels, requantization);
        return new DepthwiseConv2D(
            reader.Name, input.Index, weights.Index, reader.Bias(2, outChannels), output.Index,
            new MacGeometry(window, outChannels, inChannels, TensorLayout.OneHwc), requantization);
    }

    public override void WriteAttributes(JsonWriter json) => json.Window(Geometry.Window);
}
