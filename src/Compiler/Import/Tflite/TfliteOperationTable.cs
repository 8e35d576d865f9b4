using QMacVerify.Compiler.Import.Tflite.Operations;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Every operator that is imported, one row each: the place to begin for a new one.</summary>
internal static class TfliteOperationTable
{
    private static readonly SortedDictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["ABS"] = One(UnaryImporter.ImportAbs, Lookup.OpName),
        ["ADD"] = One(ElementwiseImporter.ImportAdd, Add.OpName, XnnpackAdd.OpName),
        ["ARG_MAX"] = One(ReduceImporter.ImportArgMax, ArgMax.OpName),
        ["ARG_MIN"] = One(ReduceImporter.ImportArgMin, ArgMax.OpName),
        ["ASSIGN_VARIABLE"] = Several(StateImporter.ImportAssign),
        ["AVERAGE_POOL_2D"] = One(Pool2DImporter.ImportAverage, AveragePool2D.OpName),
        ["BATCH_MATMUL"] = Several(BatchMatMulImporter.Import, MatMul.OpName, View.OpName),
        ["BATCH_TO_SPACE_ND"] = Several(BatchImporter.ImportBatchToSpace, View.OpName, Reshape.OpName),
        ["BROADCAST_TO"] = Moving(Movements.BroadcastTo, View.OpName),
        ["CALL_ONCE"] = Several(StateImporter.ImportCallOnce),
        ["CONCATENATION"] = Several(CopyImporter.ImportConcatenation, Concat.OpName, Lookup.OpName),
        ["CONV_2D"] = Several(Conv2DImporter.Import, Conv2D.OpName),
        ["DEPTHWISE_CONV_2D"] = Several(DepthwiseConv2DImporter.Import, DepthwiseConv2D.OpName),
        ["DEPTH_TO_SPACE"] = Moving(Movements.DepthToSpace, View.OpName, Reshape.OpName),
        ["DEQUANTIZE"] = One(QuantizeImporter.ImportDequantize, Dequantize.OpName, LookupReal.OpName),
        ["ELU"] = One(UnaryImporter.ImportElu, Lookup.OpName),
        ["EXPAND_DIMS"] = One(ReshapeImporter.Import, Reshape.OpName),
        ["FULLY_CONNECTED"] = Several(FullyConnectedImporter.Import, FullyConnected.OpName, MatMul.OpName, Reshape.OpName),
        ["GATHER"] = Moving(Movements.Gather, ResizeNearest.OpName, Reshape.OpName),
        ["GELU"] = One(UnaryImporter.ImportGelu, Lookup.OpName),
        ["HARD_SWISH"] = One(UnaryImporter.ImportHardSwish, Lookup.OpName),
        ["LEAKY_RELU"] = One(UnaryImporter.ImportLeakyRelu, Lookup.OpName),
        ["LOGISTIC"] = One(UnaryImporter.ImportLogistic, Lookup.OpName),
        ["MAXIMUM"] = One(ElementwiseImporter.ImportMaximum, Maximum.OpName),
        ["MAX_POOL_2D"] = One(Pool2DImporter.ImportMax, MaxPool2D.OpName),
        ["MEAN"] = Several(ReduceImporter.ImportMean, ReduceSum.OpName, XnnpackReduceSum.OpName, ReduceTotal.OpName, LayerFunction.OpName),
        ["MINIMUM"] = One(ElementwiseImporter.ImportMinimum, Minimum.OpName),
        ["MIRROR_PAD"] = Moving(Movements.MirrorPad, ResizeNearest.OpName, Reshape.OpName),
        ["MUL"] = One(ElementwiseImporter.ImportMul, Mul.OpName),
        ["PACK"] = One(CopyImporter.ImportPack, Concat.OpName),
        ["PAD"] = One(CopyImporter.ImportPad, Pad.OpName),
        ["PADV2"] = One(CopyImporter.ImportPad, Pad.OpName),
        ["PRELU"] = One(ElementwiseImporter.ImportPrelu, Prelu.OpName),
        ["QUANTIZE"] = One(QuantizeImporter.Import, Quantize.OpName, Lookup.OpName),
        ["READ_VARIABLE"] = Several(StateImporter.ImportRead, Reshape.OpName),
        ["REDUCE_MAX"] = One(ReduceImporter.ImportMax, ReduceMax.OpName),
        ["REDUCE_MIN"] = One(ReduceImporter.ImportMin, ReduceMin.OpName),
        ["RELU"] = One(UnaryImporter.ImportRelu, Lookup.OpName),
        ["RELU6"] = One(UnaryImporter.ImportRelu6, Lookup.OpName),
        ["RELU_N1_TO_1"] = One(UnaryImporter.ImportReluN1To1, Lookup.OpName),
        ["RESHAPE"] = One(ReshapeImporter.Import, Reshape.OpName),
        ["RESIZE_BILINEAR"] = One(ResizeImporter.ImportBilinear, ResizeBilinear.OpName, ResizeBilinearReal.OpName, XnnpackResizeBilinear.OpName),
        ["RESIZE_NEAREST_NEIGHBOR"] = One(ResizeImporter.ImportNearest, ResizeNearest.OpName),
        ["RSQRT"] = One(UnaryImporter.ImportRsqrt, Lookup.OpName),
        ["SLICE"] = Moving(Movements.Slice, View.OpName),
        ["SOFTMAX"] = One(SoftmaxImporter.Import, Softmax.OpName),
        ["SPACE_TO_BATCH_ND"] = Several(BatchImporter.ImportSpaceToBatch, Pad.OpName, View.OpName, Reshape.OpName),
        ["SPACE_TO_DEPTH"] = Moving(Movements.SpaceToDepth, View.OpName, Reshape.OpName),
        ["SPLIT"] = Several(CopyImporter.ImportSplit, View.OpName),
        ["SPLIT_V"] = Several(CopyImporter.ImportSplitV, View.OpName),
        ["SQUEEZE"] = One(ReshapeImporter.Import, Reshape.OpName),
        ["STRIDED_SLICE"] = Moving(Movements.StridedSlice, View.OpName),
        ["SUB"] = One(ElementwiseImporter.ImportSub, Sub.OpName, XnnpackAdd.OpName),
        ["SUM"] = Several(ReduceImporter.ImportSum, ReduceSum.OpName, XnnpackReduceSum.OpName, ReduceTotal.OpName, LayerFunction.OpName),
        ["TANH"] = One(UnaryImporter.ImportTanh, Lookup.OpName),
        ["TILE"] = Moving(Movements.Tile, View.OpName, Reshape.OpName),
        ["TRANSPOSE"] = Moving(Movements.Transpose, View.OpName),
        ["TRANSPOSE_CONV"] = One(TransposeConvImporter.Import, TransposeConv.OpName),
        ["UNPACK"] = Several(CopyImporter.ImportUnpack, View.OpName),
        ["VAR_HANDLE"] = Several(StateImporter.ImportHandle),
    };

    /// <summary>Names of the operators as the schema has them.</summary>
    public static IEnumerable<string> Names => Rows.Keys;

    /// <summary>How to import an operator, or null when it is not.</summary>
    public static Func<TfliteNode, GraphNode[]>? Find(string name) => Rows.GetValueOrDefault(name)?.Import;

    /// <summary>What an operator moves, or null when it is none that only moves elements.</summary>
    public static Func<TfliteNode, int[], TfliteMove>? FindMove(string name) => Rows.GetValueOrDefault(name)?.Move;

    /// <summary>Names of the operations that an operator becomes.</summary>
    public static IReadOnlyList<string> OperationsOf(string name) => Rows[name].Operations;

    /// <summary>An operator that becomes one node.</summary>
    private static Row One(Func<TfliteNode, GraphNode> import, params string[] operations) => new(node => [import(node)], operations);

    /// <summary>An operator that becomes a node for each of its outputs.</summary>
    private static Row Several(Func<TfliteNode, GraphNode[]> import, params string[] operations) => new(import, operations);

    /// <summary>An operator that moves elements of its first input.</summary>
    private static Row Moving(Func<TfliteNode, int[], TfliteMove> plan, params string[] operations) =>
        new(node => Movements.Import(node, plan), operations) { Move = plan };

    private sealed record Row(Func<TfliteNode, GraphNode[]> Import, IReadOnlyList<string> Operations)
    {
        public Func<TfliteNode, int[], TfliteMove>? Move { get; init; }
    }
}
