using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
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
        TensorInfo input = reader.Checks.Activation(0);
        TensorInfo weights = reader.Checks.Weights(1, channelAxis: 0);
        reader.Checks.RequireRank(weights, 2);
        return new FullyConnected(
            reader.Name, input.Index, weights.Index, reader.Bias(2), reader.Output,
            GeometryOf(input, weights), reader.ChannelRequantization(weights.Shape[0]));
    }

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo weights = node.Weights(1, channelAxis: 0);
        node.RequireRank(weights, 2);
        MacGeometry geometry = GeometryOf(input, weights);
        TensorInfo output = node.Layer(this, geometry.OutChannels);
        if (input.ElementCount % weights.Shape[1] != 0 || output.ElementCount != (long)geometry.Positions * geometry.OutChannels)
        {
            throw node.ShapeError(
                $"weights are {weights.Signature} but the input is {input.Signature} and the output {output.Signature}");
        }

        node.RequireGeometry(Geometry, geometry);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    private static MacGeometry GeometryOf(TensorInfo input, TensorInfo weights) => new(
        WindowGeometry.Vector(input.ElementCount / weights.Shape[1], weights.Shape[1]), weights.Shape[0], 1, TensorLayout.Oi);
}
