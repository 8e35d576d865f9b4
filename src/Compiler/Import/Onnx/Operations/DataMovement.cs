using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Operators that move codes and compute nothing, of codes or of their real numbers.</summary>
internal static class DataMovement
{
    /// <summary>Identity(x), and Dropout(x), which does nothing in inference.</summary>
    public static OnnxValue ImportIdentity(OnnxOp op) => op.Value(0) is OnnxConstant { Tensor: { } tensor }
        ? new OnnxConstant(tensor with { Name = op.Output })
        : op.Move(0, codes => op.Graph.Reshape(codes, op.MovedName, codes.Shape));

    /// <summary>Reshape(x, shape): 0 takes the input's extent, -1 what is left.</summary>
    public static OnnxValue ImportReshape(OnnxOp op)
    {
        int[] shape = op.Integers(1, "its shape");
        bool allowsZero = op.Node.Int("allowzero", 0) != 0;
        return op.Move(0, codes => Reshape(op, codes, ReshapedTo(op, codes.Shape, shape, allowsZero)));
    }

    /// <summary>Flatten(x): two axes.</summary>
    public static OnnxValue ImportFlatten(OnnxOp op) => op.Move(0, codes =>
    {
        long axis = op.Node.Int("axis", 1);
        int rank = codes.Shape.Length;
        int split = axis == rank ? rank : op.Axis(axis, Math.Max(rank, 1));
        return Reshape(op, codes, [Product(codes.Shape[..split]), Product(codes.Shape[split..])]);
    });

    /// <summary>Squeeze(x, axes): without axes of extent 1.</summary>
    public static OnnxValue ImportSqueeze(OnnxOp op) => op.Move(0, codes =>
    {
        int[]? axes = Axes(op, codes.Shape.Length);
        if (axes is not null && axes.Any(axis => codes.Shape[axis] != 1))
        {
            throw op.Node.ShapeError($"drops axes {string.Join(", ", axes)} of [{string.Join(", ", codes.Shape)}], which must have extent 1");
        }

        return Reshape(op, codes, [.. codes.Shape.Where((extent, axis) => axes is null ? extent != 1 : !axes.Contains(axis))]);
    });

