using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Generators.Reading;

/// <summary>Every operation of the graph, one row each: the place to begin for a new one.</summary>
public static class OpTable
{
    private static readonly KeyValuePair<string, Func<NodeReader, GraphNode>>[] Rows =
    [
        new(Conv2D.OpName, Conv2D.Read),
        new(DepthwiseConv2D.OpName, DepthwiseConv2D.Read),
        new(TransposeConv.OpName, TransposeConv.Read),
        new(FullyConnected.OpName, FullyConnected.Read),
        new(MatMul.OpName, MatMul.Read),
        new(LayerFunction.OpName, LayerFunction.Read),
        new(LayerResult.OpName, LayerResult.Read),
        new(Add.OpName, Add.Read),
        new(Sub.OpName, Sub.Read),
        new(Mul.OpName, Mul.Read),
        new(Maximum.OpName, Maximum.Read),
        new(Minimum.OpName, Minimum.Read),
        new(Prelu.OpName, Prelu.Read),
        new(PairLookup.OpName, PairLookup.Read),
        new(AveragePool2D.OpName, AveragePool2D.Read),
        new(MaxPool2D.OpName, MaxPool2D.Read),
        new(ReduceSum.OpName, ReduceSum.Read),
        new(ReduceTotal.OpName, ReduceTotal.Read),
        new(ReduceMax.OpName, ReduceMax.Read),
        new(ReduceMin.OpName, ReduceMin.Read),
        new(ArgMax.OpName, ArgMax.Read),
        new(ResizeNearest.OpName, ResizeNearest.Read),
        new(ResizeBilinear.OpName, ResizeBilinear.Read),
        new(ResizeBilinearReal.OpName, ResizeBilinearReal.Read),
        new(Reshape.OpName, Reshape.Read),
        new(Softmax.OpName, Softmax.Read),
        new(Lookup.OpName, Lookup.Read),
        new(LookupReal.OpName, LookupReal.Read),
        new(View.OpName, View.Read),
        new(Pad.OpName, Pad.Read),
        new(Concat.OpName, Concat.Read),
        new(Quantize.OpName, Quantize.Read),
        new(Dequantize.OpName, Dequantize.Read),
        new(QLinearAdd.OpName, QLinearAdd.Read),
        new(QLinearMultiply.OpName, QLinearMultiply.Read),
        new(QLinearAveragePool2D.OpName, QLinearAveragePool2D.Read),
        new(QLinearGlobalAveragePool.OpName, QLinearGlobalAveragePool.Read),
        new(QLinearResize.OpName, QLinearResize.Read),
        new(QLinearSoftmax.OpName, QLinearSoftmax.Read),
        new(SoftmaxReal.OpName, SoftmaxReal.Read),
        new(XnnpackAdd.OpName, XnnpackAdd.Read),
        new(XnnpackReduceSum.OpName, XnnpackReduceSum.Read),
        new(XnnpackResizeBilinear.OpName, XnnpackResizeBilinear.Read),
    ];

    /// <summary>Names of the operations, in the order of the table.</summary>
    public static IEnumerable<string> Names => Rows.Select(row => row.Key);

    /// <summary>Names of those whose layers take circuits: what their rows read is a <see cref="ProductNode"/>.</summary>
    public static IEnumerable<string> ProductNames =>
        Rows.Where(row => typeof(ProductNode).IsAssignableFrom(row.Value.Method.ReturnType)).Select(row => row.Key);

    /// <summary>How to read a node of the operation, or null when it is unknown.</summary>
    public static Func<NodeReader, GraphNode>? Find(string op) =>
        Rows.FirstOrDefault(row => row.Key == op).Value;
}
