using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
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
        (TensorInfo input, TensorInfo weights) = reader.Checks.Convolution(channelAxis: 0);
        WindowGeometry window = reader.Window(input, weights.Shape[1], weights.Shape[2]);
        int outChannels = weights.Shape[0];
        int groups = reader.Graph.Integer("groups", 1, int.MaxValue);
        return new Conv2D(
            reader.Name, input.Index, weights.Index, reader.Bias(2), reader.Output,
            new MacGeometry(window, outChannels, groups, TensorLayout.Ohwi), reader.ChannelRequantization(outChannels));
    }

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, TensorInfo weights) = node.Convolution(channelAxis: 0);
        int groups = Geometry.Groups;
        if (groups < 1 || (long)groups * weights.Shape[3] != input.Shape[3] || weights.Shape[0] % groups != 0)
        {
            throw node.ShapeError(
                Invariant($"weights are {weights.Signature} in {groups} groups but the input has {input.Shape[3]} channels"));
        }

        WindowGeometry window = Geometry.Window.Over(input, weights.Shape[1], weights.Shape[2]);
        node.RequireFit(window, input);
        TensorInfo output = node.Layer(this, weights.Shape[0]);
        node.RequireImages(output, window, weights.Shape[0], Requantization);
        node.RequireGeometry(Geometry, new MacGeometry(window, weights.Shape[0], groups, TensorLayout.Ohwi));
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Window(Geometry.Window);
        json.Member("groups", Geometry.Groups);
    }
}
