namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Fused activations as the TensorFlow Lite schema numbers them.</summary>
internal enum ActivationFunctionType
{
    None = 0,
    Relu = 1,
    ReluN1To1 = 2,
    Relu6 = 3,
    Tanh = 4,
    SignBit = 5,
}
