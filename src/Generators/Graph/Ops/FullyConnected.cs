using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Fully connected layer: the input is read as rows of the weights' input channels; weights OI.</summary>
public sealed record FullyConnected(
    string Name, int Input, int Weights, int Bias, int Output, MacGeometry Geometry, ChannelRequantization Requantization)
    : MacNode(Name, Input, Weights, Bias, Output, Geometry, Requantization)
{
    public const string OpName = "fully_connected";

    public override string Op => OpName;

    public static FullyConnected Read(NodeReader reader)
    {
        TensorInfo input = reader.Activation(0);
        TensorInfo weights = reader.Weights(1, channelAxis: 0);
        reader.RequireRank(weights, 2);
        int outChannels = weights.Shape[0];
        int inChannels = weights.Shape[1];
        ChannelRequantization requantization = reader.ChannelRequantization(outChannels);
        TensorInfo output = reader.MacOutput(requantization);
        int rows = input.ElementCount / inChannels;
        if (input.ElementCount % inChannels != 0 || output.ElementCount != (long)rows * outChannels)
        {
            throw reader.ShapeError(
                $"weights are {weights.Signature} but the input is {input.Signature} and the output {output.Signature}");
        }

        return new FullyConnected(
            reader.Name, input.Index, weights.Index, reader.Bias(2, outChannels), output.Index,
            new MacGeometry(WindowGeometry.Vector(rows, inChannels), outChannels, 1, TensorLayout.Oi),
            requantization);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }
}
