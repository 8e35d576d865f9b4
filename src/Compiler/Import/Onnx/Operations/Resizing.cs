using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Resize by whole factors to the nearest element: every element several times.</summary>
/// <remarks>Element q * s + r of an axis is element q of the input, for r from 0 to s - 1, in every mode that is taken here.</remarks>
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
        bool repeats = (coordinates, nearest) is ("asymmetric" or "tf_half_pixel_for_nn", "floor")
            or ("half_pixel" or "half_pixel_symmetric" or "pytorch_half_pixel", "round_prefer_floor" or "round_prefer_ceil");
        if (mode != "nearest" || !repeats || op.Node.Ints("axes") is not null)
        {
            throw op.Node.Unsupported($"resizes in mode {Quote(mode)}, {Quote(coordinates)}, {Quote(nearest)}");
        }

        return op.Move(0, codes =>
        {
            if (!OnnxOrders.HasChannels(codes.Shape))
            {
                throw op.Node.Unsupported(Invariant($"resizes a tensor of {codes.Shape.Length} axes"));
            }

            int[] factors = Factors(op, codes.Shape, isOld ? 1 : 2);
            return op.Graph.Repeat(codes, op.MovedName, rowTimes: factors.Length == 4 ? factors[2] : 1, columnTimes: factors[^1]);
        });
    }

    private static int[] Factors(OnnxOp op, int[] shape, int scalesInput)
    {
        double[] factors;
        if (op.Node.Has(scalesInput))
        {
            OnnxTensor scales = op.Constant(scalesInput, "its scales");
            factors = scales.Type == OnnxType.Float32
                ? [.. scales.Singles.ToArray().Select(scale => (double)scale)]
                : throw op.Node.GraphError($"has the scales {Quote(scales.Name)}, {scales.Signature}, expected float32");
        }
        else
        {
            factors = [.. op.Integers(3, "its sizes").Zip(shape, (size, extent) => (double)size / extent)];
        }

        return factors.Length == shape.Length && factors[0] == 1 && factors[1] == 1
            && factors.Zip(shape).All(pair => pair.First is >= 1 and <= MaxExtent && pair.First == Math.Floor(pair.First))
            && factors.Zip(shape).Skip(2).All(pair => pair.First * pair.Second <= MaxExtent)
            ? [.. factors.Select(factor => (int)factor)]
            : throw op.Node.Unsupported(Invariant(
                $"resizes [{string.Join(", ", shape)}] by [{string.Join(", ", factors.Take(8))}], other than by whole factors of height and width"));
    }
}
