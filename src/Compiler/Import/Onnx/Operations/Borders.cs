using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Pad: by a constant, by the element at the border, or by a reflection at it.</summary>
internal static class Borders
{
    private const int MaxPad = 1 << 20;

    /// <summary>Pad(x, pads, value, axes): by a constant, the code of a real number or a code; or by elements of the border.</summary>
    public static OnnxValue Import(OnnxOp op)
    {
        string mode = op.Node.Text("mode", "constant");
        if (mode is not ("constant" or "edge" or "reflect"))
        {
            throw op.Node.Unsupported($"pads in mode {Quote(mode)}");
        }

        int[] pads = op.Opset >= 11 ? op.Integers(1, "its pads") : Pads(op);
        return op.Move(0, input =>
        {
            int rank = input.Length;
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

            if (mode != "constant")
            {
                return Extended(op, input, before, after, isReflected: mode == "reflect");
            }

            int[] shape = [.. input.Select((extent, axis) => before[axis] + extent + after[axis])];
            return shape.AsSpan().SequenceEqual(input) ? OnnxMove.Reshape(op.Graph, input, input) : new OnnxMove(shape, (codes, name, clamp) =>
                op.Graph.Pad(codes, name, before, after, (sbyte)Math.Clamp((int)PadCode(op, codes), clamp.Lower, clamp.Upper)));
        });
    }

    /// <summary>Axes with elements of their own beyond both ends: the last one again, or a reflection at it.</summary>
    private static OnnxMove Extended(OnnxOp op, int[] input, int[] before, int[] after, bool isReflected)
    {
        OnnxMove move = OnnxMove.Reshape(op.Graph, input, input);
        for (int i = 0; i < input.Length; i++)
        {
            int axis = i;
            int last = input[axis] - 1;
            if (isReflected && Math.Max(before[axis], after[axis]) > last)
            {
                throw op.Node.ShapeError(Invariant($"reflects {Math.Max(before[axis], after[axis])} elements of an axis of {input[axis]}"));
            }

            int[] indices = [.. Enumerable.Range(-before[axis], before[axis] + input[axis] + after[axis]).Select(position =>
                position < 0 ? isReflected ? -position : 0 : position > last ? isReflected ? (2 * last) - position : last : position)];
            if (indices.Length > input[axis])
            {
                move = move.Then(shape => OnnxMove.Gather(op.Graph, shape, axis, indices, [.. shape[..axis], indices.Length, .. shape[(axis + 1)..]]));
            }
        }

        return move;
    }

    private static sbyte PadCode(OnnxOp op, OnnxCodes codes)
    {
        bool isReal = op.Value(0) is not (OnnxCodes or OnnxConstant);
        OnnxTensor? value = op.Opset >= 11 && op.Node.Has(2) ? op.Constant(2, "its value") : null;
        float real = value is { Type: OnnxType.Float32, Count: 1 } ? value.Singles[0] : op.Opset < 11 ? op.Node.Float("value", 0) : 0;
        if (isReal)
        {
            OnnxQuantization quantization = codes.Scale.Quantization;
            sbyte code = quantization.Quantize(real);
            return value is null or { Type: OnnxType.Float32, Count: 1 } && (op.Value(0) is not OnnxDequantized || quantization.Dequantize(code) == real)
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
}
