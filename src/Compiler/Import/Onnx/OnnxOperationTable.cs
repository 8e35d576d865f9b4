using QMacVerify.Compiler.Import.Onnx.Operations;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Every operator that is imported, one row each: the place to begin for a new one.</summary>
internal static class OnnxOperationTable
{
    private static readonly SortedDictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["Abs"] = Row.Of(Functions.ImportAbs, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Add"] = Row.Of(Elementwise.ImportAdd, QLinearAdd.OpName, Lookup.OpName, LookupReal.OpName, PairLookup.OpName, LayerFunction.OpName, LayerResult.OpName),
        ["ArgMax"] = Row.Of(Reductions.ImportGreatestIndex, ArgMax.OpName),
        ["ArgMin"] = Row.Of(Reductions.ImportLeastIndex, ArgMax.OpName),
        ["AveragePool"] = Row.Of(Pooling.ImportAverage, QLinearAveragePool2D.OpName),
        ["BatchNormalization"] = Row.Of(Functions.ImportBatchNormalization, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Cast"] = Row.Of(DataMovement.ImportCast, Reshape.OpName),
        ["Clip"] = Row.Of(Unary.ImportClip, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Concat"] = Row.Of(Concatenation.Import, Concat.OpName, Lookup.OpName),
        ["Constant"] = Row.Of(Constants.Import),
        ["Conv"] = Row.Of(Convolution.ImportReal, Conv2D.OpName, DepthwiseConv2D.OpName, LayerFunction.OpName, LayerResult.OpName),
        ["ConvInteger"] = Row.Of(Convolution.ImportInteger, Conv2D.OpName, DepthwiseConv2D.OpName),
        ["ConvTranspose"] = Row.Of(TransposedConvolution.Import, TransposeConv.OpName, LayerFunction.OpName, LayerResult.OpName),
        ["DepthToSpace"] = Row.Of(DataMovement.ImportDepthToSpace, Reshape.OpName, View.OpName),
        ["DequantizeLinear"] = Row.Of(Quantization.ImportDequantize, Dequantize.OpName),
        ["Div"] = Row.Of(Elementwise.ImportDivide, Lookup.OpName, LookupReal.OpName, PairLookup.OpName, LayerFunction.OpName),
        ["Dropout"] = Row.Of(DataMovement.ImportIdentity, Reshape.OpName),
        ["Elu"] = Row.Of(Functions.ImportElu, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Erf"] = Row.Of(Functions.ImportErf, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Exp"] = Row.Of(Functions.ImportExp, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Expand"] = Row.Of(DataMovement.ImportExpand, ResizeNearest.OpName, Reshape.OpName),
        ["Flatten"] = Row.Of(DataMovement.ImportFlatten, Reshape.OpName),
        ["Gather"] = Row.Of(DataMovement.ImportGather, ResizeNearest.OpName),
        ["Gelu"] = Row.Of(Functions.ImportGelu, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Gemm"] = Row.Of(MatrixProduct.ImportRealGemm, FullyConnected.OpName, LayerFunction.OpName, LayerResult.OpName),
        ["GlobalAveragePool"] = Row.Of(Pooling.ImportGlobalAverage, QLinearGlobalAveragePool.OpName),
        ["GlobalMaxPool"] = Row.Of(Pooling.ImportGlobalMax, MaxPool2D.OpName),
        ["HardSigmoid"] = Row.Of(Functions.ImportHardSigmoid, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["HardSwish"] = Row.Of(Functions.ImportHardSwish, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Identity"] = Row.Of(DataMovement.ImportIdentity, Reshape.OpName),
        ["LeakyRelu"] = Row.Of(Unary.ImportLeakyRelu, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["MatMul"] = Row.Of(MatrixProduct.ImportReal, FullyConnected.OpName, MatMul.OpName, View.OpName, LayerResult.OpName),
        ["MatMulInteger"] = Row.Of(MatrixProduct.ImportInteger, FullyConnected.OpName, MatMul.OpName, View.OpName),
        ["Max"] = Row.Of(Elementwise.ImportMaximum, Maximum.OpName, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["MaxPool"] = Row.Of(Pooling.ImportMax, MaxPool2D.OpName),
        ["Min"] = Row.Of(Elementwise.ImportMinimum, Minimum.OpName, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Mish"] = Row.Of(Functions.ImportMish, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Mul"] = Row.Of(Elementwise.ImportMultiply, QLinearMultiply.OpName, Lookup.OpName, LookupReal.OpName, PairLookup.OpName, LayerFunction.OpName),
        ["Neg"] = Row.Of(Functions.ImportNeg, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["PRelu"] = Row.Of(Functions.ImportPRelu, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Pad"] = Row.Of(Borders.Import, Pad.OpName, ResizeNearest.OpName),
        ["Pow"] = Row.Of(Elementwise.ImportPower, Lookup.OpName, LookupReal.OpName, PairLookup.OpName, LayerFunction.OpName),
        ["QLinearConv"] = Row.Of(Convolution.ImportQuantized, Conv2D.OpName, DepthwiseConv2D.OpName),
        ["QLinearMatMul"] = Row.Of(MatrixProduct.ImportQuantized, FullyConnected.OpName, MatMul.OpName, View.OpName),
        ["QuantizeLinear"] = Row.Of(Quantization.ImportQuantize, Quantize.OpName, Lookup.OpName),
        ["ReduceMax"] = Row.Of(Reductions.ImportMaximum, ReduceMax.OpName),
        ["ReduceMean"] = Row.Of(Reductions.ImportMean, ReduceTotal.OpName, LayerFunction.OpName),
        ["ReduceMin"] = Row.Of(Reductions.ImportMinimum, ReduceMin.OpName),
        ["ReduceSum"] = Row.Of(Reductions.ImportSum, ReduceTotal.OpName, LayerFunction.OpName),
        ["Relu"] = Row.Of(Unary.ImportRelu, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Reshape"] = Row.Of(DataMovement.ImportReshape, Reshape.OpName),
        ["Resize"] = Row.Of(Resizing.Import, ResizeNearest.OpName, QLinearResize.OpName),
        ["Shape"] = Row.Of(Constants.ImportShape),
        ["Sigmoid"] = Row.Of(Unary.ImportSigmoid, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Slice"] = Row.Of(DataMovement.ImportSlice, View.OpName),
        ["Softmax"] = Row.Of(Softmaxes.ImportReal, QLinearSoftmax.OpName, SoftmaxReal.OpName),
        ["Softplus"] = Row.Of(Functions.ImportSoftplus, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["SpaceToDepth"] = Row.Of(DataMovement.ImportSpaceToDepth, Reshape.OpName, View.OpName),
        ["Split"] = Row.Of(DataMovement.ImportSplit, View.OpName),
        ["Sqrt"] = Row.Of(Functions.ImportSqrt, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Squeeze"] = Row.Of(DataMovement.ImportSqueeze, Reshape.OpName),
        ["Sub"] = Row.Of(Elementwise.ImportSubtract, Lookup.OpName, LookupReal.OpName, PairLookup.OpName, LayerFunction.OpName),
        ["Tanh"] = Row.Of(Functions.ImportTanh, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["Tile"] = Row.Of(DataMovement.ImportTile, ResizeNearest.OpName, Reshape.OpName),
        ["Transpose"] = Row.Of(DataMovement.ImportTranspose, View.OpName),
        ["Unsqueeze"] = Row.Of(DataMovement.ImportUnsqueeze, Reshape.OpName),
        ["com.microsoft::DequantizeLinear"] = Row.Of(Quantization.ImportDequantize, Dequantize.OpName),
        ["com.microsoft::QGemm"] = Row.Of(MatrixProduct.ImportGemm, FullyConnected.OpName),
        ["com.microsoft::QLinearAdd"] = Row.Of(Elementwise.ImportQuantizedAdd, QLinearAdd.OpName),
        ["com.microsoft::QLinearAveragePool"] = Row.Of(Pooling.ImportQuantizedAverage, QLinearAveragePool2D.OpName),
        ["com.microsoft::QLinearConcat"] = Row.Of(Concatenation.ImportQuantized, Concat.OpName, Lookup.OpName),
        ["com.microsoft::QLinearGlobalAveragePool"] = Row.Of(Pooling.ImportQuantizedGlobalAverage, QLinearGlobalAveragePool.OpName),
        ["com.microsoft::QLinearLeakyRelu"] = Row.Of(Unary.ImportQuantizedLeakyRelu, Lookup.OpName),
        ["com.microsoft::QLinearMul"] = Row.Of(Elementwise.ImportQuantizedMultiply, QLinearMultiply.OpName),
        ["com.microsoft::QLinearSigmoid"] = Row.Of(Unary.ImportQuantizedSigmoid, Lookup.OpName),
        ["com.microsoft::QLinearSoftmax"] = Row.Of(Softmaxes.ImportQuantized, QLinearSoftmax.OpName),
        ["com.microsoft::QuantizeLinear"] = Row.Of(Quantization.ImportQuantize, Quantize.OpName, Lookup.OpName),
        ["qonnx.custom_op.general::BipolarQuant"] = Row.Of(Qonnx.ImportBipolarQuant, Lookup.OpName, LookupReal.OpName, LayerFunction.OpName),
        ["qonnx.custom_op.general::IntQuant"] = Row.Of(Qonnx.ImportQuant, Quantize.OpName, Lookup.OpName),
        ["qonnx.custom_op.general::Quant"] = Row.Of(Qonnx.ImportQuant, Quantize.OpName, Lookup.OpName),
        ["qonnx.custom_op.general::Trunc"] = Row.Of(Qonnx.ImportTrunc, Lookup.OpName, LookupReal.OpName),
    };

    /// <summary>Names of the operators, with their domain unless it is ONNX's own.</summary>
    public static IEnumerable<string> Names => Rows.Keys;

    /// <summary>How to import an operator, or null when it is not.</summary>
    public static Func<OnnxOp, OnnxValue>? Find(string name) => Rows.GetValueOrDefault(name)?.Import;

    /// <summary>Names of the operations that an operator becomes, where it does not vanish.</summary>
    public static IReadOnlyList<string> OperationsOf(string name) => Rows[name].Operations;

    private sealed record Row(Func<OnnxOp, OnnxValue> Import, IReadOnlyList<string> Operations)
    {
        public static Row Of(Func<OnnxOp, OnnxValue> import, params string[] operations) => new(import, operations);
    }
}
