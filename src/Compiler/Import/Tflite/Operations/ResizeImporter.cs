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
        bool isAligned = options.Flag(ResizeBilinearOptions.AlignCorners);
        bool hasHalfPixels = options.Flag(ResizeBilinearOptions.HalfPixelCenters);
        (TensorInfo input, TensorInfo output) = Read(node, node.Activation(0));
        node.RefuseXnnpack(input.IsUnsigned, "uint8 images");
        return input.IsUnsigned
            ? new ResizeBilinearReal(
                node.Name, input.Index, output.Index,
                RealSpans(input.Shape[1], output.Shape[1], isAligned, hasHalfPixels), RealSpans(input.Shape[2], output.Shape[2], isAligned, hasHalfPixels))
            : node.IsXnnpack
            ? new XnnpackResizeBilinear(
                node.Name, input.Index, output.Index,
                Xnnpack.Spans(input.Shape[1], output.Shape[1], isAligned, hasHalfPixels),
                Xnnpack.Spans(input.Shape[2], output.Shape[2], isAligned, hasHalfPixels))
            : new ResizeBilinear(node.Name, input.Index, output.Index, node.Rounding, isAligned, hasHalfPixels);
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

    /// <summary>The rows or columns around each, and the weight of the second, in float32.</summary>
    private static EquatableArray<RealSpan> RealSpans(int from, int to, bool isAligned, bool hasHalfPixels)
    {
        float scale = TfliteFactors.ResizeStep(from, to, isAligned);
        return Enumerable.Range(0, to).Select(i =>
        {
            float position = hasHalfPixels ? ((i + 0.5f) * scale) - 0.5f : i * scale;
            int first = Math.Clamp((int)MathF.Floor(position), 0, from - 1);
            return new RealSpan(first, Math.Clamp((int)MathF.Ceiling(position), 0, from - 1), BitConverter.SingleToUInt32Bits(position - first));
        }).ToEquatableArray();
    }

    /// <summary>The nearest row or column, in float32.</summary>
    private static EquatableArray<int> Neighbours(int from, int to, bool isAligned, bool hasHalfPixels)
    {
        float scale = TfliteFactors.ResizeStep(from, to, isAligned);
        return Enumerable.Range(0, to).Select(i =>
        {
            float position = (i + (hasHalfPixels ? 0.5f : 0f)) * scale;
            float rounded = isAligned ? MathF.Round(position, MidpointRounding.AwayFromZero) : MathF.Floor(position);
            return Math.Min((int)rounded, from - 1);
        }).ToEquatableArray();
    }
}
