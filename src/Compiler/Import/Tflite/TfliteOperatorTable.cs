using QMacVerify.Compiler.Import.Tflite.Operators;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Every operator that is imported, one row each: the place to begin for a new one.</summary>
internal static class TfliteOperatorTable
{
    private static readonly SortedDictionary<string, Func<TfliteNode, GraphNode[]>> Rows = new(StringComparer.Ordinal)
    {
        ["ADD"] = One(ElementwiseImporter.ImportAdd),
        ["AVERAGE_POOL_2D"] = One(Pool2DImporter.ImportAverage),
        ["CONCATENATION"] = One(CopyImporter.ImportConcatenation),
        ["CONV_2D"] = One(Conv2DImporter.Import),
        ["DEPTHWISE_CONV_2D"] = One(DepthwiseConv2DImporter.Import),
        ["DEQUANTIZE"] = One(QuantizeImporter.ImportDequantize),
        ["EXPAND_DIMS"] = One(ReshapeImporter.Import),
        ["FULLY_CONNECTED"] = One(FullyConnectedImporter.Import),
        ["HARD_SWISH"] = One(UnaryImporter.ImportHardSwish),
        ["LEAKY_RELU"] = One(UnaryImporter.ImportLeakyRelu),
        ["LOGISTIC"] = One(UnaryImporter.ImportLogistic),
        ["MAXIMUM"] = One(ElementwiseImporter.ImportMaximum),
        ["MAX_POOL_2D"] = One(Pool2DImporter.ImportMax),
        ["MEAN"] = One(ReduceImporter.ImportMean),
        ["MINIMUM"] = One(ElementwiseImporter.ImportMinimum),
        ["MUL"] = One(ElementwiseImporter.ImportMul),
        ["PACK"] = One(CopyImporter.ImportPack),
        ["PAD"] = One(CopyImporter.ImportPad),
        ["PADV2"] = One(CopyImporter.ImportPad),
        ["PRELU"] = One(ElementwiseImporter.ImportPrelu),
        ["QUANTIZE"] = One(QuantizeImporter.Import),
        ["REDUCE_MAX"] = One(ReduceImporter.ImportMax),
        ["REDUCE_MIN"] = One(ReduceImporter.ImportMin),
        ["RELU"] = One(UnaryImporter.ImportRelu),
        ["RELU6"] = One(UnaryImporter.ImportRelu6),
        ["RELU_N1_TO_1"] = One(UnaryImporter.ImportReluN1To1),
        ["RESHAPE"] = One(ReshapeImporter.Import),
        ["RESIZE_BILINEAR"] = One(ResizeImporter.ImportBilinear),
        ["RESIZE_NEAREST_NEIGHBOR"] = One(ResizeImporter.ImportNearest),
        ["SLICE"] = One(CopyImporter.ImportSlice),
        ["SOFTMAX"] = One(SoftmaxImporter.Import),
        ["SPLIT"] = CopyImporter.ImportSplit,
        ["SPLIT_V"] = CopyImporter.ImportSplitV,
        ["SQUEEZE"] = One(ReshapeImporter.Import),
        ["STRIDED_SLICE"] = One(CopyImporter.ImportStridedSlice),
        ["SUB"] = One(ElementwiseImporter.ImportSub),
        ["SUM"] = One(ReduceImporter.ImportSum),
        ["TANH"] = One(UnaryImporter.ImportTanh),
        ["TRANSPOSE"] = One(CopyImporter.ImportTranspose),
        ["TRANSPOSE_CONV"] = One(TransposeConvImporter.Import),
        ["UNPACK"] = CopyImporter.ImportUnpack,
    };

    /// <summary>Names of the operators as the schema has them.</summary>
    public static IEnumerable<string> Names => Rows.Keys;

    /// <summary>How to import an operator, or null when it is not.</summary>
    public static Func<TfliteNode, GraphNode[]>? Find(string name) => Rows.GetValueOrDefault(name);

    /// <summary>An operator that becomes one node.</summary>
    private static Func<TfliteNode, GraphNode[]> One(Func<TfliteNode, GraphNode> import) => node => [import(node)];
}
