using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>QLinearConv, ConvInteger, and Conv between DequantizeLinear and QuantizeLinear.</summary>
internal static class Convolution
{
    /// <summary>QLinearConv(x, xs, xz, w, ws, wz, ys, yz, B).</summary>
    public static OnnxValue ImportQuantized(OnnxOp op)
    {
        OnnxCodes input = op.Codes(0);
        OnnxQuantization quantization = op.InputQuantization(input, 1, 2);
        OnnxTensor weights = op.Constant(3, "its weights");
        OnnxWeights codes = OnnxWeights.Of(op, weights, op.ChannelQuantization(4, 5, weights.Type == OnnxType.UInt8, Channels(op, weights)));
        OnnxTarget target = op.Target(6, 7, input.Scale.IsUnsigned);
        return Quantized(op, input, quantization, codes, op.Bias(8, codes.Channels), target);
    }

    /// <summary>ConvInteger(x, w, xz, wz): the accumulators.</summary>
    public static OnnxValue ImportInteger(OnnxOp op)
    {
        OnnxCodes input = op.Codes(0);
        if (input.Shape.Length != 4)
        {
            throw op.Node.Unsupported(Invariant($"has an input of {input.Shape.Length} axes, expected images (4)"));
        }

        OnnxTensor weights = op.Constant(1, "its weights");
        int zeroPoint = op.ChannelQuantization([1], op.Node.Has(2) ? op.Constant(2, "its zero point") : null, input.Scale.IsUnsigned, 1).ZeroPoint;
        input.Scale.RequireZeroPoint(zeroPoint, input.Scale.IsUnsigned, op.Node, input.Name);
        OnnxQuantization quantization = op.ChannelQuantization(
            [1], op.Node.Has(3) ? op.Constant(3, "the zero point of its weights") : null, weights.Type == OnnxType.UInt8, Channels(op, weights));
        return Add(op, input, OnnxWeights.Of(op, weights, quantization), null, ChannelRequantization.Accumulator, (shape, order) =>
            op.Graph.AddNumbers(op.Output, shape, ElementType.Int32));
    }

    /// <summary>Conv(x, w, B) of real numbers.</summary>
    public static OnnxValue ImportReal(OnnxOp op)
    {
        OnnxDequantized input = op.Dequantized(0);
        OnnxWeights weights = OnnxWeights.Of(op, op.DequantizedConstant(1, "its weights"), axis: 0);
        bool isInteger = op.TryIntegerBias(2, input.Quantization, weights, out OnnxBias? bias);
        int[] shape = OutputShape(op, input.Codes, weights);
        OnnxLayerReals reals = OnnxLayerReals.Of(op, input.Quantization, weights, op.RealBias(2, weights.Channels));
        OnnxLayerIsland island = OnnxLayerIsland.Of(
            op, shape, reals.Layer(op, OnnxOrder.ChannelsLast, shape, () => Accumulators(op, input.Codes, weights)), channelAxis: 1);
        return new OnnxPending(op.Output, shape, op.Node, target => isInteger
            ? Quantized(op, input.Codes, input.Quantization, weights, bias, target)
            : island.Quantize(op, target))
        {
            AsIsland = new(() => island),
        };
    }

    /// <summary>The layer without its bias, for what real numbers are computed of.</summary>
    private static int Accumulators(OnnxOp op, OnnxCodes input, OnnxWeights weights) =>
        Add(op, input, weights, null, ChannelRequantization.Accumulator, (shape, order) =>
        {
            int tensor = op.Graph.AddAccumulators(shape, order);
            return (tensor, tensor);
        });

    private static OnnxCodes Quantized(
        OnnxOp op, OnnxCodes input, OnnxQuantization quantization, OnnxWeights weights, OnnxBias? bias, OnnxTarget target) =>
        Add(op, input, weights, bias, op.Requantization(quantization, weights.Quantization, target), (shape, order) =>
            op.Graph.AddResult(target, shape, order, op.Node));

    private static TValue Add<TValue>(
        OnnxOp op,
        OnnxCodes input,
        OnnxWeights weights,
        OnnxBias? bias,
        ChannelRequantization requantization,
        Func<int[], OnnxOrder, (TValue Value, int Tensor)> addOutput)
    {
        int[] shape = OutputShape(op, input, weights);
        WindowGeometry window = OnnxWindows.Read(op, input.Shape, weights.Shape[2..]);
        int groups = window.InChannels / weights.Shape[1];
        bool isDepthwise = groups > 1 && weights.Shape[1] == 1;
        TensorLayout layout = isDepthwise ? TensorLayout.OneHwc : TensorLayout.Ohwi;
        int weightTensor = weights.Add(op.Graph, layout);
        int biasTensor = OnnxBias.Add(bias, op.Graph);
        int inputTensor = op.Graph.Tensor(input, OnnxOrder.ChannelsLast);
        (TValue value, int output) = addOutput(shape, OnnxOrder.ChannelsLast);
        MacGeometry geometry = new(window, weights.Channels, groups, layout);
        string name = op.Graph.NodeName(op.Graph.NameOf(output), op.Node.OpType);
        op.Graph.Add(isDepthwise
            ? new DepthwiseConv2D(name, inputTensor, weightTensor, biasTensor, output, geometry, requantization)
            : new Conv2D(name, inputTensor, weightTensor, biasTensor, output, geometry, requantization));
        return value;
    }

    /// <summary>The output's shape in the order of the model; checks channels and groups.</summary>
    private static int[] OutputShape(OnnxOp op, OnnxCodes input, OnnxWeights weights)
    {
        int channels = input.Shape.Length > 1 ? input.Shape[1] : 0;
        long groups = op.Node.Int("group", 1);
        if (weights.Shape.Length != input.Shape.Length || !OnnxOrders.HasChannels(weights.Shape))
        {
            throw op.Node.Unsupported(Invariant(
                $"has weights [{string.Join(", ", weights.Shape)}] for an input [{string.Join(", ", input.Shape)}], expected 4 axes each, or 3"));
        }

        if (groups < 1 || groups * weights.Shape[1] != channels || weights.Channels % groups != 0)
        {
            throw op.Node.ShapeError(Invariant(
                $"has weights [{string.Join(", ", weights.Shape)}] in {groups} groups for {channels} input channels"));
        }

        return OnnxWindows.OutputShape(op, input.Shape, OnnxWindows.Read(op, input.Shape, weights.Shape[2..]), weights.Channels);
    }

    private static int Channels(OnnxOp op, OnnxTensor weights) => weights.Shape.Length > 0
        ? weights.Shape[0]
        : throw op.Node.ShapeError($"has weights {Quote(weights.Name)} without axes");
}
