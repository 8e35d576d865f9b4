using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>The greatest or least element along some axes: that of the codes is the code of that of the real numbers.</summary>
internal static class Reductions
{
    /// <summary>From this opset on the axes are an input.</summary>
    private const int AxesInputOpset = 18;

    private delegate GraphNode Reduction(string name, int input, int output, EquatableArray<int> axes);

    public static OnnxValue ImportMaximum(OnnxOp op) => Import(op, (name, input, output, axes) => new ReduceMax(name, input, output, axes));

    public static OnnxValue ImportMinimum(OnnxOp op) => Import(op, (name, input, output, axes) => new ReduceMin(name, input, output, axes));

    /// <summary>ArgMax(x): int64 in the model, int32 here.</summary>
    public static OnnxValue ImportGreatestIndex(OnnxOp op) => ImportIndex(op, isLeast: false);

    /// <summary>ArgMin(x), likewise.</summary>
    public static OnnxValue ImportLeastIndex(OnnxOp op) => ImportIndex(op, isLeast: true);

    private static OnnxNumbers ImportIndex(OnnxOp op, bool isLeast)
    {
        OnnxCodes codes = op.Value(0) is OnnxCodes or OnnxConstant ? op.Codes(0) : op.Dequantized(0).Codes;
        int axis = op.Axis(op.Node.Int("axis", 0), codes.Shape.Length);
        int[] shape = op.Node.Int("keepdims", 1) != 0
            ? [.. codes.Shape.Select((extent, other) => other == axis ? 1 : extent)]
            : [.. codes.Shape.Where((_, other) => other != axis)];
        int input = op.Graph.Tensor(codes, OnnxOrder.Model);
        (OnnxNumbers result, int output) = op.Graph.AddNumbers(op.Output, shape, ElementType.Int32);
        op.Graph.Add(new ArgMax(
            op.Graph.NodeName(op.Output, op.Node.OpType), input, output, axis, isLeast, TakesLast: op.Node.Int("select_last_index", 0) != 0));
        return result;
    }

    private static OnnxValue Import(OnnxOp op, Reduction reduction) => op.Move(0, input =>
    {
        int rank = input.Length;
        int[] axes = op.Axes(rank, AxesInputOpset) ?? [];
        bool reducesAll = axes.Length == 0 && op.Node.Int("noop_with_empty_axes", 0) == 0;
        bool[] isReduced = [.. Enumerable.Range(0, rank).Select(axis => reducesAll || axes.Contains(axis))];
        int[] kept = [.. input.Select((extent, axis) => isReduced[axis] ? 1 : extent)];
        OnnxMove move = new(kept, (codes, name, _) =>
        {
            EquatableArray<int> reduced = Enumerable.Range(0, rank).Where(axis => isReduced[axis])
                .Select(axis => OnnxOrders.AxisIn(codes.Native, axis, rank)).Order().ToEquatableArray();
            int source = op.Graph.Tensor(codes, codes.Native);
            (OnnxCodes result, int output) = op.Graph.AddCodes(name, kept, codes.Scale, codes.Native);
            op.Graph.Add(reduction(op.Graph.NodeName(name, op.Node.OpType), source, output, reduced));
            return result;
        });
        return op.Node.Int("keepdims", 1) != 0
            ? move
            : move.Then(shape => OnnxMove.Reshape(op.Graph, shape, [.. shape.Where((_, axis) => !isReduced[axis])]));
    });
}
