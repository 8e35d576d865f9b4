using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Resize to the nearest element, or by weighted means of four, in float32 as ONNX Runtime finds them.</summary>
internal static class Resizing
{
    /// <summary>The graph names the input row and column of each one of the output.</summary>
    private const int MaxExtent = 1 << 16;

    /// <summary>Resize(x, roi, scales, sizes); before opset 11 Resize(x, scales).</summary>
    public static OnnxValue Import(OnnxOp op)
    {
        bool isOld = op.Opset < 11;
        string mode = op.Node.Text("mode", "nearest");
        string coordinates = op.Node.Text("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel");
        string nearest = op.Node.Text("nearest_mode", isOld ? "floor" : "round_prefer_floor");
        if (mode is not ("nearest" or "linear") || op.Node.Ints("axes") is not null || op.Node.Int("antialias", 0) != 0 || coordinates == "tf_crop_and_resize")
        {
            throw op.Node.Unsupported($"resizes in mode {Quote(mode)}, {Quote(coordinates)}, {Quote(nearest)}");
        }

        if (mode == "linear")
        {
            return Linear(op, coordinates, isOld ? 1 : 2);
        }

        return op.Move(0, shape =>
        {
            if (!OnnxOrders.HasChannels(shape))
            {
                throw op.Node.Unsupported(Invariant($"resizes a tensor of {shape.Length} axes"));
            }

            (float Scale, int Extent)[] axes = Axes(op, shape, isOld ? 1 : 2);
            int[][] picks = [.. axes.Select((axis, i) => Enumerable.Range(0, axis.Extent).Select(position => axis.Scale == 1
                ? position
                : Math.Clamp(Nearest(op, Original(op, position, axis.Scale, shape[i], axis.Extent, coordinates), axis.Scale, nearest, isOld), 0, shape[i] - 1)).ToArray())];
            int[] resized = [.. axes.Select(axis => axis.Extent)];
            return new OnnxMove(resized, (codes, name, _) => op.Graph.Pick(codes, name, resized.Length == 4 ? picks[2] : [0], picks[^1]));
        });
    }

    /// <summary>Weighted means of four pixels.</summary>
    private static OnnxPending Linear(OnnxOp op, string coordinates, int scalesInput)
    {
        OnnxDequantized input = op.Dequantized(0);
        int[] shape = input.Shape;
        if (shape.Length != 4)
        {
            throw op.Node.Unsupported(Invariant($"resizes a tensor of {shape.Length} axes in mode \"linear\", expected images (4)"));
        }

        (float Scale, int Extent)[] axes = Axes(op, shape, scalesInput);
        int[] resized = [.. axes.Select(axis => axis.Extent)];
        return new OnnxPending(op.Output, resized, op.Node, target =>
        {
            int source = op.Graph.Tensor(input.Codes, OnnxOrder.ChannelsLast);
            (OnnxCodes result, int output) = op.Graph.AddResult(target, resized, OnnxOrder.ChannelsLast, op.Node);
            op.Graph.Add(new QLinearResize(
                op.Graph.NodeName(target.Name, op.Node.OpType), source, output, Spans(2), Spans(3), target.Clamp));
            return result;
        });

        EquatableArray<WeightedSpan> Spans(int axis) => Enumerable.Range(0, resized[axis]).Select(position => Span(
            axes[axis].Scale == 1 ? position : Original(op, position, axes[axis].Scale, shape[axis], resized[axis], coordinates), shape[axis])).ToEquatableArray();
    }

    /// <summary>The elements around a coordinate, each with the distance from the other one; twice the same one has half each.</summary>
    private static WeightedSpan Span(float coordinate, int extent)
    {
        float inside = Math.Max(0, Math.Min(coordinate, extent - 1));
        int first = Math.Min((int)inside, extent - 1);
        int second = Math.Min(first + 1, extent - 1);
        return first == second
            ? new WeightedSpan(first, second, BitConverter.SingleToUInt32Bits(0.5f), BitConverter.SingleToUInt32Bits(0.5f))
            : new WeightedSpan(first, second, BitConverter.SingleToUInt32Bits(MathF.Abs(inside - second)), BitConverter.SingleToUInt32Bits(MathF.Abs(inside - first)));
    }

    /// <summary>Factor and extent of each axis, those of batch and channels unchanged.</summary>
    private static (float Scale, int Extent)[] Axes(OnnxOp op, int[] shape, int scalesInput)
    {
        (float Scale, int Extent)[] axes;
        if (op.Node.Has(scalesInput) && op.Constant(scalesInput, "its scales") is { Count: > 0 } scales)
        {
            axes = scales.Type == OnnxType.Float32
                ? [.. scales.Singles.ToArray().Zip(shape, (scale, extent) => (scale, (int)Math.Clamp(scale * extent, 0f, MaxExtent + 1f)))]
                : throw op.Node.GraphError($"has the scales {Quote(scales.Name)}, {scales.Signature}, expected float32");
        }
        else
        {
            axes = [.. op.Integers(3, "its sizes").Zip(shape, (size, extent) => ((float)size / extent, size))];
        }

        return axes.Length == shape.Length && axes[0].Scale == 1 && axes[1].Scale == 1 && axes.All(axis => axis.Scale > 0 && axis.Extent is >= 1 and <= MaxExtent)
            ? axes
            : throw op.Node.Unsupported(
                $"resizes [{string.Join(", ", shape)}] to [{string.Join(", ", axes.Select(axis => axis.Extent))}], other than height and width, or to more than {MaxExtent}");
    }

    /// <summary>The coordinate in the input of an element of the output.</summary>
    private static float Original(OnnxOp op, int position, float scale, int from, int to, string coordinates) => coordinates switch
    {
        "asymmetric" => position / scale,
        "half_pixel" => ((position + 0.5f) / scale) - 0.5f,
        "pytorch_half_pixel" => to > 1 ? ((position + 0.5f) / scale) - 0.5f : 0,
        "tf_half_pixel_for_nn" => (position + 0.5f) / scale,
        "align_corners" => to == 1 ? 0 : (float)position * (from - 1) / (to - 1),
        "half_pixel_symmetric" => Symmetric(position, scale, from, to),
        _ => throw op.Node.GraphError($"has coordinate_transformation_mode {Quote(coordinates)}"),
    };

    /// <summary>As <c>half_pixel</c>, with what rounding the extent has taken shared by both ends.</summary>
    private static float Symmetric(int position, float scale, int from, int to)
    {
        float adjustment = to / (scale * from);
        float centre = from / 2f;
        float offset = centre * (1 - adjustment);
        return offset + ((position + 0.5f) / scale) - 0.5f;
    }

    private static int Nearest(OnnxOp op, float coordinate, float scale, string nearest, bool isOld) => (int)(nearest switch
    {
        "floor" => isOld && scale < 1 ? MathF.Ceiling(coordinate) : MathF.Floor(coordinate),
        "ceil" => MathF.Ceiling(coordinate),
        "round_prefer_ceil" => MathF.Round(coordinate, MidpointRounding.AwayFromZero),
        "round_prefer_floor" => coordinate == MathF.Floor(coordinate) + 0.5f ? MathF.Floor(coordinate) : MathF.Round(coordinate, MidpointRounding.AwayFromZero),
        _ => throw op.Node.GraphError($"has nearest_mode {Quote(nearest)}"),
    });
}
