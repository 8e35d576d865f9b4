using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Transposed convolution: every input pixel spreads over a window of the output; NHWC activations, OHWI weights.</summary>
/// <remarks>
/// Seen from the output: element (filterY, filterX) of the window reads input row <c>(outY + padTop - filterY) / stride</c>
/// where that is a whole number inside the image, and columns likewise. Other elements do not exist, whatever the padding
/// rule: no product, no share in the correction (SEMANTICS section 4).
/// </remarks>
public sealed record TransposeConv(
    string Name, int Input, int Weights, int Bias, int Output, MacGeometry Geometry, ChannelRequantization Requantization)
    : MacNode(Name, Input, Weights, Bias, Output, Geometry, Requantization)
{
    public const string OpName = "transpose_conv";

    public override string Op => OpName;

    public static TransposeConv Read(NodeReader reader)
    {
        TensorInfo input = reader.Activation(0);
        TensorInfo weights = reader.Weights(1, channelAxis: 0);
        reader.RequireRank(input, 4);
        reader.RequireRank(weights, 4);
        int outChannels = weights.Shape[0];
        if (weights.Shape[3] != input.Shape[3])
        {
            throw reader.ShapeError(Invariant($"weights are {weights.Signature} but the input has {input.Shape[3]} channels"));
        }

        ChannelRequantization requantization = reader.ChannelRequantization(outChannels);
        TensorInfo output = reader.MacOutput(requantization);
        reader.RequireRank(output, 4);
        WindowGeometry window = reader.TransposedWindow(input, weights.Shape[1], weights.Shape[2], output);
        reader.RequireShape(output, window.OutputShape(outChannels));
        return new TransposeConv(
            reader.Name, input.Index, weights.Index, reader.Bias(2, outChannels), output.Index,
            new MacGeometry(window, outChannels, 1, TensorLayout.Ohwi), requantization);
    }

    public override void WriteAttributes(JsonWriter json) => json.Window(Geometry.Window);
}
