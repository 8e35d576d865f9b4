using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>The rule of every operation.</summary>
internal static class DifferenceRules
{
    private static readonly MacDifferences Mac = new();
    private static readonly ElementwiseDifferences Elementwise = new();
    private static readonly SumDifferences Sum = new();
    private static readonly ExtremumDifferences Extremum = new();
    private static readonly CopyDifferences Copy = new();
    private static readonly ResizeDifferences Resize = new();
    private static readonly UnknownDifferences Unknown = new();

    private static readonly Dictionary<string, DifferenceRule> Rules = new(StringComparer.Ordinal)
    {
        [Conv2D.OpName] = Mac,
        [DepthwiseConv2D.OpName] = Mac,
        [TransposeConv.OpName] = Mac,
        [FullyConnected.OpName] = Mac,
        [MatMul.OpName] = new MatMulDifferences(),
        [LayerFunction.OpName] = new LayerFunctionDifferences(),
        [LayerResult.OpName] = Unknown,
        [Add.OpName] = Elementwise,
        [Sub.OpName] = Elementwise,
        [Mul.OpName] = Elementwise,
        [Maximum.OpName] = Elementwise,
        [Minimum.OpName] = Elementwise,
        [Prelu.OpName] = Elementwise,
        [PairLookup.OpName] = new PairLookupDifferences(),
        [ReduceSum.OpName] = Sum,
        [ReduceTotal.OpName] = Sum,
        [ReduceMax.OpName] = Extremum,
        [ReduceMin.OpName] = Extremum,
        [ArgMax.OpName] = Unknown,
        [ResizeNearest.OpName] = Copy,
        [ResizeBilinear.OpName] = Resize,
        [ResizeBilinearReal.OpName] = Unknown,
        [AveragePool2D.OpName] = Sum,
        [MaxPool2D.OpName] = Extremum,
        [Reshape.OpName] = Copy,
        [View.OpName] = Copy,
        [Pad.OpName] = Copy,
        [Concat.OpName] = Copy,
        [Lookup.OpName] = new LookupDifferences(),
        [LookupReal.OpName] = Unknown,
        [Softmax.OpName] = Unknown,
        [SoftmaxReal.OpName] = Unknown,
        [Quantize.OpName] = Unknown,
        [Dequantize.OpName] = Unknown,
        [QLinearAdd.OpName] = Elementwise,
        [QLinearMultiply.OpName] = Elementwise,
        [QLinearAveragePool2D.OpName] = Unknown,
        [QLinearGlobalAveragePool.OpName] = Sum,
        [QLinearResize.OpName] = Unknown,
        [QLinearSoftmax.OpName] = Unknown,
        [XnnpackAdd.OpName] = Elementwise,
        [XnnpackReduceSum.OpName] = Sum,
        [XnnpackResizeBilinear.OpName] = Resize,
    };

    /// <summary>Names of the operations that have a rule.</summary>
    public static IEnumerable<string> Names => Rules.Keys;

    public static DifferenceRule For(GraphNode node) => Rules.TryGetValue(node.Op, out DifferenceRule? rule)
        ? rule
        : throw new NotSupportedException($"Operation {node.Op} has no rule of differences.");
}
