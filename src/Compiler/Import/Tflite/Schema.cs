namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>The tables of TensorFlow Lite's <c>schema.fbs</c>, version 3, by the names they have there: those fields that are read.</summary>
/// <remarks>A field's id is its position in its table; fields that are not read leave gaps, and a union takes two ids.</remarks>
internal static class Schema
{
    public static class Model
    {
        public static readonly Field Version = new(0, "the schema version");
        public static readonly Field OperatorCodes = new(1, "the list of operator codes");
        public static readonly Field Subgraphs = new(2, "the list of subgraphs");
        public static readonly Field Buffers = new(4, "the list of buffers");
    }

    public static class SubGraph
    {
        public static readonly Field Tensors = new(0, "the list of tensors");
        public static readonly Field Inputs = new(1, "the list of inputs");
        public static readonly Field Outputs = new(2, "the list of outputs");
        public static readonly Field Operators = new(3, "the list of operators");
    }

    public static class Buffer
    {
        public static readonly Field Data = new(0, "a buffer");
        public static readonly Field Offset = new(1, "the offset of a buffer");
    }

    public static class Tensor
    {
        public static readonly Field Shape = new(0, "the shape of a tensor");
        public static readonly Field Type = new(1, "the type of a tensor");
        public static readonly Field Buffer = new(2, "the buffer of a tensor");
        public static readonly Field Name = new(3, "the name of a tensor");
        public static readonly Field Quantization = new(4, "the quantization of a tensor");
        public static readonly Field Sparsity = new(6, "the sparsity of a tensor");
    }

    public static class QuantizationParameters
    {
        public static readonly Field Scale = new(2, "the scales of a tensor");
        public static readonly Field ZeroPoint = new(3, "the zero points of a tensor");
        public static readonly Field DetailsType = new(4, "the quantization scheme of a tensor");
        public static readonly Field QuantizedDimension = new(6, "the quantized axis of a tensor");
    }

    public static class OperatorCode
    {
        public static readonly Field DeprecatedBuiltinCode = new(0, "an operator code");
        public static readonly Field CustomCode = new(1, "the name of a custom operator");
        public static readonly Field BuiltinCode = new(3, "an operator code");
    }

    public static class Operator
    {
        public static readonly Field OpcodeIndex = new(0, "the code of an operator");
        public static readonly Field Inputs = new(1, "the inputs of an operator");
        public static readonly Field Outputs = new(2, "the outputs of an operator");
        public static readonly Field BuiltinOptionsType = new(3, "the options of an operator");
        public static readonly Field BuiltinOptions = new(4, "the options of an operator");
    }

    public static class Conv2DOptions
    {
        public static readonly Field Padding = new(0, "the padding");
        public static readonly Field StrideW = new(1, "the stride");
        public static readonly Field StrideH = new(2, "the stride");
        public static readonly Field FusedActivationFunction = new(3, "the fused activation");
        public static readonly Field DilationWFactor = new(4, "the dilation", Default: 1);
        public static readonly Field DilationHFactor = new(5, "the dilation", Default: 1);
    }

    public static class DepthwiseConv2DOptions
    {
        public static readonly Field Padding = new(0, "the padding");
        public static readonly Field StrideW = new(1, "the stride");
        public static readonly Field StrideH = new(2, "the stride");
        public static readonly Field FusedActivationFunction = new(4, "the fused activation");
        public static readonly Field DilationWFactor = new(5, "the dilation", Default: 1);
        public static readonly Field DilationHFactor = new(6, "the dilation", Default: 1);
    }

    public static class TransposeConvOptions
    {
        public static readonly Field Padding = new(0, "the padding");
        public static readonly Field StrideW = new(1, "the stride");
        public static readonly Field StrideH = new(2, "the stride");
        public static readonly Field FusedActivationFunction = new(3, "the fused activation");
    }

    public static class Pool2DOptions
    {
        public static readonly Field Padding = new(0, "the padding");
        public static readonly Field StrideW = new(1, "the stride");
        public static readonly Field StrideH = new(2, "the stride");
        public static readonly Field FilterWidth = new(3, "the filter");
        public static readonly Field FilterHeight = new(4, "the filter");
        public static readonly Field FusedActivationFunction = new(5, "the fused activation");
    }

    public static class FullyConnectedOptions
    {
        public static readonly Field FusedActivationFunction = new(0, "the fused activation");
        public static readonly Field WeightsFormat = new(1, "the format of the weights");
    }

    public static class BatchMatMulOptions
    {
        public static readonly Field AdjX = new(0, "whether the first matrix is transposed");
        public static readonly Field AdjY = new(1, "whether the second matrix is transposed");
    }

    public static class AddOptions
    {
        public static readonly Field FusedActivationFunction = new(0, "the fused activation");
    }

    public static class SubOptions
    {
        public static readonly Field FusedActivationFunction = new(0, "the fused activation");
    }

    public static class MulOptions
    {
        public static readonly Field FusedActivationFunction = new(0, "the fused activation");
    }

    public static class ConcatenationOptions
    {
        public static readonly Field Axis = new(0, "the axis");
        public static readonly Field FusedActivationFunction = new(1, "the fused activation");
    }

    public static class PackOptions
    {
        public static readonly Field Axis = new(1, "the axis");
    }

    public static class UnpackOptions
    {
        public static readonly Field Axis = new(1, "the axis");
    }

    public static class StridedSliceOptions
    {
        public static readonly Field BeginMask = new(0, "the begin mask");
        public static readonly Field EndMask = new(1, "the end mask");
        public static readonly Field EllipsisMask = new(2, "the ellipsis mask");
        public static readonly Field NewAxisMask = new(3, "the mask of new axes");
        public static readonly Field ShrinkAxisMask = new(4, "the mask of dropped axes");
        public static readonly Field Offset = new(5, "the offset flag");
    }

    public static class ReducerOptions
    {
        public static readonly Field KeepDims = new(0, "the flag that keeps axes");
    }

    public static class ResizeBilinearOptions
    {
        public static readonly Field AlignCorners = new(2, "the flag that aligns corners");
        public static readonly Field HalfPixelCenters = new(3, "the flag of half pixels");
    }

    public static class ResizeNearestNeighborOptions
    {
        public static readonly Field AlignCorners = new(0, "the flag that aligns corners");
        public static readonly Field HalfPixelCenters = new(1, "the flag of half pixels");
    }

    public static class SoftmaxOptions
    {
        public static readonly Field Beta = new(0, "beta");
    }

    public static class LeakyReluOptions
    {
        public static readonly Field Alpha = new(0, "alpha");
    }

    public static class SpaceToDepthOptions
    {
        public static readonly Field BlockSize = new(0, "the block");
    }

    public static class DepthToSpaceOptions
    {
        public static readonly Field BlockSize = new(0, "the block");
    }

    public static class GatherOptions
    {
        public static readonly Field Axis = new(0, "the axis");
        public static readonly Field BatchDims = new(1, "the number of batch axes");
    }

    public static class GeluOptions
    {
        public static readonly Field Approximate = new(0, "the flag of the approximation");
    }

    public static class CallOnceOptions
    {
        public static readonly Field InitSubgraphIndex = new(0, "the subgraph that is called once");
    }

    public static class VarHandleOptions
    {
        public static readonly Field Container = new(0, "the container of a variable");
        public static readonly Field SharedName = new(1, "the name of a variable");
    }

    public static class MirrorPadOptions
    {
        public static readonly Field Mode = new(0, "the mode");
    }
}
