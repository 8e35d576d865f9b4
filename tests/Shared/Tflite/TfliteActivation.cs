namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>Fused activations, numbered as <c>ActivationFunctionType</c> of the schema.</summary>
public enum TfliteActivation
{
    None = 0,
    Relu = 1,
    ReluN1To1 = 2,
    Relu6 = 3,
}
