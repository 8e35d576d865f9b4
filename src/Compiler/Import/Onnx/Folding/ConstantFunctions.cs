using System.Runtime.InteropServices;
using QMacVerify.Compiler.Import.Onnx.Operations;

namespace QMacVerify.Compiler.Import.Onnx.Folding;

/// <summary>Operators whose inputs all are constants: shapes that exporters compute, weights that they prepare. One row each.</summary>
/// <remarks>Integers wrap, real numbers are float32, as ONNX Runtime folds them. Operators that only move elements fold where they are imported.</remarks>
internal static class ConstantFunctions
{
    private static readonly Dictionary<string, Func<OnnxOp, OnnxTensor[], OnnxTensor>> Rows = new(StringComparer.Ordinal)
    {
        ["Abs"] = (op, x) => Numbers.Map(op, x[0], MathF.Abs, value => value < 0 ? unchecked(-value) : value),
        ["Add"] = (op, x) => Numbers.Combine(op, x, (a, b) => a + b, (a, b) => unchecked(a + b)),
        ["And"] = (op, x) => Numbers.Compare(op, x, (a, b) => a != 0 && b != 0, (a, b) => a != 0 && b != 0),
        ["Cast"] = (op, x) => Numbers.Cast(op, x[0], (OnnxType)op.Node.Int("to", 0)),
        ["Ceil"] = (op, x) => Numbers.Map(op, x[0], MathF.Ceiling, value => value),
        ["Clip"] = Clip,
        ["Concat"] = Concat,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Div"] = (op, x) => Numbers.Combine(op, x, (a, b) => a / b, (a, b) => b is 0 ? throw op.Node.GraphError("divides by 0") : b is -1 ? unchecked(-a) : a / b),
        ["Equal"] = (op, x) => Numbers.Compare(op, x, (a, b) => a == b, (a, b) => a == b),
        ["Exp"] = (op, x) => Numbers.Map(op, x[0], MathF.Exp, null),
        ["Expand"] = (op, x) => Numbers.Broadcast(op, x[0], OnnxBroadcast.ResultShape(op, x[0].Shape, op.Integers(1, "its shape"))),
        ["Floor"] = (op, x) => Numbers.Map(op, x[0], MathF.Floor, value => value),
        ["Greater"] = (op, x) => Numbers.Compare(op, x, (a, b) => a > b, (a, b) => a > b),
        ["Less"] = (op, x) => Numbers.Compare(op, x, (a, b) => a < b, (a, b) => a < b),
        ["Max"] = (op, x) => Numbers.Combine(op, x, Math.Max, Math.Max),
        ["Min"] = (op, x) => Numbers.Combine(op, x, Math.Min, Math.Min),
        ["Mod"] = (op, x) => Numbers.Combine(op, x, null, (a, b) => b is 0 ? throw op.Node.GraphError("divides by 0") : b is -1 ? 0 : FloorMod(a, b)),
        ["Mul"] = (op, x) => Numbers.Combine(op, x, (a, b) => a * b, (a, b) => unchecked(a * b)),
        ["Neg"] = (op, x) => Numbers.Map(op, x[0], value => -value, value => unchecked(-value)),
        ["Not"] = (op, x) => Numbers.Compare(op, [x[0], x[0]], null, (a, _) => a == 0),
        ["Or"] = (op, x) => Numbers.Compare(op, x, null, (a, b) => a != 0 || b != 0),
        ["Pow"] = (op, x) => Numbers.Combine(op, x, MathF.Pow, null),
        ["Range"] = Range,
        ["Reciprocal"] = (op, x) => Numbers.Map(op, x[0], value => 1 / value, null),
        ["ReduceProd"] = ReduceProduct,
        ["Round"] = (op, x) => Numbers.Map(op, x[0], value => MathF.Round(value, MidpointRounding.ToEven), value => value),
        ["Size"] = (op, x) => Numbers.Of(op.Output, OnnxType.Int64, [], MemoryMarshal.AsBytes<long>(new long[] { x[0].Count })),
        ["Sqrt"] = (op, x) => Numbers.Map(op, x[0], MathF.Sqrt, null),
        ["Sub"] = (op, x) => Numbers.Combine(op, x, (a, b) => a - b, (a, b) => unchecked(a - b)),
        ["Tile"] = Tile,
        ["Where"] = Where,
    };

    /// <summary>The constant that a node computes; null where one of its inputs varies, or where it is no such function.</summary>
    public static OnnxConstant? Fold(OnnxOp op)
    {
        if (!Rows.TryGetValue(op.Node.Operator, out Func<OnnxOp, OnnxTensor[], OnnxTensor>? function))
        {
            return null;
        }

        List<OnnxTensor> inputs = [];
        for (int i = 0; i < op.Node.Inputs.Count && op.Node.Has(i); i++)
        {
            if (op.Value(i) is not OnnxConstant constant)
            {
                return null;
            }

            inputs.Add(constant.Tensor);
        }

        return inputs.Count == 0 ? throw op.Node.GraphError("has no input") : new OnnxConstant(function(op, [.. inputs]) with { Name = op.Output });
    }

    private static long FloorMod(long a, long b)
    {
        long remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }

