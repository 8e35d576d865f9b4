using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>What layers of products and pools share: weights, windows, requantization.</summary>
internal sealed partial class TfliteNode
{
    /// <summary>VALID in the options of windows.</summary>
    public const int ValidPadding = 1;

    /// <summary>The weights of a layer; uint8 where its activations are, int8 where they are not.</summary>
    public TensorInfo Weights(int input, TensorInfo activations, TensorLayout layout, int rank, int channelAxis)
    {
        if (!FileInput(input).IsConstant)
        {
            throw Unsupported("multiplies two computed tensors");
        }

        TensorInfo weights = tensors.Weights(InputIndex(input), Label, layout, channelAxis);
        RequireRank(weights, rank);
        if (weights.IsUnsigned != activations.IsUnsigned)
        {
            throw Unsupported($"has {weights.ModelType.Name()} weights for {activations.ModelType.Name()} activations");
        }

        return weights;
    }

    /// <summary>Tensor index of a bias, or -1 when it is left out.</summary>
    public int Bias(int input) =>
        input < entry.Inputs.Length && entry.Inputs[input] >= 0 ? tensors.Bias(entry.Inputs[input], Label).Index : -1;

    /// <summary>
    /// The image under the window of a convolution. Where SPACE_TO_BATCH_ND around it pads by another code than real zero, a node pads it.
    /// </summary>
    /// <param name="input">Position among the inputs.</param>
    /// <param name="before">Takes that node.</param>
    public TensorInfo Image(int input, List<GraphNode> before)
    {
        TensorInfo image = Activation(input);
        RefuseXnnpack(entry.Dilation is not null, "SPACE_TO_BATCH_ND before it");
        if (entry.Dilation is not { Padding: [int top, int left, int bottom, int right] } || (top | left | bottom | right) == 0 || PhasePadding(image) == image.ZeroPoint)
        {
            return image;
        }

        RequireRank(image, 4);
        int[] shape = [image.Shape[0], image.Shape[1] + top + bottom, image.Shape[2] + left + right, image.Shape[3]];
        RequireExtents(shape);
        TensorInfo padded = Intermediate(shape, image);
        before.Add(new Pad(FurtherName(), image.Index, padded.Index, EquatableArray.Of(0, top, left, 0), PhasePadding(image)));
        return padded;
    }

    /// <summary>What SPACE_TO_BATCH_ND pads by: TensorFlow Lite Micro by code 0, whatever the zero point, and uint8, which it lacks, by real zero.</summary>
    public static int PhasePadding(TensorInfo image) => image.IsUnsigned ? image.ZeroPoint : 0;

    /// <summary>The window of a convolution or pooling.</summary>
    public WindowGeometry Window(
        TensorInfo input, (int Height, int Width) filter, int padding, (int Y, int X) stride, (int Y, int X) dilation)
    {
        RequireRank(input, 4);
        if (Math.Min(Math.Min(filter.Height, filter.Width), Math.Min(Math.Min(stride.Y, stride.X), Math.Min(dilation.Y, dilation.X))) < 1)
        {
            throw Error(Descriptors.ShapeMismatch, Invariant(
                $"has filter {filter}, stride {stride} and dilation {dilation}; each must be at least 1"));
        }

        if (entry.Dilation is { } between)
        {
            return new WindowGeometry(
                input.Shape[0], input.Shape[1], input.Shape[2], input.Shape[3], filter.Height, filter.Width, stride.Y, stride.X,
                between.Y, between.X,
                input.Index == InputIndex(0) ? new Padding(PaddingMode.Explicit, new EquatableArray<int>(between.Padding)) : Padding.Valid);
        }

        return new WindowGeometry(
            input.Shape[0], input.Shape[1], input.Shape[2], input.Shape[3],
            filter.Height, filter.Width, stride.Y, stride.X, dilation.Y, dilation.X,
            padding switch
            {
                0 => Padding.Same,
                ValidPadding => Padding.Valid,
                _ => throw Error(Descriptors.GraphInvalid, Invariant($"has padding {padding}, expected SAME (0) or VALID (1)")),
            });
    }

    /// <summary>Requantization of a convolution: <c>inputScale * weightScale[c] / outputScale</c>, in double but for old uint8 models.</summary>
    /// <param name="input">Activations.</param>
    /// <param name="weights">With one scale, or one per output channel.</param>
    /// <param name="output">The result.</param>
    /// <param name="clamp">The fused activation.</param>
    /// <param name="kind">The rounding.</param>
    public ChannelRequantization ChannelRequantization(TensorInfo input, TensorInfo weights, TensorInfo output, ClampRange clamp, RequantizationKind kind)
    {
        if (kind == RequantizationKind.OnnxFloat)
        {
            ChannelRequantization delegated = Xnnpack.Layer(input, weights, output, clamp);
            float greatest = delegated.FactorBits.Max(BitConverter.UInt32BitsToSingle);
            return greatest < Xnnpack.FactorLimit
                ? delegated
                : throw QuantizationError(Invariant($"scales its result by {greatest}, and LiteRT refuses to load a layer that scales by {Xnnpack.FactorLimit} or more"));
        }

        if (input.IsUnsigned)
        {
            return SingleProductRequantization(input, weights, output, clamp, kind);
        }

        double inputScale = Scale(input);
        double outputScale = Scale(output);
        return Requantization(Scales(weights).Select(scale => inputScale * scale / outputScale), clamp, kind);
    }

    /// <summary>The same with the product of the scales rounded to float32: what a fully connected layer with one scale does.</summary>
    public ChannelRequantization SingleProductRequantization(TensorInfo input, TensorInfo weights, TensorInfo output, ClampRange clamp, RequantizationKind kind)
    {
        float product = Scale(input) * Scale(weights);
        return Requantization([product / (double)Scale(output)], clamp, kind);
    }

    private ChannelRequantization Requantization(IEnumerable<double> factors, ClampRange clamp, RequantizationKind kind) =>
        new(kind, factors.Select(factor => Multiplier(factor, kind)).ToEquatableArray(), clamp);
}
