using QMacVerify.Compiler.Import.Onnx.Operators;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Every operator that is imported, one row each: the place to begin for a new one.</summary>
internal static class OnnxOperatorTable
{
    private static readonly SortedDictionary<string, Func<OnnxOp, OnnxValue>> Rows = new(StringComparer.Ordinal)
    {
        ["Add"] = Elementwise.ImportAdd,
        ["AveragePool"] = Pooling.ImportAverage,
        ["Clip"] = Unary.ImportClip,
        ["Concat"] = Concatenation.Import,
        ["Constant"] = Constants.Import,
        ["Conv"] = Convolution.ImportReal,
        ["ConvInteger"] = Convolution.ImportInteger,
        ["DequantizeLinear"] = Quantization.ImportDequantize,
        ["Dropout"] = DataMovement.ImportIdentity,
        ["Flatten"] = DataMovement.ImportFlatten,
        ["Gemm"] = MatrixProduct.ImportRealGemm,
        ["GlobalAveragePool"] = Pooling.ImportGlobalAverage,
        ["GlobalMaxPool"] = Pooling.ImportGlobalMax,
        ["Identity"] = DataMovement.ImportIdentity,
        ["LeakyRelu"] = Unary.ImportLeakyRelu,
        ["MatMul"] = MatrixProduct.ImportReal,
        ["MatMulInteger"] = MatrixProduct.ImportInteger,
        ["MaxPool"] = Pooling.ImportMax,
        ["Mul"] = Elementwise.ImportMultiply,
        ["Pad"] = DataMovement.ImportPad,
        ["QLinearConv"] = Convolution.ImportQuantized,
        ["QLinearMatMul"] = MatrixProduct.ImportQuantized,
        ["QuantizeLinear"] = Quantization.ImportQuantize,
        ["Relu"] = Unary.ImportRelu,
        ["Reshape"] = DataMovement.ImportReshape,
        ["Resize"] = Resizing.Import,
        ["Sigmoid"] = Unary.ImportSigmoid,
        ["Slice"] = DataMovement.ImportSlice,
        ["Softmax"] = Softmaxes.ImportReal,
        ["Squeeze"] = DataMovement.ImportSqueeze,
        ["Transpose"] = DataMovement.ImportTranspose,
        ["Unsqueeze"] = DataMovement.ImportUnsqueeze,
        ["com.microsoft::DequantizeLinear"] = Quantization.ImportDequantize,
        ["com.microsoft::QGemm"] = MatrixProduct.ImportGemm,
        ["com.microsoft::QLinearAdd"] = Elementwise.ImportQuantizedAdd,
        ["com.microsoft::QLinearAveragePool"] = Pooling.ImportQuantizedAverage,
        ["com.microsoft::QLinearConcat"] = Concatenation.ImportQuantized,
        ["com.microsoft::QLinearGlobalAveragePool"] = Pooling.ImportQuantizedGlobalAverage,
        ["com.microsoft::QLinearLeakyRelu"] = Unary.ImportQuantizedLeakyRelu,
        ["com.microsoft::QLinearMul"] = Elementwise.ImportQuantizedMultiply,
        ["com.microsoft::QLinearSigmoid"] = Unary.ImportQuantizedSigmoid,
        ["com.microsoft::QLinearSoftmax"] = Softmaxes.ImportQuantized,
        ["com.microsoft::QuantizeLinear"] = Quantization.ImportQuantize,
    };

    /// <summary>Names of the operators, with their domain unless it is ONNX's own.</summary>
    public static IEnumerable<string> Names => Rows.Keys;

    /// <summary>How to import an operator, or null when it is not.</summary>
    public static Func<OnnxOp, OnnxValue>? Find(string name) => Rows.GetValueOrDefault(name);
}
