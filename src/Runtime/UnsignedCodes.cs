using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime;

/// <summary>uint8 codes of a model's boundary and the int8 codes inside: <c>code ^ 0x80</c>, zero points 128 apart, both ways.</summary>
public static class UnsignedCodes
{
    /// <summary>Turns uint8 codes into int8 codes.</summary>
    /// <param name="codes">0..255.</param>
    /// <param name="signed">As many; overwritten.</param>
    public static void ToSigned(ReadOnlySpan<byte> codes, Span<sbyte> signed) => Flip(codes, MemoryMarshal.AsBytes(signed));

    /// <summary>Turns int8 codes into uint8 codes.</summary>
    /// <param name="codes">-128..127.</param>
    /// <param name="unsigned">As many; overwritten.</param>
    public static void FromSigned(ReadOnlySpan<sbyte> codes, Span<byte> unsigned) => Flip(MemoryMarshal.AsBytes(codes), unsigned);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Flip(ReadOnlySpan<byte> source, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, source.Length);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        int i = 0;
        for (; i <= source.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128.LoadUnsafe(ref from, (nuint)i) ^ Vector128.Create((byte)0x80)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            target[i] = (byte)(source[i] ^ 0x80);
        }
    }
}
