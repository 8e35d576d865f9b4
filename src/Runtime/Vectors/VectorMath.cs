using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QMacVerify.Runtime.Vectors;

/// <summary>The instructions that generated kernels are made of, each with a form for every machine: the same bits from all.</summary>
/// <remarks>
/// AVX2 where there is one, with its VNNI where that is, else two halves of 128 bits, SSE2 or .NET's portable vectors. A wider
/// instruction set (AVX-512) would have its place here and nowhere else.
/// </remarks>
public static class VectorMath
{
    /// <summary>Two neighbouring int16 numbers in all pairs of lanes.</summary>
    /// <param name="first">The first of the two; it need not be aligned.</param>
    /// <param name="offset">In elements, from there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> BroadcastPair(ref short first, int offset) =>
        Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref first, offset)))).AsInt16();

    /// <summary>Products of lanes, added in pairs: lane i is <c>a[2i] * b[2i] + a[2i + 1] * b[2i + 1]</c> modulo 2^32 (vpmaddwd).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAddPairs(Vector256<short> a, Vector256<short> b) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(a, b)
        : Vector256.Create(MultiplyAddPairs(a.GetLower(), b.GetLower()), MultiplyAddPairs(a.GetUpper(), b.GetUpper()));

    /// <summary>Sums to which products of lanes are added in pairs: lane i is <c>sum[i] + a[2i] * b[2i] + a[2i + 1] * b[2i + 1]</c> modulo 2^32 (vpdpwssd, or vpmaddwd and vpaddd).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddPairs(Vector256<int> sum, Vector256<short> a, Vector256<short> b) =>
        AvxVnni.IsSupported ? AvxVnni.MultiplyWideningAndAdd(sum, a, b) : sum + MultiplyAddPairs(a, b);

    /// <summary>Whether <see cref="AddQuads"/> is one instruction. The JIT knows it, so that of two ways only the one taken is compiled.</summary>
    public static bool HasQuads => AvxVnni.IsSupported;

    /// <summary>Sums to which products of lanes of 0 to 255 and of -128 to 127 are added in fours: lane i is <c>sum[i] + a[4i] * b[4i] + … + a[4i + 3] * b[4i + 3]</c> modulo 2^32 (vpdpbusd).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddQuads(Vector256<int> sum, Vector256<byte> a, Vector256<sbyte> b) => AvxVnni.IsSupported
        ? AvxVnni.MultiplyWideningAndAdd(sum, a, b)
        : AddPairs(AddPairs(sum, a.AsInt16() & Vector256.Create((short)byte.MaxValue), b.AsInt16() << 8 >> 8), a.AsInt16() >>> 8, b.AsInt16() >> 8);

    private static Vector128<int> MultiplyAddPairs(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(a, b);
        }

        Vector128<int> evenA = Vector128.ShiftRightArithmetic(a.AsInt32() << 16, 16);
        Vector128<int> evenB = Vector128.ShiftRightArithmetic(b.AsInt32() << 16, 16);
        return (evenA * evenB) + (Vector128.ShiftRightArithmetic(a.AsInt32(), 16) * Vector128.ShiftRightArithmetic(b.AsInt32(), 16));
    }

    /// <summary>Four neighbouring bytes in all groups of lanes.</summary>
    /// <param name="first">The first of the four; it need not be aligned.</param>
    /// <param name="offset">In elements, from there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> BroadcastQuad(ref sbyte first, int offset) =>
        Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref first, offset)))).AsByte();

    /// <summary>Products of lanes of 0 to 255 and of -128 to 127, added in pairs, saturated: lane i is <c>a[2i] * b[2i] + a[2i + 1] * b[2i + 1]</c> (vpmaddubsw).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> MultiplyAddPairs(Vector256<byte> a, Vector256<sbyte> b) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(a, b)
        : Vector256.Create(MultiplyAddPairs(a.GetLower(), b.GetLower()), MultiplyAddPairs(a.GetUpper(), b.GetUpper()));

    private static Vector128<short> MultiplyAddPairs(Vector128<byte> a, Vector128<sbyte> b)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.MultiplyAddAdjacent(a, b);
        }

        (Vector128<short> lowerA, Vector128<short> upperA) = Vector128.Widen(a.AsSByte());
        (Vector128<short> lowerB, Vector128<short> upperB) = Vector128.Widen(b);
        Vector128<short> unsigned = Vector128.Create((short)byte.MaxValue);
        Vector128<int> lower = MultiplyAddPairs(lowerA & unsigned, lowerB);
        Vector128<int> upper = MultiplyAddPairs(upperA & unsigned, upperB);
        Vector128<int> least = Vector128.Create((int)short.MinValue);
        Vector128<int> greatest = Vector128.Create((int)short.MaxValue);
        return Vector128.Narrow(
            Vector128.Min(Vector128.Max(lower, least), greatest), Vector128.Min(Vector128.Max(upper, least), greatest));
    }

    /// <summary>High halves of products of lanes: <c>floor(a * b / 2^16)</c> (vpmulhw).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> MultiplyHigh(Vector256<short> a, Vector256<short> b) => Avx2.IsSupported
        ? Avx2.MultiplyHigh(a, b)
        : Vector256.Create(MultiplyHigh(a.GetLower(), b.GetLower()), MultiplyHigh(a.GetUpper(), b.GetUpper()));

    private static Vector128<short> MultiplyHigh(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyHigh(a, b);
        }

        (Vector128<int> lowerA, Vector128<int> upperA) = Vector128.Widen(a);
        (Vector128<int> lowerB, Vector128<int> upperB) = Vector128.Widen(b);
        return Vector128.Narrow(
            Vector128.ShiftRightArithmetic(lowerA * lowerB, 16), Vector128.ShiftRightArithmetic(upperA * upperB, 16));
    }

    /// <summary>Products of lanes, rounded half up: <c>floor(a * b / 2^15 + 1/2)</c> modulo 2^16 (vpmulhrsw).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> MultiplyRound(Vector256<short> a, Vector256<short> b) => Avx2.IsSupported
        ? Avx2.MultiplyHighRoundScale(a, b)
        : Vector256.Create(MultiplyRound(a.GetLower(), b.GetLower()), MultiplyRound(a.GetUpper(), b.GetUpper()));

    private static Vector128<short> MultiplyRound(Vector128<short> a, Vector128<short> b)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.MultiplyHighRoundScale(a, b);
        }

        (Vector128<int> lowerA, Vector128<int> upperA) = Vector128.Widen(a);
        (Vector128<int> lowerB, Vector128<int> upperB) = Vector128.Widen(b);
        Vector128<int> half = Vector128.Create(1 << 14);
        return Vector128.Narrow(
            Vector128.ShiftRightArithmetic((lowerA * lowerB) + half, 15), Vector128.ShiftRightArithmetic((upperA * upperB) + half, 15));
    }

    /// <summary>16 codes as int16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Widen(Vector128<sbyte> codes)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int16(codes);
        }

        (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(codes);
        return Vector256.Create(lower, upper);
    }

    /// <summary>Numbers of two vectors in turn, a0, b0, a1, b1 …, of the lower four of each half: 0 to 3 and 8 to 11.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> InterleaveLower(Vector256<short> a, Vector256<short> b) => Avx2.IsSupported
        ? Avx2.UnpackLow(a, b)
        : Vector256.Create(InterleaveLower(a.GetLower(), b.GetLower()), InterleaveLower(a.GetUpper(), b.GetUpper()));

    /// <summary>The same of the upper four of each half: 4 to 7 and 12 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> InterleaveUpper(Vector256<short> a, Vector256<short> b) => Avx2.IsSupported
        ? Avx2.UnpackHigh(a, b)
        : Vector256.Create(InterleaveUpper(a.GetLower(), b.GetLower()), InterleaveUpper(a.GetUpper(), b.GetUpper()));

    private static Vector128<short> InterleaveLower(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported
        ? Sse2.UnpackLow(a, b)
        : ((Vector128.WidenLower(a) & Vector128.Create((int)ushort.MaxValue)) | (Vector128.WidenLower(b) << 16)).AsInt16();

    private static Vector128<short> InterleaveUpper(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported
        ? Sse2.UnpackHigh(a, b)
        : ((Vector128.WidenUpper(a) & Vector128.Create((int)ushort.MaxValue)) | (Vector128.WidenUpper(b) << 16)).AsInt16();

    /// <summary>The greatest of 16 codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Greatest(Vector128<sbyte> codes)
    {
        Vector128<sbyte> greatest = Vector128.Max(codes, Vector128.Create(codes.GetUpper(), codes.GetUpper()));
        greatest = Vector128.Max(greatest, (greatest.AsUInt64() >> 32).AsSByte());
        greatest = Vector128.Max(greatest, (greatest.AsUInt64() >> 16).AsSByte());
        return Vector128.Max(greatest, (greatest.AsUInt64() >> 8).AsSByte()).ToScalar();
    }

    /// <summary>The least of 16 codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Least(Vector128<sbyte> codes) => (sbyte)~Greatest(~codes);

    /// <summary>Eight neighbouring codes in int32.</summary>
    /// <param name="first">The first code of some memory.</param>
    /// <param name="offset">Of the first of the eight, from there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Eight(ref sbyte first, int offset)
    {
        Vector128<sbyte> codes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref first, offset)))).AsSByte();
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(codes);
        }

        Vector128<short> wide = Vector128.WidenLower(codes);
        return Vector256.Create(Vector128.WidenLower(wide), Vector128.WidenUpper(wide));
    }

    /// <summary>Entries of a table, by codes.</summary>
    /// <param name="codes">Codes.</param>
    /// <param name="table">The first of 256 entries, for -128 to 127.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Lookup(Vector256<sbyte> codes, ref sbyte table)
    {
        if (!Avx2.IsSupported)
        {
            Vector256<sbyte> found = default;
            for (int lane = 0; lane < Vector256<sbyte>.Count; lane++)
            {
                found = found.WithElement(lane, Unsafe.Add(ref table, codes[lane] + 128));
            }

            return found;
        }

        Vector256<byte> indices = codes.AsByte() ^ Vector256.Create((byte)0x80);
        ref byte entries = ref Unsafe.As<sbyte, byte>(ref table);
        return (Part(indices, ref entries, 0) | Part(indices, ref entries, 1) | Part(indices, ref entries, 2) | Part(indices, ref entries, 3)
            | Part(indices, ref entries, 4) | Part(indices, ref entries, 5) | Part(indices, ref entries, 6) | Part(indices, ref entries, 7)
            | Part(indices, ref entries, 8) | Part(indices, ref entries, 9) | Part(indices, ref entries, 10) | Part(indices, ref entries, 11)
            | Part(indices, ref entries, 12) | Part(indices, ref entries, 13) | Part(indices, ref entries, 14) | Part(indices, ref entries, 15)).AsSByte();
    }

    /// <summary>Entries of a sixteenth of a table; 0 where the upper four bits of the index are not that part's, which then saturates to an index that gives 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Part(Vector256<byte> indices, ref byte entries, int part)
    {
        Vector128<byte> sixteen = Vector128.LoadUnsafe(ref entries, (nuint)(16 * part));
        return Avx2.Shuffle(
            Vector256.Create(sixteen, sixteen), Avx2.AddSaturate(indices ^ Vector256.Create((byte)(16 * part)), Vector256.Create((byte)0x70)));
    }

    /// <summary>Quotients, rounded towards zero: exact, as below 2^24 no quotient of float32 numbers reaches the next integer.</summary>
    /// <param name="dividends">Below 2^24 in magnitude.</param>
    /// <param name="divisor">1 to 2^24.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Divide(Vector256<int> dividends, int divisor) =>
        Vector256.ConvertToInt32Native(Vector256.ConvertToSingle(dividends) / Vector256.Create((float)divisor));

    /// <summary>Quotients, rounded half away from zero.</summary>
    /// <param name="dividends">Below 2^23 in magnitude.</param>
    /// <param name="divisor">1 to 2^23.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> RoundingDivide(Vector256<int> dividends, int divisor)
    {
        Vector256<int> sign = Vector256.ShiftRightArithmetic(dividends, 31);
        return Divide(dividends + ((Vector256.Create(divisor / 2) ^ sign) - sign), divisor);
    }

    /// <summary>The lower eight codes of two vectors in turn: a0, b0, a1, b1 ….</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> InterleaveLower(Vector128<sbyte> a, Vector128<sbyte> b) => Sse2.IsSupported
        ? Sse2.UnpackLow(a, b)
        : InterleaveHalves(a.GetLower(), b.GetLower());

    /// <summary>The upper eight codes of two vectors in turn: a8, b8, a9, b9 ….</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> InterleaveUpper(Vector128<sbyte> a, Vector128<sbyte> b) => Sse2.IsSupported
        ? Sse2.UnpackHigh(a, b)
        : InterleaveHalves(a.GetUpper(), b.GetUpper());

    /// <summary>Codes of two vectors in turn, of the lower eight of each half: 0 to 7 and 16 to 23.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> InterleaveLower(Vector256<sbyte> a, Vector256<sbyte> b) => Avx2.IsSupported
        ? Avx2.UnpackLow(a, b)
        : Vector256.Create(InterleaveLower(a.GetLower(), b.GetLower()), InterleaveLower(a.GetUpper(), b.GetUpper()));

    /// <summary>The same of the upper eight of each half: 8 to 15 and 24 to 31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> InterleaveUpper(Vector256<sbyte> a, Vector256<sbyte> b) => Avx2.IsSupported
        ? Avx2.UnpackHigh(a, b)
        : Vector256.Create(InterleaveUpper(a.GetLower(), b.GetLower()), InterleaveUpper(a.GetUpper(), b.GetUpper()));

    private static Vector128<sbyte> InterleaveHalves(Vector64<sbyte> a, Vector64<sbyte> b) =>
        ((Vector128.WidenLower(a.ToVector128().AsByte()) & Vector128.Create((ushort)0xff)) | (Vector128.WidenLower(b.ToVector128().AsByte()) << 8)).AsSByte();

    /// <summary>16 numbers of -128 to 127 as codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Narrow(Vector256<int> first, Vector256<int> second)
    {
        if (Avx2.IsSupported)
        {
            // The pack works on halves: 0-3 of the first, 0-3 of the second, 4-7 of the first, 4-7 of the second.
            Vector256<short> halves = Avx2.Permute4x64(Avx2.PackSignedSaturate(first, second).AsInt64(), 0b11_01_10_00).AsInt16();
            return Sse2.PackSignedSaturate(halves.GetLower(), halves.GetUpper());
        }

        return Vector128.Narrow(
            Vector128.Narrow(first.GetLower(), first.GetUpper()),
            Vector128.Narrow(second.GetLower(), second.GetUpper()));
    }

    /// <summary>Writes the first codes of a vector.</summary>
    /// <param name="codes">16 codes.</param>
    /// <param name="count">How many, 1 to 16; a constant, so that the JIT leaves one of the ways.</param>
    /// <param name="target">Where to.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<sbyte> codes, int count, ref sbyte target)
    {
        if (count == 16)
        {
            codes.StoreUnsafe(ref target);
            return;
        }

        ref byte bytes = ref Unsafe.As<sbyte, byte>(ref target);
        ulong lower = codes.AsUInt64().ToScalar();
        if (count >= 8)
        {
            Unsafe.WriteUnaligned(ref bytes, lower);
            if (count > 8)
            {
                WriteFirst(codes.AsUInt64().GetElement(1), count - 8, ref Unsafe.Add(ref bytes, 8));
            }

            return;
        }

        WriteFirst(lower, count, ref bytes);
    }

    /// <summary>Writes the first lanes of a vector.</summary>
    /// <param name="lanes">Eight numbers.</param>
    /// <param name="count">How many, 1 to 8.</param>
    /// <param name="target">Where to.</param>
    public static void Store(Vector256<int> lanes, int count, ref int target)
    {
        for (int lane = 0; lane < count; lane++)
        {
            Unsafe.Add(ref target, lane) = lanes[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteFirst(ulong bits, int count, ref byte target)
    {
        int written = 0;
        if ((count & 4) != 0)
        {
            Unsafe.WriteUnaligned(ref target, (uint)bits);
            written = 4;
        }

        if ((count & 2) != 0)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, written), (ushort)(bits >> (8 * written)));
            written += 2;
        }

        if ((count & 1) != 0)
        {
            Unsafe.Add(ref target, written) = (byte)(bits >> (8 * written));
        }
    }
}
