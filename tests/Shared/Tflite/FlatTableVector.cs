namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>A vector of offsets to tables.</summary>
internal sealed class FlatTableVector(FlatTable[] tables) : FlatObject
{
    public FlatTable[] Tables => tables;
}
