using QMacVerify.Generators.Diagnostics;

namespace QMacVerify.Compiler.Import.Tflite.Folding;

/// <summary>Operators whose inputs are constants, computed at import: shapes that converters compute, and numbers of float islands.</summary>
/// <remarks>Codes are moved, quantized and dequantized; what computes with them is left to <see cref="Passes.ConstantFolding"/>.</remarks>
internal static class ConstantFunctions
{
    private static readonly Dictionary<string, Func<TfliteNode, TfliteTensor[], TfliteTensor>> Rows = new(StringComparer.Ordinal)
    {
        ["ABS"] = (_, x) => Numbers.Map(x[0], MathF.Abs, Math.Abs),
        ["ADD"] = (node, x) => Numbers.Combine(node, x, (a, b) => a + b, (a, b) => unchecked(a + b)),
        ["CAST"] = (node, x) => Numbers.Cast(node, x[0]),
        ["CONCATENATION"] = Concatenation,
        ["DIV"] = (node, x) => Numbers.Combine(node, x, (a, b) => a / b, (a, b) => b == 0 ? throw DivisionByZero(node) : a / b),
        ["EXPAND_DIMS"] = Reshaped,
        ["FILL"] = Fill,
        ["FLOOR_DIV"] = (node, x) => Numbers.Combine(
            node, x, (a, b) => MathF.Floor(a / b), (a, b) => b == 0 ? throw DivisionByZero(node) : (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)),
        ["MAXIMUM"] = (node, x) => Numbers.Combine(node, x, Math.Max, Math.Max),
        ["MINIMUM"] = (node, x) => Numbers.Combine(node, x, Math.Min, Math.Min),
        ["MUL"] = (node, x) => Numbers.Combine(node, x, (a, b) => a * b, (a, b) => unchecked(a * b)),
        ["NEG"] = (_, x) => Numbers.Map(x[0], value => -value, value => unchecked(-value)),
        ["PACK"] = Pack,
        ["RANGE"] = Range,
        ["REDUCE_PROD"] = ReduceProduct,
        ["RESHAPE"] = Reshaped,
        ["SQUEEZE"] = Reshaped,
        ["SUB"] = (node, x) => Numbers.Combine(node, x, (a, b) => a - b, (a, b) => unchecked(a - b)),
    };

    /// <summary>The constant that an operator computes; null where an input varies, or where it is no such function.</summary>
    public static TfliteTensor? Fold(TfliteNode node)
    {
        if (node.OutputCount != 1 || node.InputCount == 0)
        {
            return null;
        }

        if (node.Operator is "SHAPE" or "RANK")
        {
            int[] shape = node.ShapeOfInput(0);
            return node.Operator == "RANK"
                ? Numbers.OfIntegers(TensorType.Int32, [], [shape.Length])
                : Numbers.OfIntegers(node.FileOutput().Type, [shape.Length], [.. shape.Select(extent => (long)extent)]);
        }

        Func<TfliteNode, int[], TfliteMove>? move = TfliteOperationTable.FindMove(node.Operator);
        bool isOfCodes = node.HasConstantCodes();
        if (node.Operator == "QUANTIZE" && node.HasConstantNumbers() && node.FileInput(0).Type == TensorType.Float32)
        {
            return ConstantCodes.Quantize(node);
        }

        if (node.Operator == "DEQUANTIZE" && isOfCodes && !node.IsModelOutput())
        {
            return ConstantCodes.Dequantize(node);
        }

        bool isMoved = move is not null || node.Operator is "RESHAPE" or "SQUEEZE" or "EXPAND_DIMS";
        if (!(isMoved || Rows.ContainsKey(node.Operator)) || !(node.HasConstantNumbers() || (isMoved && isOfCodes && ConstantCodes.MayMove(node))))
        {
            return null;
        }

        TfliteTensor[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(node.FileInput)];
        node.CountFolded(inputs.Aggregate(Int128.Zero, (sum, input) => sum + ConstantElements.Count(input.Shape)));
        return move is null ? Rows[node.Operator](node, inputs) : Numbers.Pick(node, inputs[0], move(node, inputs[0].Shape));
    }

