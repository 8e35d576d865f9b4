namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>The tables of options, as the union of that name in TensorFlow Lite's schema numbers them: those that are read.</summary>
internal enum BuiltinOptions
{
    None = 0,
    Conv2DOptions = 1,
    DepthwiseConv2DOptions = 2,
    Pool2DOptions = 5,
    FullyConnectedOptions = 8,
    SoftmaxOptions = 9,
    ConcatenationOptions = 10,
    AddOptions = 11,
    ResizeBilinearOptions = 15,
    SpaceToDepthOptions = 19,
    MulOptions = 21,
    GatherOptions = 23,
    ReducerOptions = 27,
    SubOptions = 28,
    DivOptions = 29,
    StridedSliceOptions = 32,
    TransposeConvOptions = 49,
    PackOptions = 59,
    UnpackOptions = 64,
    ResizeNearestNeighborOptions = 74,
    LeakyReluOptions = 75,
    MirrorPadOptions = 77,
    DepthToSpaceOptions = 94,
    BatchMatMulOptions = 101,
    CallOnceOptions = 103,
    VarHandleOptions = 111,
    GeluOptions = 116,
}
