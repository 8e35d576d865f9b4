using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>ConvTranspose of images and sequences, for which ONNX Runtime has no integer operator: a function of the layer's real result.</summary>
internal static class TransposedConvolution
{
    private const int MaxAmount = 1 << 20;

    /// <summary>ConvTranspose(x, w, B) of real numbers; w is [inputs, outputs, filter].</summary>
    public static OnnxValue Import(OnnxOp op)
    {
        OnnxDequantized input = op.Dequantized(0);
        OnnxDequantizedConstant stored = op.DequantizedConstant(1, "its weights");
        int[] shape = input.Shape;
        if (op.Node.Int("group", 1) != 1 || !OnnxOrders.HasChannels(shape) || stored.Shape.Length != shape.Length || stored.Shape[0] != shape[1])
        {
            throw op.Node.Unsupported(Invariant(
                $"has weights [{string.Join(", ", stored.Shape)}] in {op.Node.Int("group", 1)} groups for an input [{string.Join(", ", shape)}], expected one group and 4 axes each, or 3"));
        }

        OnnxMove outputsFirst = OnnxMove.Transpose(op.Graph, stored.Shape, [1, 0, .. Enumerable.Range(2, shape.Length - 2)]);
        OnnxTensor tensor = outputsFirst.Of(stored.Tensor)!;
        OnnxWeights weights = OnnxWeights.Of(op, stored with { Tensor = tensor, Shape = tensor.Shape, Axis = outputsFirst.AxisOf(stored.Axis) }, axis: 0);
        (int[] output, WindowGeometry window) = Window(op, shape, weights.Shape);
        OnnxLayerReals reals = OnnxLayerReals.Of(op, input.Quantization, weights, op.RealBias(2, weights.Channels));
        OnnxLayer layer = reals.Layer(op, OnnxOrder.ChannelsLast, output, () =>
        {
            int weightTensor = weights.Add(op.Graph, TensorLayout.Ohwi);
            int source = op.Graph.Tensor(input.Codes, OnnxOrder.ChannelsLast);
            int result = op.Graph.AddAccumulators(output, OnnxOrder.ChannelsLast);
            op.Graph.Add(new TransposeConv(
                op.Graph.NodeName("", op.Node.OpType), source, weightTensor, -1, result,
                new MacGeometry(window, weights.Channels, 1, TensorLayout.Ohwi), ChannelRequantization.Accumulator));
            return result;
        });
        return OnnxLayerIsland.Of(op, output, layer, channelAxis: 1);
    }

    /// <summary>The shape of the result, in the order of the model, and the window that spreads over it.</summary>
    private static (int[] Shape, WindowGeometry Window) Window(OnnxOp op, int[] input, int[] weights)
    {
        int axes = input.Length - 2;
        int[] stride = Amounts("strides", axes, 1);
        int[] extra = Amounts("output_padding", axes, 0);
        int[] pads = Amounts("pads", 2 * axes, 0);
        if (Amounts("dilations", axes, 1).Any(step => step != 1))
        {
            throw op.Node.Unsupported("has a dilation");
        }

        IReadOnlyList<long>? asked = op.Node.Ints("output_shape");
        string auto = op.Node.Text("auto_pad", "NOTSET");
        int[] extents = new int[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            long whole = ((input[axis + 2] - 1L) * stride[axis]) + extra[axis] + weights[axis + 2];
            if (asked is { Count: > 0 } || auto is "SAME_UPPER" or "SAME_LOWER")
            {
                // What is too much is cut from both sides.
                long total = whole - (asked is { Count: > 0 } ? asked.ElementAtOrDefault(asked.Count - axes + axis) : (long)input[axis + 2] * stride[axis]);
                if (total is < 0 or > MaxAmount)
                {
                    throw op.Node.Unsupported(Invariant($"asks for more than the {whole} elements that its windows reach along axis {axis + 2}"));
                }

                pads[axis] = (int)(auto == "SAME_UPPER" ? total / 2 : total - (total / 2));
                pads[axes + axis] = (int)total - pads[axis];
            }

            extents[axis] = (int)Math.Clamp(whole - pads[axis] - pads[axes + axis], 0, TensorInfo.MaxElements);
        }

        int[] image = OnnxOrders.AsImage(input);
        WindowGeometry window = new(
            image[0], image[2], image[3], image[1],
            axes == 2 ? weights[2] : 1, weights[^1], axes == 2 ? stride[0] : 1, stride[^1], 1, 1,
            new Padding(PaddingMode.Explicit, EquatableArray.Of(axes == 2 ? pads[0] : 0, pads[axes - 1], 0, 0)))
        {
            Transposed = new ImageExtent(axes == 2 ? extents[0] : 1, extents[^1]),
        };
        return ([input[0], weights[0], .. extents], window);

        int[] Amounts(string name, int count, int byDefault)
        {
            IReadOnlyList<long> values = op.Node.Ints(name) is { Count: > 0 } given ? given : [.. Enumerable.Repeat((long)byDefault, count)];
            return values.Count == count && values.All(value => value >= Math.Min(byDefault, 1) && value <= MaxAmount)
                ? [.. values.Select(value => (int)value)]
                : throw op.Node.ShapeError(Invariant($"has {name} [{string.Join(", ", values.Take(8))}], expected {count} numbers up to {MaxAmount}"));
        }
    }
}
