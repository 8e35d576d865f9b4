using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>Operators that part, join and pad tensors of codes.</summary>
internal static class CopyImporter
{
    /// <summary>SPLIT into equal parts: operands are the axis, then the tensor.</summary>
    public static GraphNode[] ImportSplit(TfliteNode node)
    {
        TensorInfo input = node.Activation(1);
        (int axis, int[] sizes) = SplitSizes(node, input.Shape);
        return Split(node, input, axis, sizes, "split");
    }

    /// <summary>The axis of a SPLIT, and its extent in each part.</summary>
    public static (int Axis, int[] Sizes) SplitSizes(TfliteNode node, IReadOnlyList<int> shape)
    {
        int axis = node.Axis(node.Integers(0, 1)[0], shape.Count);
        return (axis, [.. Enumerable.Repeat(shape[axis] / Math.Max(node.OutputCount, 1), node.OutputCount)]);
    }

    /// <summary>SPLIT_V into named sizes, one of which may be -1 for the rest.</summary>
    public static GraphNode[] ImportSplitV(TfliteNode node)
    {
        TensorInfo input = node.Activation(0);
        (int axis, int[] sizes) = SplitVSizes(node, input.Shape);
        return Split(node, input, axis, sizes, "split_v");
    }

    /// <summary>The axis of a SPLIT_V, and its extent in each part.</summary>
    public static (int Axis, int[] Sizes) SplitVSizes(TfliteNode node, IReadOnlyList<int> shape)
    {
        int axis = node.Axis(node.Integers(2, 1)[0], shape.Count);
        int[] sizes = node.Integers(1, node.OutputCount);
        long rest = shape[axis] - sizes.Where(size => size != -1).Sum(size => (long)size);
        return (axis, Array.ConvertAll(sizes, size => size == -1 ? (int)Math.Clamp(rest, 0, int.MaxValue) : size));
    }

    /// <summary>UNPACK: one part for each element of an axis, which is dropped.</summary>
    public static GraphNode[] ImportUnpack(TfliteNode node)
    {
        TensorInfo input = node.Activation(0);
        int axis = UnpackAxis(node, input.Shape);
        if (node.OutputCount != input.Shape[axis])
        {
            throw node.ShapeError(Invariant($"unpacks axis {axis} of {input.Signature} into {node.OutputCount} parts"));
        }

        int[] strides = StridedView.StridesOf(input.Shape);
        return
        [
            .. Enumerable.Range(0, node.OutputCount).Select(part =>
            {
                TensorInfo output = node.Output(part);
                node.RequireEqualQuantization(input, output);
                node.RequireOutputShape(output, input.Shape.Where((_, i) => i != axis));
                return new View(
                    node.NameOf(part), input.Index, output.Index, "unpack", part * strides[axis], strides.Where((_, i) => i != axis).ToEquatableArray());
            }),
        ];
    }

    /// <summary>The axis of an UNPACK.</summary>
    public static int UnpackAxis(TfliteNode node, IReadOnlyList<int> shape) =>
        node.Axis(node.Options(BuiltinOptions.UnpackOptions).Int32(UnpackOptions.Axis), shape.Count);

    /// <summary>CONCATENATION; uint8 parts of another scale are rescaled first.</summary>
    public static GraphNode[] ImportConcatenation(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.ConcatenationOptions);
        if (options.Byte(ConcatenationOptions.FusedActivationFunction) != (byte)ActivationFunctionType.None)
        {
            throw node.Unsupported("has a fused activation");
        }

        TensorInfo output = node.Output();
        int axis = node.Axis(options.Int32(ConcatenationOptions.Axis), output.Shape.Count);
        List<GraphNode> nodes = [];
        TensorInfo[] parts = [.. Operands(node).Select(part => output.IsUnsigned ? Rescaled(node, part, output, nodes) : part)];
        foreach (TensorInfo part in parts)
        {
            node.RequireEqualQuantization(part, output);
            if (part.Shape.Count != output.Shape.Count || part.Shape.Where((extent, i) => i != axis && extent != output.Shape[i]).Any())
            {
                throw node.ShapeError(Invariant($"joins {part.Signature} along axis {axis} into {output.Signature}"));
            }
        }

