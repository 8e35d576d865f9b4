using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Transposed convolution: every input pixel spreads over a window of the output; NHWC activations, OHWI weights, optional groups.</summary>
/// <remarks>
/// Seen from the output: element (filterY, filterX) of the window reads input row <c>(outY + padTop - filterY * dilation) / stride</c>
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
        (TensorInfo input, TensorInfo weights) = reader.Checks.Convolution(channelAxis: 0);
        TensorInfo output = reader.Checks.Output;
        reader.Checks.RequireRank(output, 4);
        WindowGeometry window = reader.Window(input, weights.Shape[1], weights.Shape[2]) with
        {
            Transposed = new ImageExtent(output.Shape[1], output.Shape[2]),
        };
        int outChannels = weights.Shape[0];
        return new TransposeConv(
            reader.Name, input.Index, weights.Index, reader.Bias(2), output.Index,
            new MacGeometry(window, outChannels, GroupsOf(input, weights), TensorLayout.Ohwi), reader.ChannelRequantization(outChannels));
    }

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, TensorInfo weights) = node.Convolution(channelAxis: 0);
        int groups = GroupsOf(input, weights);
        if ((long)groups * weights.Shape[3] != input.Shape[3] || weights.Shape[0] % groups != 0)
        {
            throw node.ShapeError(Invariant($"weights are {weights.Signature} but the input has {input.Shape[3]} channels"));
        }

        node.RequireRank(node.Output, 4);
        node.RequirePadding(Geometry.Window.Padding);
        WindowGeometry window = Geometry.Window.Over(input, weights.Shape[1], weights.Shape[2]) with
        {
            Transposed = new ImageExtent(node.Output.Shape[1], node.Output.Shape[2]),
        };
        int least = Math.Min(Math.Min(window.StrideY, window.StrideX), Math.Min(window.DilationY, window.DilationX));
        long reach = Math.Max((window.FilterHeight - 1L) * window.DilationY, (window.FilterWidth - 1L) * window.DilationX);
        if (least < 1 || Math.Max(reach, Math.Max(window.StrideY, window.StrideX)) > TensorInfo.MaxElements)
        {
            throw node.ShapeError(Invariant(
                $"has stride {window.StrideY} x {window.StrideX} and dilation {window.DilationY} x {window.DilationX}, expected at least 1, and windows of at most {TensorInfo.MaxElements} rows and columns"));
        }

        TensorInfo output = node.Layer(this, weights.Shape[0]);
        node.RequireShape(output, window.OutputShape(weights.Shape[0]));
        node.RequireGeometry(Geometry, new MacGeometry(window, weights.Shape[0], groups, TensorLayout.Ohwi));
    }

    public override void WriteAttributes(JsonWriter json) => json.Window(Geometry.Window);

    /// <summary>Groups are what the weights leave of the input's channels.</summary>
    private static int GroupsOf(TensorInfo input, TensorInfo weights) => Math.Max(1, input.Shape[3] / Math.Max(1, weights.Shape[3]));
}
