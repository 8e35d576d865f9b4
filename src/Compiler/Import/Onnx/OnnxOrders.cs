using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Shapes, strides and axes of the two orders.</summary>
/// <remarks>A sequence [batch, channel, length] is an image of one row: [batch, 1, length, channel].</remarks>
internal static class OnnxOrders
{
    private static readonly int[] FromImage = [0, 2, 3, 1];
    private static readonly int[] ToImage = [0, 3, 1, 2];

    /// <summary>Elements of a shape that a tensor has.</summary>
    public static int Count(int[] shape) => shape.Aggregate(1, (product, extent) => product * extent);

    /// <summary>Whether a shape is that of images or sequences with channels.</summary>
    public static bool HasChannels(int[] shape) => shape.Length is 3 or 4;

    /// <summary>What belongs to each axis of the model, as the axes of the graph's tensor follow each other.</summary>
    /// <param name="order">That of the tensor.</param>
    /// <param name="perAxis">One for each axis of the model.</param>
    /// <param name="row">For the one row of a sequence.</param>
    public static T[] Arrange<T>(OnnxOrder order, T[] perAxis, T row) => (order, perAxis) switch
    {
        (OnnxOrder.ChannelsLast, [T batch, T channel, T length]) => [batch, row, length, channel],
        (OnnxOrder.ChannelsLast, [T batch, T channel, T height, T width]) => [batch, height, width, channel],
        _ => perAxis,
    };

    /// <summary>The shape of the graph's tensor.</summary>
    public static int[] ShapeIn(OnnxOrder order, int[] shape) => Arrange(order, shape, 1);

    /// <summary>The step in the graph's tensor along each axis of the model.</summary>
    public static int[] StridesIn(OnnxOrder order, int[] shape)
    {
        int[] strides = new int[shape.Length];
        int stride = 1;
        foreach (int axis in Arrange(order, [.. Enumerable.Range(0, shape.Length)], -1).Reverse().Where(axis => axis >= 0))
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>The axis of the graph's tensor that an axis of the model has become.</summary>
    public static int AxisIn(OnnxOrder order, int axis, int rank) =>
        Array.IndexOf(Arrange(order, [.. Enumerable.Range(0, rank)], -1), axis);

    public static TensorLayout LayoutIn(OnnxOrder order, int[] shape) => (order, shape.Length) switch
    {
        (OnnxOrder.ChannelsLast, 3) => TensorLayout.N1wc,
        (OnnxOrder.ChannelsLast, _) => TensorLayout.Nhwc,
        (_, 4) => TensorLayout.Nchw,
        _ => TensorLayout.Any,
    };

    /// <summary>A shape as that of images: sequences get their row.</summary>
    public static int[] AsImage(int[] shape) => shape switch
    {
        [int batches, int channels, int length] => [batches, channels, 1, length],
        _ => shape,
    };

    /// <summary>Whether both orders hold the elements in the same sequence.</summary>
    public static bool Coincide(int[] shape) => AsImage(shape) is [_, int channels, int height, int width] && (channels == 1 || (long)height * width == 1);

    /// <summary>Codes of one order in the other.</summary>
    public static byte[] Reorder(byte[] codes, int[] shape, OnnxOrder from)
    {
        int[] image = AsImage(shape);
        return from == OnnxOrder.Model
            ? AxisOrder.Permute(codes, 1, image, FromImage)
            : AxisOrder.Permute(codes, 1, AxisOrder.Permute(image, FromImage), ToImage);
    }
}
