using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>The rule of every operation.</summary>
internal static class BoundRules
{
    private static readonly MacBounds Mac = new();
    private static readonly ElementwiseBounds Elementwise = new();
    private static readonly MonotoneBounds Monotone = new();
    private static readonly OutputBounds Output = new();

    private static readonly Dictionary<string, BoundRule> Rules = new(StringComparer.Ordinal)
    {
        [Conv2D.OpName] = Mac,
        [DepthwiseConv2D.OpName] = Mac,
        [TransposeConv.OpName] = Mac,
        [FullyConnected.OpName] = Mac,
        [MatMul.OpName] = new MatMulBounds(),
        [LayerFunction.OpName] = new LayerFunctionBounds(),
        [LayerResult.OpName] = Output,
        [Add.OpName] = Elementwise,
        [Sub.OpName] = Elementwise,
        [Mul.OpName] = Elementwise,
        [Maximum.OpName] = Elementwise,
        [Minimum.OpName] = Elementwise,
        [Prelu.OpName] = Elementwise,
        [PairLookup.OpName] = new PairLookupBounds(),
        [ReduceSum.OpName] = new ReduceSumBounds(),
        [ReduceTotal.OpName] = new ReduceTotalBounds(),
        [ReduceMax.OpName] = Monotone,
        [ReduceMin.OpName] = Monotone,
        [ArgMax.OpName] = Output,
        [ResizeNearest.OpName] = Monotone,
        [ResizeBilinear.OpName] = Monotone,
        [ResizeBilinearReal.OpName] = new ResizeBilinearRealBounds(),
        [AveragePool2D.OpName] = Monotone,
        [MaxPool2D.OpName] = Monotone,
        [Reshape.OpName] = Monotone,
        [View.OpName] = Monotone,
        [Pad.OpName] = Monotone,
        [Concat.OpName] = Monotone,
        [Lookup.OpName] = new LookupBounds(),
        [Softmax.OpName] = new SoftmaxBounds(),
        [Quantize.OpName] = new QuantizeBounds(),
        [Dequantize.OpName] = Output,
        [LookupReal.OpName] = Output,
        [QLinearAdd.OpName] = Elementwise,
        [QLinearMultiply.OpName] = Elementwise,
        [QLinearAveragePool2D.OpName] = Monotone,
        [QLinearGlobalAveragePool.OpName] = Monotone,
        [QLinearResize.OpName] = Monotone,
        [QLinearSoftmax.OpName] = new QLinearSoftmaxBounds(),
        [SoftmaxReal.OpName] = Output,
        [XnnpackAdd.OpName] = Elementwise,
        [XnnpackReduceSum.OpName] = Monotone,
        [XnnpackResizeBilinear.OpName] = Monotone,
    };

    /// <summary>Names of the operations that have a rule.</summary>
    public static IEnumerable<string> Names => Rules.Keys;

    public static BoundRule For(GraphNode node) => Rules.TryGetValue(node.Op, out BoundRule? rule)
        ? rule
        : throw new NotSupportedException($"Operation {node.Op} has no bound rule.");
}
