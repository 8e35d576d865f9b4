using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Compiler.Import.Tflite.Schema;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>MEAN, SUM, REDUCE_MAX, REDUCE_MIN, ARG_MAX and ARG_MIN; whether axes are kept shows in the shape of the output alone.</summary>
internal static class ReduceImporter
{
    public static GraphNode[] ImportSum(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output, EquatableArray<int> axes) = Read(node);
        int count = CountOf(input, axes);
        return input.IsUnsigned ? UnsignedReductions.Sum(node, input, output, axes, count)
            : node.IsXnnpack ? [Delegated(node, input, output, axes, "sum", Xnnpack.Sum(input, output, count))]
            : [new ReduceSum(node.Name, input.Index, output.Index, axes, "sum", node.Rounding, node.Multiplier(Ratio(input, output)))];
    }

    public static GraphNode[] ImportMean(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output, EquatableArray<int> axes) = Read(node);
        int count = CountOf(input, axes);
        if (input.IsUnsigned)
        {
            return UnsignedReductions.Mean(node, input, output, axes, count);
        }

        if (node.IsXnnpack)
        {
            return [Delegated(node, input, output, axes, "mean", Xnnpack.Mean(input, output, count))];
        }

        QuantizedMultiplier divided = TfliteFactors.Mean(node.Multiplier(Ratio(input, output)), count);
        return [new ReduceSum(node.Name, input.Index, output.Index, axes, "mean", node.Rounding, divided)];
    }

    public static GraphNode ImportMax(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output, EquatableArray<int> axes) = Read(node);
        node.RequireEqualQuantization(input, output);
        return new ReduceMax(node.Name, input.Index, output.Index, axes);
    }

    public static GraphNode ImportMin(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output, EquatableArray<int> axes) = Read(node);
        node.RequireEqualQuantization(input, output);
        return new ReduceMin(node.Name, input.Index, output.Index, axes);
    }

    public static GraphNode ImportArgMax(TfliteNode node) => ImportIndex(node, isLeast: false);

    public static GraphNode ImportArgMin(TfliteNode node) => ImportIndex(node, isLeast: true);

    /// <summary>Of equal codes the first.</summary>
    private static ArgMax ImportIndex(TfliteNode node, bool isLeast)
    {
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.IndexOutput());
        int axis = node.Axis(node.Integers(1, count: 1)[0], input.Shape.Count);
        node.RequireOutputShape(output, input.Shape.Where((_, other) => other != axis));
        return new ArgMax(node.Name, input.Index, output.Index, axis, isLeast, TakesLast: false);
    }

    private static XnnpackReduceSum Delegated(
        TfliteNode node, TensorInfo input, TensorInfo output, EquatableArray<int> axes, string function, (uint Factor, uint Constant) numbers) =>
        new(node.Name, input.Index, output.Index, axes, function, numbers.Factor, numbers.Constant);

    private static int CountOf(TensorInfo input, EquatableArray<int> axes) => axes.Aggregate(1, (product, axis) => product * input.Shape[axis]);

    private static double Ratio(TensorInfo input, TensorInfo output) => TfliteNode.Scale(input) / (double)TfliteNode.Scale(output);

    private static (TensorInfo Input, TensorInfo Output, EquatableArray<int> Axes) Read(TfliteNode node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output();
        int[] axes = [.. node.Integers(1).Select(axis => node.Axis(axis, input.Shape.Count)).Distinct().Order()];
        int[] kept = [.. Enumerable.Range(0, input.Shape.Count).Except(axes)];
        node.RequireOutputShape(
            output,
            node.Options(BuiltinOptions.ReducerOptions).Flag(ReducerOptions.KeepDims)
                ? input.Shape.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)
                : kept.Select(axis => input.Shape[axis]));
        return input.IsUnsigned == output.IsUnsigned
            ? (input, output, axes.ToEquatableArray())
            : throw node.QuantizationError("makes int8 codes of uint8 ones, or the other way round");
    }
}
