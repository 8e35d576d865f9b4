namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>Element types, numbered as <c>TensorType</c> of the schema.</summary>
public enum TfliteType
{
    Float32 = 0,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    Int16 = 7,
    Int8 = 9,
}
