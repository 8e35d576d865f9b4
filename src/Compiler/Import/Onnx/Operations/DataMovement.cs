using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Operators that move codes and compute nothing, of codes or of their real numbers.</summary>
internal static class DataMovement
{
    /// <summary>From this opset on Squeeze and Unsqueeze have their axes as an input.</summary>
    private const int AxesInputOpset = 13;

    private const int MaxBlock = 1 << 15;

    /// <summary>Identity(x), and Dropout(x), which does nothing in inference.</summary>
    public static OnnxValue ImportIdentity(OnnxOp op) => op.Move(0, shape => OnnxMove.Reshape(op.Graph, shape, shape));

    /// <summary>Cast(x) to the type that x has.</summary>
    public static OnnxValue ImportCast(OnnxOp op)
    {
        OnnxType to = (OnnxType)op.Node.Int("to", 0);
        OnnxType from = op.Value(0) switch
        {
            OnnxCodes codes => codes.Scale.IsUnsigned ? OnnxType.UInt8 : OnnxType.Int8,
            OnnxNumbers { Type: ElementType.Int32 } => OnnxType.Int32,
            _ => OnnxType.Float32,
        };
        return to == from ? ImportIdentity(op) : throw op.Node.Unsupported($"casts computed {from.Name()} to {to.Name()}");
    }

    /// <summary>Reshape(x, shape): 0 takes the input's extent, -1 what is left.</summary>
    public static OnnxValue ImportReshape(OnnxOp op)
    {
        int[] shape = op.Integers(1, "its shape");
        bool allowsZero = op.Node.Int("allowzero", 0) != 0;
        return op.Move(0, input => OnnxMove.Reshape(op.Graph, input, ReshapedTo(op, input, shape, allowsZero)));
    }

    /// <summary>Flatten(x): two axes.</summary>
    public static OnnxValue ImportFlatten(OnnxOp op) => op.Move(0, shape =>
    {
        long axis = op.Node.Int("axis", 1);
        int rank = shape.Length;
        int split = axis == rank ? rank : op.Axis(axis, Math.Max(rank, 1));
        return OnnxMove.Reshape(op.Graph, shape, [OnnxOrders.Count(shape[..split]), OnnxOrders.Count(shape[split..])]);
    });

    /// <summary>Squeeze(x, axes): without axes of extent 1.</summary>
    public static OnnxValue ImportSqueeze(OnnxOp op) => op.Move(0, shape =>
    {
        int[]? axes = op.Axes(shape.Length, AxesInputOpset);
        if (axes is not null && axes.Any(axis => shape[axis] != 1))
        {
            throw op.Node.ShapeError($"drops axes {string.Join(", ", axes)} of [{string.Join(", ", shape)}], which must have extent 1");
        }

        return OnnxMove.Reshape(op.Graph, shape, [.. shape.Where((extent, axis) => axes is null ? extent != 1 : !axes.Contains(axis))]);
    });

