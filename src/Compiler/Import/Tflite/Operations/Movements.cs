using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>Operators with one input and one result that move elements: what each of them moves, by the shape of its input.</summary>
internal static class Movements
{
    private const int MaxBlock = 1 << 15;

    /// <summary>The movement as nodes of the graph.</summary>
    public static GraphNode[] Import(TfliteNode node, Func<TfliteNode, int[], TfliteMove> plan)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output();
        node.RequireEqualQuantization(input, output);
        TfliteMove move = plan(node, [.. input.Shape]);
        node.RequireOutputShape(output, move.Shape);
        return [.. move.Nodes(node, input, output)];
    }

    /// <summary>TRANSPOSE(x, permutation).</summary>
    public static TfliteMove Transpose(TfliteNode node, int[] input)
    {
        int[] permutation = [.. node.Integers(1, input.Length).Select(axis => axis < 0 ? axis + input.Length : axis)];
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, input.Length)))
        {
            throw node.ShapeError($"permutes [{string.Join(", ", input)}] by [{string.Join(", ", permutation)}]");
        }

        int[] strides = StridedView.StridesOf(input);
        return new StridedMove(new StridedView([.. permutation.Select(axis => input[axis])], 0, [.. permutation.Select(axis => strides[axis])]));
    }

    /// <summary>SLICE(x, begin, size): a size of -1 is the rest.</summary>
    public static TfliteMove Slice(TfliteNode node, int[] input)
    {
        int[] begin = node.Integers(1, input.Length);
        int[] size = node.Integers(2, input.Length);
        for (int axis = 0; axis < begin.Length; axis++)
        {
            size[axis] = size[axis] == -1 ? input[axis] - begin[axis] : size[axis];
            if (begin[axis] < 0 || size[axis] < 1 || (long)begin[axis] + size[axis] > input[axis])
            {
                throw node.ShapeError(Invariant($"takes {size[axis]} from {begin[axis]} along axis {axis} of [{string.Join(", ", input)}]"));
            }
        }

        int[] strides = StridedView.StridesOf(input);
        return new StridedMove(new StridedView(size, StridedView.OffsetOf(begin, strides), strides));
    }

    /// <summary>STRIDED_SLICE(x, begin, end, step), with masks of ends that are left open and of axes that are dropped.</summary>
    public static TfliteMove StridedSlice(TfliteNode node, int[] input)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.StridedSliceOptions);
        int rank = input.Length;
        (int[] begin, int[] end, int[] step) = (node.Integers(1), node.Integers(2), node.Integers(3));
        if (begin.Length > rank || end.Length != begin.Length || step.Length != begin.Length)
        {
            throw node.ShapeError(Invariant($"has {begin.Length}, {end.Length} and {step.Length} values for {rank} axes"));
        }

        int beginMask = options.Int32(StridedSliceOptions.BeginMask);
        int endMask = options.Int32(StridedSliceOptions.EndMask);
        int shrinkMask = options.Int32(StridedSliceOptions.ShrinkAxisMask);
        if (options.Int32(StridedSliceOptions.EllipsisMask) != 0 || options.Int32(StridedSliceOptions.NewAxisMask) != 0 || options.Flag(StridedSliceOptions.Offset))
        {
            throw node.Unsupported("has an ellipsis, new axes or offsets");
        }

        int[] strides = StridedView.StridesOf(input);
        List<int> shape = [];
        List<int> viewStrides = [];
        int offset = 0;
        for (int axis = 0; axis < rank; axis++)
        {
            int size = input[axis];
            if (axis >= begin.Length)
            {
                shape.Add(size);
                viewStrides.Add(strides[axis]);
                continue;
            }

            if (step[axis] is 0 or int.MinValue)
            {
                throw node.ShapeError(Invariant($"has step {step[axis]} along axis {axis}"));
            }

            bool isForward = step[axis] > 0;
            int first = IsSet(beginMask, axis) ? (isForward ? 0 : size - 1) : Position(begin[axis], size, isForward);
            offset += first * strides[axis];
            if (IsSet(shrinkMask, axis))
            {
                if (first < 0 || first >= size)
                {
                    throw node.ShapeError(Invariant($"takes element {begin[axis]} along axis {axis} of [{string.Join(", ", input)}]"));
                }

                continue;
            }

            int last = IsSet(endMask, axis) ? (isForward ? size : -1) : Position(end[axis], size, isForward);
            long distance = isForward ? last - first : first - last;
            long count = (distance + Math.Abs(step[axis]) - 1) / Math.Abs(step[axis]);
            if (distance <= 0 || first < 0 || first >= size)
            {
                throw node.ShapeError(Invariant($"takes nothing along axis {axis} of [{string.Join(", ", input)}]"));
            }

            shape.Add((int)count);
            viewStrides.Add(count == 1 ? strides[axis] : step[axis] * strides[axis]);
        }

        return new StridedMove(new StridedView([.. shape], offset, [.. viewStrides]));
    }

    /// <summary>BROADCAST_TO(x, shape): axes of one element repeated, new axes before the first.</summary>
    public static TfliteMove BroadcastTo(TfliteNode node, int[] input)
    {
        int[] shape = node.Integers(1);
        int missing = shape.Length - input.Length;
        if (missing < 0 || input.Where((extent, axis) => extent != 1 && extent != shape[axis + missing]).Any())
        {
            throw node.ShapeError($"broadcasts [{string.Join(", ", input)}] to [{string.Join(", ", shape)}]");
        }

        node.RequireExtents(shape);
        int[] strides = StridedView.StridesOf(input);
        return new StridedMove(new StridedView(
            shape, 0, [.. shape.Select((_, axis) => axis < missing || input[axis - missing] == 1 ? 0 : strides[axis - missing])]));
    }

    /// <summary>TILE(x, counts): every axis so many times.</summary>
    public static TfliteMove Tile(TfliteNode node, int[] input)
    {
        int[] counts = node.Integers(1, input.Length);
        node.RequireExtents(counts);
        int[] strides = StridedView.StridesOf(input);
        int[] shape = [.. input.Select((extent, axis) => (int)Math.Min((long)extent * counts[axis], int.MaxValue))];
        node.RequireExtents(shape);
        return new StridedMove(
            new StridedView([.. input.SelectMany((extent, axis) => new[] { counts[axis], extent })], 0, [.. strides.SelectMany(stride => new[] { 0, stride })]),
            shape);
    }

    /// <summary>DEPTH_TO_SPACE(x): channels [block row, block column, channel] to blocks of pixels.</summary>
    public static TfliteMove DepthToSpace(TfliteNode node, int[] input)
    {
        int block = Block(node, input, node.Options(BuiltinOptions.DepthToSpaceOptions).Int32(DepthToSpaceOptions.BlockSize));
        if (input[3] % (block * (long)block) != 0)
        {
            throw node.ShapeError(Invariant($"makes blocks of {block} x {block} pixels of {input[3]} channels"));
        }

        (int batches, int height, int width, int channels) = (input[0], input[1], input[2], input[3] / (block * block));
        int[] s = StridedView.StridesOf([batches, height, width, block, block, channels]);
        return new StridedMove(
            new StridedView([batches, height, block, width, block, channels], 0, [s[0], s[1], s[3], s[2], s[4], s[5]]),
            [batches, height * block, width * block, channels]);
    }

    /// <summary>SPACE_TO_DEPTH(x): blocks of pixels to channels [block row, block column, channel].</summary>
    public static TfliteMove SpaceToDepth(TfliteNode node, int[] input)
    {
        int block = Block(node, input, node.Options(BuiltinOptions.SpaceToDepthOptions).Int32(SpaceToDepthOptions.BlockSize));
        if (input[1] % block != 0 || input[2] % block != 0)
        {
            throw node.ShapeError(Invariant($"takes blocks of {block} x {block} pixels of {input[1]} x {input[2]}"));
        }

        (int batches, int height, int width, int channels) = (input[0], input[1] / block, input[2] / block, input[3]);
        int[] s = StridedView.StridesOf([batches, height, block, width, block, channels]);
        int[] depth = [batches, height, width, (int)Math.Min((long)channels * block * block, int.MaxValue)];
        node.RequireExtents(depth);
        return new StridedMove(new StridedView([batches, height, width, block, block, channels], 0, [s[0], s[1], s[3], s[2], s[4], s[5]]), depth);
    }

    /// <summary>MIRROR_PAD(x, paddings): a reflection at the last element, or behind it.</summary>
    public static TfliteMove MirrorPad(TfliteNode node, int[] input)
    {
        int behind = node.Options(BuiltinOptions.MirrorPadOptions).Byte(MirrorPadOptions.Mode) switch
        {
            0 => 0,
            1 => 1,
            byte mode => throw node.Unsupported(Invariant($"pads in mode {mode}")),
        };
        int[] paddings = node.Integers(1, 2 * input.Length);
        List<(int Axis, int[] Indices)> axes = [];
        int[] shape = [.. input];
        for (int axis = 0; axis < input.Length; axis++)
        {
            (int before, int after, int extent) = (paddings[2 * axis], paddings[(2 * axis) + 1], input[axis]);
            if (Math.Min(before, after) < 0 || Math.Max(before, after) > extent - 1 + behind)
            {
                throw node.ShapeError(Invariant($"reflects {before} and {after} elements of an axis of {extent}"));
            }

            shape[axis] = before + extent + after;
            if (before + after > 0)
            {
                if (shape[axis] > ResizeBilinear.MaxExtent)
                {
                    throw node.ShapeError(Invariant($"reflects an axis to {shape[axis]} elements, at most {ResizeBilinear.MaxExtent} are possible"));
                }

                axes.Add((axis, [.. Enumerable.Range(-before, shape[axis]).Select(position =>
                    position < 0 ? -position - behind : position >= extent ? (2 * extent) - 2 - position + behind : position)]));
            }
        }

        return new GatherMove(input, axes, shape);
    }

    /// <summary>GATHER(x, indices) by constants: some elements of an axis, in any order.</summary>
    public static TfliteMove Gather(TfliteNode node, int[] input)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.GatherOptions);
        if (options.Int32(GatherOptions.BatchDims) != 0)
        {
            throw node.Unsupported("takes other elements for each batch");
        }

        int axis = node.Axis(options.Int32(GatherOptions.Axis), input.Length);
        int[] indices = node.Integers(1);
        int[] shape = [.. input[..axis], .. node.ShapeOfInput(1), .. input[(axis + 1)..]];
        node.RequireExtents(shape);
        int outside = Array.FindIndex(indices, index => index < 0 || index >= input[axis]);
        return outside < 0
            ? new GatherMove(input, [(axis, indices)], shape)
            : throw node.ShapeError(Invariant($"takes element {indices[outside]} along axis {axis} of [{string.Join(", ", input)}]"));
    }

    private static int Block(TfliteNode node, int[] input, int block) =>
        input.Length != 4 ? throw node.ShapeError(Invariant($"has an input of {input.Length} axes, expected 4"))
        : block is >= 1 and <= MaxBlock ? block
        : throw node.ShapeError(Invariant($"has blocks of {block} x {block} pixels"));

    private static bool IsSet(int mask, int axis) => axis < 32 && (mask & (1 << axis)) != 0;

    /// <summary>A bound of a strided slice: counted from the end where it is negative, then clamped to where a step can stand.</summary>
    private static int Position(int bound, int size, bool isForward) =>
        (int)Math.Clamp(bound < 0 ? (long)bound + size : bound, isForward ? 0 : -1, isForward ? size : size - 1);
}
