using System.Runtime.InteropServices;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>The values of a constant: an initializer, or the attribute of a Constant node.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Type">One of the types that have a size.</param>
/// <param name="Shape">Extents, none negative; empty for a scalar.</param>
/// <param name="Data">Elements, little-endian, in C order: as many bytes as the shape says.</param>
internal sealed record OnnxTensor(string Name, OnnxType Type, int[] Shape, ReadOnlyMemory<byte> Data)
{
    public int Count => Data.Length / Type.Size();

    public ReadOnlySpan<float> Singles => MemoryMarshal.Cast<byte, float>(Data.Span);

    public ReadOnlySpan<int> Int32s => MemoryMarshal.Cast<byte, int>(Data.Span);

    public ReadOnlySpan<long> Int64s => MemoryMarshal.Cast<byte, long>(Data.Span);

    /// <summary>For messages, for example <c>int8 [16, 3, 3, 3]</c>.</summary>
    public string Signature => $"{Type.Name()} [{string.Join(", ", Shape)}]";
}