        return [.. nodes, new Concat(node.Name, parts.Select(part => part.Index).ToEquatableArray(), output.Index, "concatenation", Outer(output, axis))];
    }

    public static GraphNode ImportPack(TfliteNode node)
    {
        TensorInfo output = node.Output();
        int axis = node.Axis(node.Options(BuiltinOptions.PackOptions).Int32(PackOptions.Axis), output.Shape.Count);
        TensorInfo[] parts = Operands(node);
        foreach (TensorInfo part in parts)
        {
            node.RequireEqualQuantization(part, output);
            if (parts.Length != output.Shape[axis] || !part.Shape.SequenceEqual(output.Shape.Where((_, i) => i != axis)))
            {
                throw node.ShapeError(Invariant($"packs {parts.Length} of {part.Signature} along axis {axis} into {output.Signature}"));
            }
        }

        return new Concat(node.Name, parts.Select(part => part.Index).ToEquatableArray(), output.Index, "pack", Outer(output, axis));
    }

    /// <summary>PAD with real zero, PADV2 with a given code.</summary>
    public static GraphNode ImportPad(TfliteNode node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output();
        node.RequireEqualQuantization(input, output);
        int[] amounts = node.Integers(1, 2 * input.Shape.Count);
        foreach (int amount in amounts)
        {
            if (amount is < 0 or > (int)TensorInfo.MaxElements)
            {
                throw node.ShapeError(Invariant($"pads by {amount} elements"));
            }
        }

        node.RequireOutputShape(output, input.Shape.Select((extent, axis) => extent + amounts[2 * axis] + amounts[(2 * axis) + 1]));
        return new Pad(
            node.Name, input.Index, output.Index, input.Shape.Select((_, axis) => amounts[2 * axis]).ToEquatableArray(),
            node.InputCount > 2 ? node.ConstantCode(2, output) : output.ZeroPoint);
    }

    private static GraphNode[] Split(TfliteNode node, TensorInfo input, int axis, int[] sizes, string function)
    {
        int first = 0;
        List<GraphNode> nodes = [];
        foreach ((int part, int size) in sizes.Index())
        {
            if (size < 1 || (long)first + size > input.Shape[axis])
            {
                throw node.ShapeError(Invariant($"takes {size} from {first} along axis {axis} of {input.Signature}"));
            }

            TensorInfo output = node.Output(part);
            node.RequireEqualQuantization(input, output);
            node.RequireOutputShape(output, input.Shape.Select((extent, i) => i == axis ? size : extent));
            nodes.Add(Block(node.NameOf(part), input, output, function, [.. input.Shape.Select((_, i) => i == axis ? first : 0)]));
            first += size;
        }

        return first == input.Shape[axis]
            ? [.. nodes]
            : throw node.ShapeError(Invariant($"leaves {input.Shape[axis] - first} of {input.Shape[axis]} along axis {axis} of {input.Signature}"));
    }

    /// <summary>A block of the input's rank.</summary>
    private static View Block(string name, TensorInfo input, TensorInfo output, string function, int[] begin)
    {
        int[] strides = StridedView.StridesOf(input.Shape);
        return new View(name, input.Index, output.Index, function, StridedView.OffsetOf(begin, strides), strides.ToEquatableArray());
    }

    /// <summary>What CONCATENATION makes of a uint8 part: <c>rha(f32(f32(x * k) + f32(-zx * k))) + zy</c> with <c>k = f32(sx * f32(1 / sy))</c>, of codes as the file has them.</summary>
    private static TensorInfo Rescaled(TfliteNode node, TensorInfo part, TensorInfo output, List<GraphNode> nodes)
    {
        if (part.ZeroPoint == output.ZeroPoint && TfliteNode.Scale(part) == TfliteNode.Scale(output))
        {
            return part;
        }

        node.RefuseXnnpack(true, "parts of another scale");
        float factor = TfliteNode.Scale(part) * (1 / TfliteNode.Scale(output));
        float bias = -part.ModelZeroPoint * factor;
        TensorInfo rescaled = node.Intermediate([.. part.Shape], output);
        nodes.Add(node.Lookup("rescale", part, rescaled, x =>
        {
            float product = (x + TensorInfo.UnsignedOffset) * factor;
            return (long)Math.Clamp(MathF.Round(product + bias, MidpointRounding.AwayFromZero), -1024, 1024) + output.ZeroPoint;
        }, node.FurtherName()));
        return rescaled;
    }

    private static TensorInfo[] Operands(TfliteNode node)
    {
        if (node.InputCount is < 1 or > Concat.MaxParts)
        {
            throw node.Unsupported(Invariant($"joins {node.InputCount} tensors"));
        }

        return [.. Enumerable.Range(0, node.InputCount).Select(node.Activation)];
    }

    private static int Outer(TensorInfo output, int axis) => output.Shape.Take(axis).Aggregate(1, (product, extent) => product * extent);
}
