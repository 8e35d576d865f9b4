using System.Numerics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Compiler.Import.Tflite.Schema;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>MEAN, SUM, REDUCE_MAX and REDUCE_MIN; whether axes are kept shows in the shape of the output alone.</summary>
internal static class ReduceImporter
{
    public static GraphNode ImportSum(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output, EquatableArray<int> axes) = Read(node);
        return new ReduceSum(node.Name, input.Index, output.Index, axes, "sum", node.Rounding, node.Multiplier(Ratio(input, output)));
    }

    /// <summary>MEAN: the count divides the integer multiplier, after as many left shifts as leave its range.</summary>
    public static GraphNode ImportMean(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output, EquatableArray<int> axes) = Read(node);
        (int multiplier, int shift) = node.Multiplier(Ratio(input, output));
        int count = axes.Aggregate(1, (product, axis) => product * input.Shape[axis]);
        int headroom = Math.Min(BitOperations.Log2((uint)count), 31 + shift);
        QuantizedMultiplier divided = new((int)(((long)multiplier << headroom) / count), shift - headroom);
        return new ReduceSum(node.Name, input.Index, output.Index, axes, "mean", node.Rounding, divided);
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

    private static double Ratio(TensorInfo input, TensorInfo output) => TfliteNode.Scale(input) / (double)TfliteNode.Scale(output);

    private static (TensorInfo Input, TensorInfo Output, EquatableArray<int> Axes) Read(TfliteNode node)
    {
        TensorInfo input = node.Int8Activation(0);
        TensorInfo output = node.Output();
        int[] axes = [.. node.Integers(1).Select(axis => node.Axis(axis, input.Shape.Count)).Distinct().Order()];
        int[] kept = [.. Enumerable.Range(0, input.Shape.Count).Except(axes)];
        node.RequireOutputShape(
            output,
            node.Options(BuiltinOptions.ReducerOptions).Flag(ReducerOptions.KeepDims)
                ? input.Shape.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)
                : kept.Select(axis => input.Shape[axis]));
        return (input, output, axes.ToEquatableArray());
    }
}
