using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>The greatest or least element along some axes, where it stands, and sums.</summary>
/// <remarks>The greatest code is the code of the greatest real number. Sums of codes are exact; what is computed of them is a function of a real number.</remarks>
internal static class Reductions
{
    /// <summary>From this opset on the axes are an input.</summary>
    private const int AxesInputOpset = 18;
    private const int SumAxesInputOpset = 13;

    private delegate GraphNode Reduction(string name, int input, int output, EquatableArray<int> axes);

    public static OnnxValue ImportMaximum(OnnxOp op) => Import(op, (name, input, output, axes) => new ReduceMax(name, input, output, axes));

    public static OnnxValue ImportMinimum(OnnxOp op) => Import(op, (name, input, output, axes) => new ReduceMin(name, input, output, axes));

    /// <summary>ReduceMean(x): the float32 sum divided by the number of its terms.</summary>
    public static OnnxValue ImportMean(OnnxOp op) => ImportTotal(op, AxesInputOpset, (sum, count) => sum / count);

    /// <summary>ReduceSum(x).</summary>
    public static OnnxValue ImportSum(OnnxOp op) => ImportTotal(op, SumAxesInputOpset, (sum, _) => sum);

    private static OnnxValue ImportTotal(OnnxOp op, int axesInputOpset, Func<float, int, float> function)
    {
        OnnxDequantized input = op.Dequantized(0);
        (bool[] isReduced, int[] kept) = Reduced(op, input.Shape, axesInputOpset);
        int count = OnnxOrders.Count(input.Shape) / OnnxOrders.Count(kept);
        OnnxOrder order = input.Codes.Native;
        OnnxLayer sums = new OnnxLayerReals([input.Quantization.Scale], [0]).Layer(op, order, kept, () =>
        {
            int source = op.Graph.Tensor(input.Codes, order);
            int total = op.Graph.AddAccumulators(kept, order);
            op.Graph.Add(new ReduceTotal(op.Graph.NodeName("", op.Node.OpType), source, total, AxesIn(order, isReduced)));
            return total;
        });
        OnnxLayerIsland island = new(op.Output, kept, op.Node, sums, ChannelAxis: -1, (_, sum) => function(sum, count), IsPerChannel: false);
        return op.Node.Int("keepdims", 1) != 0
            ? island
            : island.Moved(op.Output, OnnxMove.Reshape(op.Graph, kept, [.. kept.Where((_, axis) => !isReduced[axis])]))!;
    }

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
        (bool[] isReduced, int[] kept) = Reduced(op, input, AxesInputOpset);
        OnnxMove move = new(kept, (codes, name, _) =>
        {
            int source = op.Graph.Tensor(codes, codes.Native);
            (OnnxCodes result, int output) = op.Graph.AddCodes(name, kept, codes.Scale, codes.Native);
            op.Graph.Add(reduction(op.Graph.NodeName(name, op.Node.OpType), source, output, AxesIn(codes.Native, isReduced)));
            return result;
        });
        return op.Node.Int("keepdims", 1) != 0
            ? move
            : move.Then(shape => OnnxMove.Reshape(op.Graph, shape, [.. shape.Where((_, axis) => !isReduced[axis])]));
    });

    /// <summary>Which axes are reduced, and the shape that keeps them with extent 1.</summary>
    private static (bool[] IsReduced, int[] Kept) Reduced(OnnxOp op, int[] input, int axesInputOpset)
    {
        int[] axes = op.Axes(input.Length, axesInputOpset) ?? [];
        bool reducesAll = axes.Length == 0 && op.Node.Int("noop_with_empty_axes", 0) == 0;
        bool[] isReduced = [.. Enumerable.Range(0, input.Length).Select(axis => reducesAll || axes.Contains(axis))];
        return (isReduced, [.. input.Select((extent, axis) => isReduced[axis] ? 1 : extent)]);
    }

    private static EquatableArray<int> AxesIn(OnnxOrder order, bool[] isReduced) => Enumerable.Range(0, isReduced.Length).Where(axis => isReduced[axis])
        .Select(axis => OnnxOrders.AxisIn(order, axis, isReduced.Length)).Order().ToEquatableArray();
}
