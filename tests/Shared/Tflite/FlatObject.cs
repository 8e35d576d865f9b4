namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>Anything that a FlatBuffers offset can point to.</summary>
public abstract class FlatObject
{
    private protected FlatObject()
    {
    }
}
