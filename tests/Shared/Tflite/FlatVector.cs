namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>A vector of scalars or a string, already laid out as little-endian bytes.</summary>
/// <param name="count">Elements, as written before the content; a string's terminator is not counted.</param>
/// <param name="content">The elements, and the terminator of a string.</param>
/// <param name="alignment">Of the first element in the file, a power of two.</param>
internal sealed class FlatVector(int count, byte[] content, int alignment) : FlatObject
{
    public int Count => count;

    public byte[] Content => content;

    public int Alignment => alignment;
}
