using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Requantize;

/// <summary>An operation without weights that rescales, as a runtime of .tflite files computes it from the same scales.</summary>
internal static class OtherRuntimes
{
    /// <summary>Every runtime.</summary>
    public static IReadOnlyList<TfliteRuntime> All { get; } = Enum.GetValues<TfliteRuntime>();

    /// <summary>The node of a runtime, the same one where that computes the node as it is.</summary>
    /// <returns>Null for other operations, and where the runtime cannot express the scales.</returns>
    public static GraphNode? As(this GraphNode node, QuantizedGraph graph, TfliteRuntime runtime)
    {
        bool isXnnpack = runtime == TfliteRuntime.TfliteXnnpack;
        RequantizationKind kind = runtime.Rounding();
        TensorInfo output = graph.Tensor(node.Output);
        switch (node)
        {
            case ScaledSum sum when isXnnpack && Xnnpack.Add(graph.Tensor(sum.First), graph.Tensor(sum.Second), output) is (int a, int b, int shift):
                return new XnnpackAdd(sum.Name, sum.First, sum.Second, sum.Output, a, sum.Sign * b, shift, sum.Clamp);
            case ScaledSum sum:
                return sum with { Kind = kind };
            case XnnpackAdd add:
                return isXnnpack ? add : Sum(add, graph, kind);
            case Mul mul when isXnnpack && Xnnpack.Product(graph.Tensor(mul.First), graph.Tensor(mul.Second), output) is Rescale factor:
                return mul with { Rescale = factor };
            case Mul mul:
                return Multiplier(TfliteFactors.Product(Scale(graph, mul.First), Scale(graph, mul.Second), Scale(graph, mul.Output)), kind) is QuantizedMultiplier product
                    ? mul with { Rescale = new Rescale(kind, product) }
                    : null;
            case ReduceSum sum when isXnnpack:
                TensorInfo input = graph.Tensor(sum.Input);
                (uint scale, uint constant) = IsMean(sum) ? Xnnpack.Mean(input, output, sum.CountOf(input)) : Xnnpack.Sum(input, output, sum.CountOf(input));
                return new XnnpackReduceSum(sum.Name, sum.Input, sum.Output, sum.Axes, sum.Function, scale, constant);
            case ReduceSum sum:
                return sum with { Kind = kind };
            case XnnpackReduceSum sum:
                return isXnnpack ? sum : Reduced(sum, graph, kind);
            case ResizeBilinear resize when isXnnpack:
                TensorInfo image = graph.Tensor(resize.Input);
                EquatableArray<ResizeSpan> SpansOf(int axis) => Xnnpack.Spans(image.Shape[axis], output.Shape[axis], resize.AlignCorners, resize.HalfPixelCenters);
                return new XnnpackResizeBilinear(resize.Name, resize.Input, resize.Output, SpansOf(1), SpansOf(2));
            case ResizeBilinear resize:
                return resize with { Kind = kind };
            default:
                return null;
        }
    }

    private static ScaledSum? Sum(XnnpackAdd add, QuantizedGraph graph, RequantizationKind kind)
    {
        (float first, float second, float output) = (Scale(graph, add.First), Scale(graph, add.Second), Scale(graph, add.Output));
        (double a, double b, double y) = add.SecondFactor < 0 ? TfliteFactors.Difference(first, second, output) : TfliteFactors.Sum(first, second, output);
        return (Multiplier(a, kind), Multiplier(b, kind), Multiplier(y, kind)) is not ({ } ofFirst, { } ofSecond, { Shift: <= 0 } ofOutput) ? null
            : add.SecondFactor < 0 ? new Sub(add.Name, add.First, add.Second, add.Output, kind, ofFirst, ofSecond, ofOutput, add.Clamp)
            : new Add(add.Name, add.First, add.Second, add.Output, kind, ofFirst, ofSecond, ofOutput, add.Clamp);
    }

    private static ReduceSum? Reduced(XnnpackReduceSum sum, QuantizedGraph graph, RequantizationKind kind) =>
        Multiplier(Scale(graph, sum.Input) / (double)Scale(graph, sum.Output), kind) is QuantizedMultiplier ratio
            ? new ReduceSum(
                sum.Name, sum.Input, sum.Output, sum.Axes, sum.Function, kind,
                IsMean(sum) ? TfliteFactors.Mean(ratio, sum.CountOf(graph.Tensor(sum.Input))) : ratio)
            : null;

    private static bool IsMean(INamedFunction node) => node.Function == "mean";

    private static float Scale(QuantizedGraph graph, int tensor) => TfliteNode.Scale(graph.Tensor(tensor));

    private static QuantizedMultiplier? Multiplier(double factor, RequantizationKind kind) =>
        QuantizedMultipliers.From(factor, kind) is { Shift: <= QuantizedMultiplier.MaxShift } multiplier ? multiplier : null;
}
