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
        long groups = op.Node.Int("group", 1);
        if (!OnnxOrders.HasChannels(shape) || stored.Shape.Length != shape.Length || stored.Shape[0] != shape[1] || groups < 1 || shape[1] % groups != 0)
        {
            throw op.Node.Unsupported(Invariant(
                $"has weights [{string.Join(", ", stored.Shape)}] in {groups} groups for an input [{string.Join(", ", shape)}], expected 4 axes each, or 3, and groups that divide the channels"));
        }

        OnnxWeights weights = OnnxWeights.Of(op, OutputsFirst(op, stored, (int)groups), axis: 0);
        (int[] output, WindowGeometry window) = Window(op, shape, weights.Shape);
        OnnxLayerReals reals = OnnxLayerReals.Of(op, input.Quantization, weights, op.RealBias(2, weights.Channels));
        OnnxLayer layer = reals.Layer(op, OnnxOrder.ChannelsLast, output, () =>
        {
            int weightTensor = weights.Add(op.Graph, TensorLayout.Ohwi);
            int source = op.Graph.Tensor(input.Codes, OnnxOrder.ChannelsLast);
            int result = op.Graph.AddAccumulators(output, OnnxOrder.ChannelsLast);
            op.Graph.Add(new TransposeConv(
                op.Graph.NodeName("", op.Node.OpType), source, weightTensor, -1, result,
                new MacGeometry(window, weights.Channels, (int)groups, TensorLayout.Ohwi), ChannelRequantization.Accumulator));
            return result;
        });
        return OnnxLayerIsland.Of(op, output, layer, channelAxis: 1);
    }

    /// <summary>Weights [inputs, outputs of a group, filter] as [outputs, inputs of a group, filter].</summary>
    private static OnnxDequantizedConstant OutputsFirst(OnnxOp op, OnnxDequantizedConstant stored, int groups)
    {
        int[] filter = stored.Shape[2..];
        int inputs = stored.Shape[0] / groups;
        int outputs = stored.Shape[1];
        OnnxTensor grouped = stored.Tensor with { Shape = [groups, inputs, outputs, .. filter] };
        OnnxMove swap = OnnxMove.Transpose(op.Graph, grouped.Shape, [0, 2, 1, .. Enumerable.Range(3, filter.Length)]);
        OnnxTensor tensor = swap.Of(grouped)! with { Shape = [groups * outputs, inputs, .. filter] };

        // Scales along axis 1 are those of the outputs of one group, which all groups share.
        bool isPerOutput = stored.Scales.Length > 1 && stored.Axis == 1;
        return stored with
        {
            Tensor = tensor,
            Shape = tensor.Shape,
            Axis = stored.Axis switch { 0 => 1, 1 => 0, int axis => axis },
            Scales = isPerOutput ? [.. Enumerable.Repeat(stored.Scales, groups).SelectMany(scales => scales)] : stored.Scales,
            ZeroPoint = isPerOutput && groups > 1 && stored.ZeroPoint is { Count: > 1 } zeroPoints ? Repeated(zeroPoints, groups) : stored.ZeroPoint,
        };
    }

    private static OnnxTensor Repeated(OnnxTensor list, int times) => list with
    {
        Shape = [list.Count * times],
        Data = Enumerable.Repeat(list.Data.ToArray(), times).SelectMany(bytes => bytes).ToArray(),
    };

    /// <summary>The shape of the result, in the order of the model, and the window that spreads over it.</summary>
    private static (int[] Shape, WindowGeometry Window) Window(OnnxOp op, int[] input, int[] weights)
    {
        int axes = input.Length - 2;
        int[] stride = Amounts("strides", axes, 1);
        int[] extra = Amounts("output_padding", axes, 0);
        int[] pads = Amounts("pads", 2 * axes, 0);
        int[] dilation = Amounts("dilations", axes, 1);

        IReadOnlyList<long>? asked = op.Node.Ints("output_shape");
        string auto = op.Node.Text("auto_pad", "NOTSET");
        int[] extents = new int[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            long whole = ((input[axis + 2] - 1L) * stride[axis]) + extra[axis] + ((weights[axis + 2] - 1L) * dilation[axis]) + 1;
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
            axes == 2 ? weights[2] : 1, weights[^1], axes == 2 ? stride[0] : 1, stride[^1], axes == 2 ? dilation[0] : 1, dilation[^1],
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
