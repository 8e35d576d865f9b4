using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>The window attributes that convolutions and poolings share, for images and for sequences.</summary>
internal static class OnnxWindows
{
    private const int MaxStep = 1 << 20;

    /// <summary>The window over an image or a sequence; a sequence is an image of one row.</summary>
    /// <param name="op">The node, with kernel_shape unless given, strides, dilations, pads or auto_pad, ceil_mode.</param>
    /// <param name="shape">Of the input, in the order of the model.</param>
    /// <param name="kernel">Extents of the filter, from the weights; null to read kernel_shape.</param>
    public static WindowGeometry Read(OnnxOp op, int[] shape, int[]? kernel = null)
    {
        if (!OnnxOrders.HasChannels(shape))
        {
            throw op.Node.Unsupported(Invariant($"has an input of {shape.Length} axes, expected images (4) or sequences (3)"));
        }

        int axes = shape.Length - 2;
        int[] filter = Attribute(op, "kernel_shape", axes, kernel);
        if (kernel is not null && !filter.AsSpan().SequenceEqual(kernel))
        {
            throw op.Node.ShapeError($"has kernel_shape [{string.Join(", ", filter)}] but weights for [{string.Join(", ", kernel)}]");
        }

        int[] ones = [.. Enumerable.Repeat(1, axes)];
        int[] stride = Attribute(op, "strides", axes, ones);
        int[] dilation = Attribute(op, "dilations", axes, ones);
        int[] pads = Pads(op, shape[2..], filter, stride, dilation);
        int[] image = OnnxOrders.AsImage(shape);
        return new WindowGeometry(
            image[0], image[2], image[3], image[1],
            Row(filter), filter[^1], Row(stride), stride[^1], Row(dilation), dilation[^1],
            pads.All(amount => amount == 0) ? Padding.Valid : new Padding(PaddingMode.Explicit, EquatableArray.Of(
                axes == 2 ? pads[0] : 0, pads[axes - 1], axes == 2 ? pads[axes] : 0, pads[^1])));

        static int Row(int[] perAxis) => perAxis.Length == 2 ? perAxis[0] : 1;
    }

    /// <summary>A window over the whole image.</summary>
    public static WindowGeometry Whole(OnnxOp op, int[] shape)
    {
        if (!OnnxOrders.HasChannels(shape))
        {
            throw op.Node.Unsupported(Invariant($"has an input of {shape.Length} axes, expected images (4) or sequences (3)"));
        }

        int[] image = OnnxOrders.AsImage(shape);
        return new WindowGeometry(image[0], image[2], image[3], image[1], image[2], image[3], 1, 1, 1, 1, Padding.Valid);
    }

    /// <summary>The shape of what windows over an input give, in the order of the model.</summary>
    public static int[] OutputShape(OnnxOp op, int[] input, WindowGeometry window, int channels)
    {
        if (window.OutHeight < 1 || window.OutWidth < 1)
        {
            throw op.Node.ShapeError(Invariant(
                $"has a window of {window.FilterHeight} x {window.FilterWidth}, which does not fit into [{string.Join(", ", input)}] with its padding"));
        }

        return input.Length == 4
            ? [input[0], channels, window.OutHeight, window.OutWidth]
            : [input[0], channels, window.OutWidth];
    }

    /// <summary>Padding: all begins, then all ends, so that windows step through it without a rest.</summary>
    private static int[] Pads(OnnxOp op, int[] input, int[] filter, int[] stride, int[] dilation)
    {
        int axes = input.Length;
        string auto = op.Node.Text("auto_pad", "NOTSET");
        int[] pads = auto == "NOTSET" ? Attribute(op, "pads", 2 * axes, new int[2 * axes], least: 0) : new int[2 * axes];
        bool ceil = op.Node.Int("ceil_mode", 0) != 0;
        for (int axis = 0; axis < axes; axis++)
        {
            long reach = ((filter[axis] - 1L) * dilation[axis]) + 1;
            switch (auto)
            {
                case "NOTSET" when ceil:
                    pads[axes + axis] = CeilingEnd(input[axis], pads[axis], pads[axes + axis], reach, stride[axis]);
                    break;
                case "NOTSET" or "VALID":
                    break;
                case "SAME_UPPER" or "SAME_LOWER":
                    long output = (input[axis] + stride[axis] - 1) / stride[axis];
                    long total = Math.Min(Math.Max(((output - 1) * stride[axis]) + reach - input[axis], 0), MaxStep);
                    pads[axis] = (int)(auto == "SAME_UPPER" ? total / 2 : total - (total / 2));
                    pads[axes + axis] = (int)total - pads[axis];
                    break;
                default:
                    throw op.Node.GraphError($"has auto_pad {Quote(auto)}, expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
            }
        }

        return pads;
    }

    /// <summary>The padding after the input that gives as many windows as rounding up does.</summary>
    /// <remarks>A last window that would begin in the padding behind the input is dropped, as ONNX Runtime does.</remarks>
    private static int CeilingEnd(int input, int before, int after, long reach, int stride)
    {
        long span = (long)input + before + after - reach;
        if (span < 0)
        {
            return after;
        }

        long output = ((span + stride - 1) / stride) + 1;
        if ((output - 1) * stride >= (long)input + before)
        {
            output--;
        }

        return (int)Math.Clamp(((output - 1) * stride) + reach - input - before, 0, MaxStep);
    }

    private static int[] Attribute(OnnxOp op, string name, int count, int[]? byDefault, int least = 1)
    {
        IReadOnlyList<long>? values = op.Node.Ints(name);
        if (values is null or [])
        {
            return byDefault ?? throw op.Node.GraphError($"has no {name}");
        }

        return values.Count == count && values.All(value => value >= least && value <= MaxStep)
            ? [.. values.Select(value => (int)value)]
            : throw op.Node.ShapeError(Invariant($"has {name} [{string.Join(", ", values.Take(8))}], expected {count} numbers from {least} to {MaxStep}"));
    }
}