    /// <summary>Unsqueeze(x, axes): with axes of extent 1.</summary>
    public static OnnxValue ImportUnsqueeze(OnnxOp op) => op.Move(0, codes =>
    {
        int count = Count(op);
        int[] axes = Axes(op, codes.Shape.Length + count) ?? throw op.Node.GraphError("has no axes");
        Queue<int> extents = new(codes.Shape);
        int rank = codes.Shape.Length + axes.Length;
        return axes.Distinct().Count() == axes.Length
            ? Reshape(op, codes, [.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : extents.Dequeue())])
            : throw op.Node.ShapeError($"inserts axes {string.Join(", ", axes)}, one of them twice");
    });

    /// <summary>Transpose(x).</summary>
    public static OnnxValue ImportTranspose(OnnxOp op) => op.Move(0, codes =>
    {
        int rank = codes.Shape.Length;
        int[] permutation = op.Node.Ints("perm") is { Count: > 0 } perm
            ? [.. perm.Select(axis => op.Axis(axis, rank))]
            : [.. Enumerable.Range(0, rank).Reverse()];
        return permutation.Order().SequenceEqual(Enumerable.Range(0, rank))
            ? op.Graph.Transpose(codes, op.MovedName, permutation)
            : throw op.Node.ShapeError($"has perm [{string.Join(", ", permutation)}] for {rank} axes");
    });

    /// <summary>Slice(x, starts, ends, axes, steps).</summary>
    public static OnnxValue ImportSlice(OnnxOp op)
    {
        int[] starts = op.Integers(1, "its starts");
        int[] ends = op.Integers(2, "its ends");
        return op.Move(0, codes =>
        {
            int rank = codes.Shape.Length;
            int[] axes = op.Node.Has(3) ? [.. op.Integers(3, "its axes").Select(axis => op.Axis(axis, rank))] : [.. Enumerable.Range(0, starts.Length)];
            int[] steps = op.Node.Has(4) ? op.Integers(4, "its steps") : [.. Enumerable.Repeat(1, starts.Length)];
            if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length
                || axes.Length > rank || axes.Distinct().Count() != axes.Length || steps.Any(step => step is 0 or int.MinValue))
            {
                throw op.Node.ShapeError("has starts, ends, axes and steps of different lengths, an axis twice, or a step of 0");
            }

            int[] begin = new int[rank];
            int[] step = [.. Enumerable.Repeat(1, rank)];
            int[] shape = [.. codes.Shape];
            for (int i = 0; i < axes.Length; i++)
            {
                (begin[axes[i]], shape[axes[i]]) = Range(starts[i], ends[i], steps[i], codes.Shape[axes[i]]);
                step[axes[i]] = steps[i];
            }

            return shape.All(extent => extent > 0)
                ? op.Graph.Slice(codes, op.MovedName, begin, step, shape)
                : throw op.Node.ShapeError($"leaves nothing of [{string.Join(", ", codes.Shape)}]");
        });
    }

    /// <summary>Pad(x, pads, value, axes), by a constant: the code of a real number, or a code.</summary>
    public static OnnxValue ImportPad(OnnxOp op)
    {
        string mode = op.Node.Text("mode", "constant");
        if (mode != "constant")
        {
            throw op.Node.Unsupported($"pads in mode {Quote(mode)}");
        }

        int[] pads = op.Opset >= 11 ? op.Integers(1, "its pads") : Pads(op);
        return op.Move(0, codes =>
        {
            int rank = codes.Shape.Length;
            int[] axes = op.Node.Has(3) ? [.. op.Integers(3, "its axes").Select(axis => op.Axis(axis, rank))] : [.. Enumerable.Range(0, rank)];
            if (pads.Length != 2 * axes.Length || pads.Any(amount => amount is < 0 or > MaxPad) || axes.Distinct().Count() != axes.Length)
            {
                throw op.Node.ShapeError(Invariant($"has pads [{string.Join(", ", pads.Take(8))}] for {axes.Length} axes, expected two numbers for each, from 0 to {MaxPad}"));
            }

            int[] before = new int[rank];
            int[] after = new int[rank];
            for (int i = 0; i < axes.Length; i++)
            {
                before[axes[i]] = pads[i];
                after[axes[i]] = pads[i + axes.Length];
            }

            return op.Graph.Pad(codes, op.MovedName, before, after, PadCode(op, codes));
        });
    }

    private const int MaxPad = 1 << 20;

    private static sbyte PadCode(OnnxOp op, OnnxCodes codes)
    {
        bool isReal = op.Value(0) is not (OnnxCodes or OnnxConstant);
        OnnxTensor? value = op.Opset >= 11 && op.Node.Has(2) ? op.Constant(2, "its value") : null;
        float real = value is { Type: OnnxType.Float32, Count: 1 } ? value.Singles[0] : op.Opset < 11 ? op.Node.Float("value", 0) : 0;
        if (isReal)
        {
            OnnxQuantization quantization = op.Dequantized(0).Quantization;
            sbyte code = quantization.Quantize(real);
            return value is null or { Type: OnnxType.Float32, Count: 1 } && quantization.Dequantize(code) == real
                ? code
                : throw op.Node.Unsupported(Invariant($"pads with {real}, which no code stands for"));
        }

        return value is null ? (sbyte)(codes.Scale.IsUnsigned ? sbyte.MinValue : 0)
            : value.Count == 1 && value.Type == (codes.Scale.IsUnsigned ? OnnxType.UInt8 : OnnxType.Int8) ? (sbyte)OnnxOp.CodesOf(value)[0]
            : throw op.Node.GraphError($"pads with {Quote(value.Name)}, {value.Signature}, expected a code like those of its input");
    }

    private static int[] Pads(OnnxOp op) => op.Node.Ints("pads") is { } pads
        ? [.. pads.Select(amount => (int)Math.Clamp(amount, int.MinValue, int.MaxValue))]
        : throw op.Node.GraphError("has no pads");

    /// <summary>The first index and the number of indices that a slice takes of an axis.</summary>
    private static (int Begin, int Count) Range(int start, int end, int step, int extent)
    {
        long begin = Math.Clamp(start < 0 ? start + (long)extent : start, 0, step > 0 ? extent : extent - 1);
        long stop = Math.Clamp(end < 0 ? end + (long)extent : end, step > 0 ? 0 : -1, extent);
        long count = step > 0 ? (stop - begin + step - 1) / step : (begin - stop - step - 1) / -(long)step;
        return ((int)begin, (int)Math.Max(count, 0));
    }

    private static OnnxCodes Reshape(OnnxOp op, OnnxCodes codes, int[] shape) => op.Graph.Reshape(codes, op.MovedName, shape);

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

    /// <summary>The axes that a node names, in an attribute or, from opset 13 on, in an input; null for none.</summary>
    private static int[]? Axes(OnnxOp op, int rank) =>
        op.Opset >= 13 ? op.Node.Has(1) ? [.. op.Integers(1, "its axes").Select(axis => op.Axis(axis, rank))] : null
        : op.Node.Ints("axes") is { } axes ? [.. axes.Select(axis => op.Axis(axis, rank))]
        : null;

    private static int Count(OnnxOp op) => op.Opset >= 13 && op.Node.Has(1) ? op.Integers(1, "its axes").Length : op.Node.Ints("axes")?.Count ?? 0;

    private static int Product(int[] extents) => extents.Aggregate(1, (product, extent) => product * extent);
}