    /// <summary>RESHAPE, SQUEEZE, EXPAND_DIMS: to the shape of the output in the file, or to that of the operand, where -1 is what is left.</summary>
    private static TfliteTensor Reshaped(TfliteNode node, TfliteTensor[] inputs)
    {
        Int128 count = ConstantElements.Count(inputs[0].Shape);
        int[] shape = node.Operator == "RESHAPE" && inputs.Length > 1 ? node.Integers(1) : node.FileOutput().Shape;
        Int128 known = ConstantElements.Count(shape.Where(extent => extent != -1));
        int open = Array.IndexOf(shape, -1);
        int[] resolved = [.. shape.Select((extent, axis) => axis == open && known > 0 ? (int)(count / known) : extent)];
        return ConstantElements.Count(resolved) == count
            ? inputs[0] with { Shape = resolved }
            : throw node.ShapeError($"makes [{string.Join(", ", shape)}] of [{string.Join(", ", inputs[0].Shape)}]");
    }

    private static TfliteTensor Concatenation(TfliteNode node, TfliteTensor[] parts)
    {
        int axis = node.Axis(node.Options(BuiltinOptions.ConcatenationOptions).Int32(Schema.ConcatenationOptions.Axis), Math.Max(parts[0].Shape.Length, 1));
        return axis == 0 && parts.All(part => part.Type == parts[0].Type && part.Shape.Length == 1)
            ? parts[0] with { Shape = [parts.Sum(part => part.Shape[0])], Data = Joined(parts) }
            : throw node.Unsupported("joins constants other than lists of one type");
    }

    private static TfliteTensor Pack(TfliteNode node, TfliteTensor[] parts)
    {
        int[] part = parts[0].Shape;
        int axis = node.Axis(node.Options(BuiltinOptions.PackOptions).Int32(Schema.PackOptions.Axis), part.Length + 1);
        return parts.All(other => other.Type == parts[0].Type && ConstantElements.Count(other.Shape) == 1)
            ? parts[0] with { Shape = [.. part[..axis], parts.Length, .. part[axis..]], Data = Joined(parts) }
            : throw node.Unsupported("packs constants other than single numbers of one type");
    }

    private static byte[] Joined(TfliteTensor[] parts) => [.. parts.SelectMany(part => part.Data.ToArray())];

    /// <summary>FILL(shape, value).</summary>
    private static TfliteTensor Fill(TfliteNode node, TfliteTensor[] inputs)
    {
        int[] shape = node.Integers(0);
        node.RequireExtents(shape);
        return inputs.Length == 2 && ConstantElements.Count(inputs[1].Shape) == 1
            ? Numbers.Pick(node, inputs[1], new StridedMove(new StridedView(shape, 0, new int[shape.Length])))
            : throw node.ShapeError("fills with other than one number");
    }

    /// <summary>RANGE(first, limit, step).</summary>
    private static TfliteTensor Range(TfliteNode node, TfliteTensor[] inputs)
    {
        if (inputs.Length != 3 || inputs.Any(input => ConstantElements.Count(input.Shape) != 1 || input.Type is not (TensorType.Int32 or TensorType.Int64)))
        {
            throw node.Unsupported("counts other than from one integer to another, by a third");
        }

        (long first, long limit, long step) = (Numbers.Integer(inputs[0], 0), Numbers.Integer(inputs[1], 0), Numbers.Integer(inputs[2], 0));
        Int128 count = step == 0 ? throw node.ShapeError("counts in steps of 0")
            : Int128.Max(0, ((Int128)limit - first + step - Math.Sign(step)) / step);
        node.CountFolded(count);
        return Numbers.OfIntegers(inputs[0].Type, [(int)count], [.. Enumerable.Range(0, (int)count).Select(i => first + (i * step))]);
    }

    private static TfliteTensor ReduceProduct(TfliteNode node, TfliteTensor[] inputs) =>
        inputs[0].Shape.Length == 1 && inputs[0].Type is TensorType.Int32 or TensorType.Int64
            ? Numbers.OfIntegers(
                inputs[0].Type, node.Options(BuiltinOptions.ReducerOptions).Flag(Schema.ReducerOptions.KeepDims) ? [1] : [],
                [Enumerable.Range(0, inputs[0].Shape[0]).Aggregate(1L, (product, i) => unchecked(product * Numbers.Integer(inputs[0], i)))])
            : throw node.Unsupported($"multiplies other than a list of integers, {inputs[0].Type.Name()} [{string.Join(", ", inputs[0].Shape)}]");

    private static DiagnosticException DivisionByZero(TfliteNode node) => node.ShapeError("divides by 0");
}
