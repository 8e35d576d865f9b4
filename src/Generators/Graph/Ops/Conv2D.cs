using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Convolution: NHWC activations, OHWI weights, optional groups.</summary>
public sealed record Conv2D(
    string Name, int Input, int Weights, int Bias, int Output, MacGeometry Geometry, ChannelRequantization Requantization)
    : MacNode(Name, Input, Weights, Bias, Output, Geometry, Requantization)
{
    public const string OpName = "conv2d";

    public override string Op => OpName;

    public static Conv2D Read(NodeReader reader)
    {
        TensorInfo input = reader.Activation(0);
        TensorInfo weights = reader.Weights(1, channelAxis: 0);
        reader.RequireRank(input, 4);
        reader.RequireRank(weights, 4);
        int outChannels = weights.Shape[0];
        int groupInChannels = weights.Shape[3];
        int groups = reader.Graph.Integer("groups", 1, int.MaxValue);
        if ((long)groups * groupInChannels != input.Shape[3] || outChannels % groups != 0)
        {
            throw reader.ShapeError(
                Invariant($"weights are {weights.Signature} in {groups} groups but the input has {input.Shape[3]} channels"));
        }

        WindowGeometry window = reader.Window(input, weights.Shape[1], weights.Shape[2]);
        ChannelRequantization requantization = reader.ChannelRequantization(outChannels);
        TensorInfo output = reader.MacOutput(requantization);
        reader.RequireImages(output, window, outChannels, requantization);
        return new Conv2D(
            reader.Name, input.Index, weights.Index, reader.Bias(2, outChannels), output.Index,
            new MacGeometry(window, outChannels, groups, TensorLayout.Ohwi), requantization);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Window(Geometry.Window);
        json.Member("groups", Geometry.Groups);
    }
}
