namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>Numbered as <c>Padding</c> of the schema.</summary>
public enum TflitePadding
{
    Same = 0,
    Valid = 1,
}
