using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR; the new size is the output's shape.</summary>
internal static class ResizeImporter
{
    public static GraphNode ImportNearest(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.ResizeNearestNeighborOptions);
        bool isAligned = options.Flag(ResizeNearestNeighborOptions.AlignCorners);
        bool hasHalfPixels = options.Flag(ResizeNearestNeighborOptions.HalfPixelCenters);
        (TensorInfo input, TensorInfo output) = Read(node, node.Activation(0));
        return new ResizeNearest(
            node.Name, input.Index, output.Index,
            Neighbours(input.Shape[1], output.Shape[1], isAligned, hasHalfPixels),
            Neighbours(input.Shape[2], output.Shape[2], isAligned, hasHalfPixels));
    }

    public static GraphNode ImportBilinear(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.ResizeBilinearOptions);
        (TensorInfo input, TensorInfo output) = Read(node, node.Int8Activation(0));
        return new ResizeBilinear(
            node.Name, input.Index, output.Index, node.Rounding,
            options.Flag(ResizeBilinearOptions.AlignCorners), options.Flag(ResizeBilinearOptions.HalfPixelCenters));
    }

    private static (TensorInfo Input, TensorInfo Output) Read(TfliteNode node, TensorInfo input)
    {
        TensorInfo output = node.Output();
        node.RequireEqualQuantization(input, output);
        node.RequireRank(input, 4);
        int[] size = node.Integers(1, 2);
        if (size.Max() > ResizeBilinear.MaxExtent)
        {
            throw node.ShapeError(Invariant($"resizes to {size[0]} x {size[1]}, at most {ResizeBilinear.MaxExtent} are possible"));
        }

        node.RequireOutputShape(output, [input.Shape[0], size[0], size[1], input.Shape[3]]);
        return (input, output);
    }

    /// <summary>The nearest row or column, in float32.</summary>
    private static EquatableArray<int> Neighbours(int from, int to, bool isAligned, bool hasHalfPixels)
    {
        float scale = isAligned && to > 1 ? (from - 1) / (float)(to - 1) : from / (float)to;
        return Enumerable.Range(0, to).Select(i =>
        {
            float position = (i + (hasHalfPixels ? 0.5f : 0f)) * scale;
            float rounded = isAligned ? MathF.Round(position, MidpointRounding.AwayFromZero) : MathF.Floor(position);
            return Math.Min((int)rounded, from - 1);
        }).ToEquatableArray();
    }
}
