using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>A function of codes that is applied while an image is copied.</summary>
/// <typeparam name="TElement">Of the copy: int16, or int8 whose bits are those of 0 to 255.</typeparam>
public interface ICodeMap<TElement>
{
    /// <summary>The values of codes.</summary>
    /// <param name="codes">Codes.</param>
    /// <param name="values">As long; overwritten.</param>
    void Apply(ReadOnlySpan<sbyte> codes, Span<TElement> values);
}

/// <summary>A function of codes in int16 that is applied to vectors of them.</summary>
public interface IWideMap
{
    /// <summary>The values of 16 codes.</summary>
    Vector256<short> Apply(Vector128<sbyte> codes);

    /// <summary>The value of a code.</summary>
    short Apply(sbyte code);
}

/// <summary>What maps of vectors share.</summary>
internal static class WideMaps
{
    /// <summary>The values of codes, 16 at a time.</summary>
    /// <param name="map">The function.</param>
    /// <param name="codes">Codes.</param>
    /// <param name="values">As long; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TMap>(TMap map, ReadOnlySpan<sbyte> codes, Span<short> values)
        where TMap : struct, IWideMap
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, codes.Length);
        ref sbyte source = ref MemoryMarshal.GetReference(codes);
        ref short target = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i <= codes.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            map.Apply(Vector128.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < codes.Length; i++)
        {
            values[i] = map.Apply(codes[i]);
        }
    }
}

/// <summary>The code itself.</summary>
public readonly struct WideCodes : ICodeMap<short>, IWideMap
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<short> Apply(Vector128<sbyte> codes) => VectorMath.Widen(codes);

    /// <inheritdoc/>
    public short Apply(sbyte code) => code;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<sbyte> codes, Span<short> values) => WideImage.Widen(codes, values);
}

/// <summary>Some bits of a code: <c>(code &amp; mask) &lt;&lt; shift</c>, which fits the element.</summary>
/// <param name="mask">Bits that stay; the code's sign goes on to the left of its 8 bits.</param>
/// <param name="shift">0 or more.</param>
public readonly struct CodeBits(int mask, int shift) : ICodeMap<short>, ICodeMap<sbyte>, IWideMap
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<short> Apply(Vector128<sbyte> codes) => (VectorMath.Widen(codes) & Vector256.Create((short)mask)) << shift;

    /// <inheritdoc/>
    public short Apply(sbyte code) => (short)((code & mask) << shift);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ICodeMap<short>.Apply(ReadOnlySpan<sbyte> codes, Span<short> values) => WideMaps.Apply(this, codes, values);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ICodeMap<sbyte>.Apply(ReadOnlySpan<sbyte> codes, Span<sbyte> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, codes.Length);
        ref sbyte source = ref MemoryMarshal.GetReference(codes);
        ref sbyte target = ref MemoryMarshal.GetReference(values);

        // No shift of bytes exists; one of int16 must not move bits into the neighbour, so they are cleared before.
        Vector256<sbyte> masks = Vector256.Create((sbyte)(mask & (byte.MaxValue >> shift)));
        int i = 0;
        for (; i <= codes.Length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
        {
            ((Vector256.LoadUnsafe(ref source, (nuint)i) & masks).AsInt16() << shift).AsSByte().StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < codes.Length; i++)
        {
            values[i] = (sbyte)((codes[i] & mask) << shift);
        }
    }
}

/// <summary>A code and a constant, in bytes modulo 2^8.</summary>
/// <param name="offset">-255 to 255.</param>
public readonly struct CodeOffset(int offset) : ICodeMap<short>, ICodeMap<sbyte>, IWideMap
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<short> Apply(Vector128<sbyte> codes) => VectorMath.Widen(codes) + Vector256.Create((short)offset);

    /// <inheritdoc/>
    public short Apply(sbyte code) => (short)(code + offset);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ICodeMap<short>.Apply(ReadOnlySpan<sbyte> codes, Span<short> values) => WideMaps.Apply(this, codes, values);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ICodeMap<sbyte>.Apply(ReadOnlySpan<sbyte> codes, Span<sbyte> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, codes.Length);
        ref sbyte source = ref MemoryMarshal.GetReference(codes);
        ref sbyte target = ref MemoryMarshal.GetReference(values);
        Vector256<sbyte> offsets = Vector256.Create((sbyte)offset);
        int i = 0;
        for (; i <= codes.Length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
        {
            (Vector256.LoadUnsafe(ref source, (nuint)i) + offsets).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < codes.Length; i++)
        {
            values[i] = (sbyte)(codes[i] + offset);
        }
    }
}