    private static OnnxTensor Clip(OnnxOp op, OnnxTensor[] inputs)
    {
        OnnxTensor result = inputs[0];
        if (op.Node.Has(1))
        {
            result = Numbers.Combine(op, [result, op.Constant(1, "its lower end")], Math.Max, Math.Max);
        }

        return op.Node.Has(2) ? Numbers.Combine(op, [result, op.Constant(2, "its upper end")], Math.Min, Math.Min) : result;
    }

    private static OnnxTensor Concat(OnnxOp op, OnnxTensor[] parts)
    {
        OnnxTensor first = parts[0];
        int axis = op.Axis(op.Node.Int("axis", 0), first.Shape.Length);
        int[] shape = Concatenation.Shape(op, [.. parts.Select(part => part.Shape)], axis, i => parts[i].Type == first.Type);
        op.Graph.CountFolded(op.Node, ConstantElements.Count(shape));
        int size = first.Type.Size();
        int outer = OnnxOrders.Count(shape[..axis]);
        using MemoryStream data = new();
        for (int row = 0; row < outer; row++)
        {
            foreach (OnnxTensor part in parts)
            {
                int bytes = part.Count / outer * size;
                data.Write(part.Data.Span.Slice(row * bytes, bytes));
            }
        }

        return Numbers.Of(op.Output, first.Type, shape, data.ToArray());
    }

    private static OnnxTensor ConstantOfShape(OnnxOp op, OnnxTensor[] inputs)
    {
        int[] shape = op.Integers(0, "its shape");
        OnnxTensor value = op.Node.Tensor("value") is { } tensor
            ? op.Graph.Model.Constants.Read(tensor, op.Node.Label)
            : Numbers.Of(op.Output, OnnxType.Float32, [1], new byte[sizeof(float)]);
        return value.Count == 1
            ? Numbers.Broadcast(op, value with { Shape = [] }, shape)
            : throw op.Node.GraphError($"fills with {value.Signature}, expected one number");
    }

    private static OnnxTensor Range(OnnxOp op, OnnxTensor[] inputs)
    {
        if (inputs.Length != 3 || inputs.Any(input => input.Count != 1 || input.Type is not (OnnxType.Int64 or OnnxType.Int32)))
        {
            throw op.Node.Unsupported("counts other than from one integer to another, by a third");
        }

        (long first, long end, long step) = (Numbers.Integer(inputs[0], 0), Numbers.Integer(inputs[1], 0), Numbers.Integer(inputs[2], 0));
        Int128 count = step == 0 ? throw op.Node.GraphError("counts in steps of 0")
            : Int128.Max(0, (((Int128)end - first) + step - Math.Sign(step)) / step);
        op.Graph.CountFolded(op.Node, count);
        return Numbers.OfIntegers(op.Output, inputs[0].Type, [(int)count], [.. Enumerable.Range(0, (int)count).Select(i => first + (i * step))]);
    }

    private static OnnxTensor ReduceProduct(OnnxOp op, OnnxTensor[] inputs) =>
        inputs[0].Shape.Length == 1 && inputs[0].Type is OnnxType.Int64 or OnnxType.Int32
            ? Numbers.OfIntegers(
                op.Output, inputs[0].Type, op.Node.Int("keepdims", 1) != 0 ? [1] : [],
                [Enumerable.Range(0, inputs[0].Count).Aggregate(1L, (product, i) => unchecked(product * Numbers.Integer(inputs[0], i)))])
            : throw op.Node.Unsupported($"multiplies {inputs[0].Signature}, expected a list of integers");

    private static OnnxTensor Tile(OnnxOp op, OnnxTensor[] inputs)
    {
        int[] repeats = op.Integers(1, "its repeats");
        int[] from = inputs[0].Shape;
        if (repeats.Length != from.Length || repeats.Any(count => count < 0))
        {
            throw op.Node.ShapeError($"repeats {inputs[0].Signature} [{string.Join(", ", repeats.Take(8))}] times");
        }

        op.Graph.CountFolded(op.Node, ConstantElements.Count(from.Concat(repeats)));
        int[] shape = [.. from.Zip(repeats, (extent, count) => extent * count)];
        return Numbers.Pick(inputs[0], op.Output, shape, position => from.Length == 0 ? 0 : Numbers.Flatten(from, position.Select((i, axis) => i % from[axis])));
    }

    private static OnnxTensor Where(OnnxOp op, OnnxTensor[] inputs)
    {
        if (inputs.Length != 3 || inputs[0].Type != OnnxType.Bool || inputs[1].Type != inputs[2].Type)
        {
            throw op.Node.GraphError("expects a condition and two tensors of one type");
        }

        int[] shape = OnnxBroadcast.ResultShape(op, OnnxBroadcast.ResultShape(op, inputs[0].Shape, inputs[1].Shape), inputs[2].Shape);
        OnnxTensor[] operands = [.. inputs.Select(input => Numbers.Broadcast(op, input, shape))];
        int size = inputs[1].Type.Size();
        byte[] data = new byte[operands[1].Data.Length];
        for (int i = 0; i < operands[0].Count; i++)
        {
            operands[operands[0].Data.Span[i] != 0 ? 1 : 2].Data.Span.Slice(i * size, size).CopyTo(data.AsSpan(i * size));
        }

        return Numbers.Of(op.Output, inputs[1].Type, shape, data);
    }
}