    /// <summary>Unsqueeze(x, axes): with axes of extent 1.</summary>
    public static OnnxValue ImportUnsqueeze(OnnxOp op) => op.Move(0, shape =>
    {
        int count = Count(op);
        int[] axes = op.Axes(shape.Length + count, AxesInputOpset) ?? throw op.Node.GraphError("has no axes");
        Queue<int> extents = new(shape);
        int rank = shape.Length + axes.Length;
        return axes.Distinct().Count() == axes.Length
            ? OnnxMove.Reshape(op.Graph, shape, [.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : extents.Dequeue())])
            : throw op.Node.ShapeError($"inserts axes {string.Join(", ", axes)}, one of them twice");
    });

    /// <summary>Transpose(x).</summary>
    public static OnnxValue ImportTranspose(OnnxOp op) => op.Move(0, shape =>
    {
        int rank = shape.Length;
        int[] permutation = op.Node.Ints("perm") is { Count: > 0 } perm
            ? [.. perm.Select(axis => op.Axis(axis, rank))]
            : [.. Enumerable.Range(0, rank).Reverse()];
        return permutation.Order().SequenceEqual(Enumerable.Range(0, rank))
            ? OnnxMove.Transpose(op.Graph, shape, permutation)
            : throw op.Node.ShapeError($"has perm [{string.Join(", ", permutation)}] for {rank} axes");
    });

    /// <summary>Expand(x, shape): broadcasting to a shape.</summary>
    public static OnnxValue ImportExpand(OnnxOp op)
    {
        int[] wanted = op.Integers(1, "its shape");
        if (wanted.Any(extent => extent < 1))
        {
            throw op.Node.ShapeError($"expands to [{string.Join(", ", wanted)}]");
        }

        return op.Move(0, input =>
        {
            int[] shape = OnnxBroadcast.ResultShape(op, input, wanted);
            int[] widened = [.. Enumerable.Repeat(1, shape.Length - input.Length), .. input];
            return Repeated(op, OnnxMove.Reshape(op.Graph, input, widened), [.. shape.Zip(widened, (to, from) => to / from)]);
        });
    }

    /// <summary>Tile(x, repeats).</summary>
    public static OnnxValue ImportTile(OnnxOp op)
    {
        int[] repeats = op.Integers(1, "its repeats");
        return op.Move(0, input => repeats.Length == input.Length && repeats.All(count => count >= 1)
            ? Repeated(op, OnnxMove.Reshape(op.Graph, input, input), repeats)
            : throw op.Node.ShapeError($"repeats [{string.Join(", ", input)}] by [{string.Join(", ", repeats)}]"));
    }

    /// <summary>Slice(x, starts, ends, axes, steps).</summary>
    public static OnnxValue ImportSlice(OnnxOp op)
    {
        int[] starts = op.Integers(1, "its starts");
        int[] ends = op.Integers(2, "its ends");
        return op.Move(0, input =>
        {
            int rank = input.Length;
            int[] axes = op.Node.Has(3) ? [.. op.Integers(3, "its axes").Select(axis => op.Axis(axis, rank))] : [.. Enumerable.Range(0, starts.Length)];
            int[] steps = op.Node.Has(4) ? op.Integers(4, "its steps") : [.. Enumerable.Repeat(1, starts.Length)];
            if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length
                || axes.Length > rank || axes.Distinct().Count() != axes.Length || steps.Any(step => step is 0 or int.MinValue))
            {
                throw op.Node.ShapeError("has starts, ends, axes and steps of different lengths, an axis twice, or a step of 0");
            }

            int[] begin = new int[rank];
            int[] step = [.. Enumerable.Repeat(1, rank)];
            int[] shape = [.. input];
            for (int i = 0; i < axes.Length; i++)
            {
                (begin[axes[i]], shape[axes[i]]) = Range(starts[i], ends[i], steps[i], input[axes[i]]);
                step[axes[i]] = steps[i];
            }

            return shape.All(extent => extent > 0)
                ? OnnxMove.Slice(op.Graph, input, begin, step, shape)
                : throw op.Node.ShapeError($"leaves nothing of [{string.Join(", ", input)}]");
        });
    }

    /// <summary>Split(x, split): a slice for each output.</summary>
    public static OnnxValue ImportSplit(OnnxOp op)
    {
        int parts = op.Node.Outputs.Count;
        int[] input = op.Value(0).Shape;
        int axis = op.Axis(op.Node.Int("axis", 0), input.Length);
        int even = (input[axis] + parts - 1) / parts;
        int[] extents = op.Opset >= 13 && op.Node.Has(1) ? op.Integers(1, "the extents of its parts")
            : op.Node.Ints("split") is { } split ? [.. split.Select(extent => (int)Math.Clamp(extent, int.MinValue, int.MaxValue))]
            : [.. Enumerable.Range(0, parts).Select(part => Math.Min(even, input[axis] - (part * even)))];
        if (extents.Length != parts || extents.Any(extent => extent < 1) || extents.Sum(extent => (long)extent) != input[axis])
        {
            throw op.Node.ShapeError(Invariant($"splits axis {axis} of [{string.Join(", ", input)}] into [{string.Join(", ", extents.Take(8))}], {parts} outputs"));
        }

        int[] ones = [.. Enumerable.Repeat(1, input.Length)];
        for (int part = parts - 1; part >= 0; part--)
        {
            int[] begin = new int[input.Length];
            begin[axis] = extents[..part].Sum();
            int[] shape = [.. input];
            shape[axis] = extents[part];
            OnnxValue value = op.Move(0, part, _ => OnnxMove.Slice(op.Graph, input, begin, ones, shape));
            if (part == 0)
            {
                return value;
            }

            op.DefineFurther(part, value);
        }

        throw op.Node.GraphError("has no output");
    }

    /// <summary>Gather(x, indices) by constants: some elements of an axis, in any order.</summary>
    public static OnnxValue ImportGather(OnnxOp op)
    {
        OnnxTensor list = op.Constant(1, "its indices");
        int[] input = op.Value(0).Shape;
        int axis = op.Axis(op.Node.Int("axis", 0), input.Length);
        int[] indices = [.. op.Flat(list, "its indices").Select(index => index >= -input[axis] && index < input[axis]
            ? index < 0 ? index + input[axis] : index
            : throw op.Node.ShapeError(Invariant($"takes element {index} of axis {axis} of [{string.Join(", ", input)}]")))];
        int[] shape = [.. input[..axis], .. list.Shape, .. input[(axis + 1)..]];
        return indices.Length > 0
            ? op.Move(0, _ => OnnxMove.Gather(op.Graph, input, axis, indices, shape))
            : throw op.Node.ShapeError($"leaves nothing of [{string.Join(", ", input)}]");
    }

    /// <summary>DepthToSpace(x): channels to blocks of pixels.</summary>
    public static OnnxValue ImportDepthToSpace(OnnxOp op) => op.Move(0, shape =>
    {
        int block = BlockOf(op, shape);
        if (shape[1] % (block * block) != 0)
        {
            throw op.Node.ShapeError(Invariant($"makes blocks of {block} x {block} pixels of {shape[1]} channels"));
        }

        int channels = shape[1] / (block * block);
        (int[] split, int[] permutation) = op.Node.Text("mode", "DCR") switch
        {
            "DCR" => (new[] { shape[0], block, block, channels, shape[2], shape[3] }, new[] { 0, 3, 4, 1, 5, 2 }),
            "CRD" => ([shape[0], channels, block, block, shape[2], shape[3]], [0, 1, 4, 2, 5, 3]),
            var mode => throw op.Node.GraphError($"has mode {Quote(mode)}, expected DCR or CRD"),
        };
        return OnnxMove.Reshape(op.Graph, shape, split)
            .Then(split => OnnxMove.Transpose(op.Graph, split, permutation))
            .Then(blocks => OnnxMove.Reshape(op.Graph, blocks, [shape[0], channels, shape[2] * block, shape[3] * block]));
    });

    /// <summary>SpaceToDepth(x): blocks of pixels to channels.</summary>
    public static OnnxValue ImportSpaceToDepth(OnnxOp op) => op.Move(0, shape =>
    {
        int block = BlockOf(op, shape);
        if (shape[2] % block != 0 || shape[3] % block != 0)
        {
            throw op.Node.ShapeError(Invariant($"takes blocks of {block} x {block} pixels of {shape[2]} x {shape[3]}"));
        }

        int[] split = [shape[0], shape[1], shape[2] / block, block, shape[3] / block, block];
        return OnnxMove.Reshape(op.Graph, shape, split)
            .Then(split => OnnxMove.Transpose(op.Graph, split, [0, 3, 5, 1, 2, 4]))
            .Then(blocks => OnnxMove.Reshape(op.Graph, blocks, [shape[0], shape[1] * block * block, shape[2] / block, shape[3] / block]));
    });

    private static int BlockOf(OnnxOp op, int[] shape)
    {
        long block = op.Node.Int("blocksize", 0);
        return shape.Length != 4 ? throw op.Node.ShapeError(Invariant($"has an input of {shape.Length} axes, expected images (4)"))
            : block is >= 1 and <= MaxBlock ? (int)block
            : throw op.Node.GraphError(Invariant($"has a block of {block} pixels"));
    }

    /// <summary>The first index and the number of indices that a slice takes of an axis.</summary>
    private static (int Begin, int Count) Range(int start, int end, int step, int extent)
    {
        long begin = Math.Clamp(start < 0 ? start + (long)extent : start, 0, step > 0 ? extent : extent - 1);
        long stop = Math.Clamp(end < 0 ? end + (long)extent : end, step > 0 ? 0 : -1, extent);
        long count = step > 0 ? (stop - begin + step - 1) / step : (begin - stop - step - 1) / -(long)step;
        return ((int)begin, (int)Math.Max(count, 0));
    }

    private static int[] ReshapedTo(OnnxOp op, int[] input, int[] shape, bool allowsZero)
    {
        int[] extents = [.. shape.Select((extent, axis) => extent == 0 && !allowsZero && axis < input.Length ? input[axis] : extent)];
        long count = input.Aggregate(1L, (product, extent) => product * extent);
        long known = extents.Where(extent => extent != -1).Aggregate(1L, (product, extent) => product is < 1 or > int.MaxValue ? 0 : product * extent);
        int open = Array.IndexOf(extents, -1);
        if (open >= 0 && known > 0 && count % known == 0)
        {
            extents[open] = (int)(count / known);
            known = count;
        }

        return known == count && extents.All(extent => extent > 0)
            ? extents
            : throw op.Node.ShapeError($"reshapes [{string.Join(", ", input)}] to [{string.Join(", ", shape)}]");
    }

    private static int Count(OnnxOp op) => op.Opset >= AxesInputOpset && op.Node.Has(1) ? op.Integers(1, "its axes").Length : op.Node.Ints("axes")?.Count ?? 0;

    /// <summary>A movement, and then all elements of each axis so many times.</summary>
    private static OnnxMove Repeated(OnnxOp op, OnnxMove move, int[] times)
    {
        for (int axis = 0; axis < times.Length; axis++)
        {
            int extent = move.Shape[axis];
            if (times[axis] != 1)
            {
                op.Graph.CountFolded(op.Node, (Int128)extent * times[axis]);
                int[] indices = [.. Enumerable.Range(0, extent * times[axis]).Select(i => i % extent)];
                int repeated = axis;
                move = move.Then(from => OnnxMove.Gather(op.Graph, from, repeated, indices, [.. from[..repeated], indices.Length, .. from[(repeated + 1)..]]));
            }
        }

        return move;
    }
}