/// <summary>Some bits of a code's magnitude, and others that are set, by its upper half; with the code's sign.</summary>
/// <param name="masks">Bits that stay, for magnitudes 0 to 15, 16 to 31 … 128.</param>
/// <param name="sets">Bits that are set, likewise; none for a magnitude of 0.</param>
public readonly struct MagnitudeBits(Vector128<byte> masks, Vector128<byte> sets) : ICodeMap<short>, IWideMap
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<short> Apply(Vector128<sbyte> codes)
    {
        Vector128<byte> magnitude = Vector128.Abs(codes).AsByte();
        Vector128<byte> upper = (magnitude.AsUInt16() >> 4).AsByte() & Vector128.Create((byte)0x0f);
        Vector128<byte> bits = (magnitude & Vector128.ShuffleNative(masks, upper)) | Vector128.ShuffleNative(sets, upper);
        Vector256<short> signs = VectorMath.Widen(codes) >> 15;
        return ((VectorMath.Widen(bits.AsSByte()) & Vector256.Create((short)byte.MaxValue)) ^ signs) - signs;
    }

    /// <inheritdoc/>
    public short Apply(sbyte code)
    {
        int magnitude = Math.Abs((int)code);
        int bits = (magnitude & masks[magnitude >> 4]) | sets[magnitude >> 4];
        return (short)(code < 0 ? -bits : bits);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<sbyte> codes, Span<short> values) => WideMaps.Apply(this, codes, values);
}

/// <summary>Any function of a code.</summary>
/// <param name="table">Its values for -128 to 127.</param>
public readonly struct CodeTable<TElement>(TElement[] table) : ICodeMap<TElement>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<sbyte> codes, Span<TElement> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, codes.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(table.Length, 256);
        ref sbyte source = ref MemoryMarshal.GetReference(codes);
        ref TElement target = ref MemoryMarshal.GetReference(values);
        ref TElement zero = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table), 128);
        int i = 0;
        for (; i <= codes.Length - 4; i += 4)
        {
            Unsafe.Add(ref target, i) = Unsafe.Add(ref zero, Unsafe.Add(ref source, i));
            Unsafe.Add(ref target, i + 1) = Unsafe.Add(ref zero, Unsafe.Add(ref source, i + 1));
            Unsafe.Add(ref target, i + 2) = Unsafe.Add(ref zero, Unsafe.Add(ref source, i + 2));
            Unsafe.Add(ref target, i + 3) = Unsafe.Add(ref zero, Unsafe.Add(ref source, i + 3));
        }

        for (; i < codes.Length; i++)
        {
            values[i] = table[codes[i] + 128];
        }
    }
}

/// <summary>Any function of a code in int16, for vectors of codes.</summary>
/// <param name="table">Its values for -128 to 127.</param>
public readonly struct WideTable(short[] table) : IWideMap
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<short> Apply(Vector128<sbyte> codes) => Vector256.Create(
        Apply(codes[0]), Apply(codes[1]), Apply(codes[2]), Apply(codes[3]), Apply(codes[4]), Apply(codes[5]), Apply(codes[6]), Apply(codes[7]),
        Apply(codes[8]), Apply(codes[9]), Apply(codes[10]), Apply(codes[11]), Apply(codes[12]), Apply(codes[13]), Apply(codes[14]), Apply(codes[15]));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public short Apply(sbyte code) => table[code + 128];
}
