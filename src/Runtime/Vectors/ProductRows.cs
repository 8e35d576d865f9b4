using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QMacVerify.Runtime.Vectors;

/// <summary>Rows of products: for a tap and an activation, the products of 16 output channels, beside each other in int16.</summary>
/// <remarks>
/// A tap has a row for each activation -128 to 127, then one for an activation that is absent: 257 rows, so that those of one
/// activation do not share sets of the cache, as they would were they a power of two apart. Within a row channels 4 to 7 and 8
/// to 11 change places where sums are made of interleaved halves, which only this class knows.
/// </remarks>
public static class ProductRows
{
    /// <summary>Channels of a row.</summary>
    public const int Channels = 16;

    /// <summary>Elements of the rows of a tap.</summary>
    public const int TapStep = 257 * Channels;

    /// <summary>Products of a weight, one after the other.</summary>
    private const int Activations = 256;

    private static bool AreHalvesInterleaved => Avx2.IsSupported;

    /// <summary>Makes the rows of some taps.</summary>
    /// <param name="columns">Products by weight: zeros, then 256 of each weight -128 to 127, for activations -128 to 127.</param>
    /// <param name="numbers">For each tap and each of 16 channels the column: 0, or a weight plus 129.</param>
    /// <param name="rows"><see cref="TapStep"/> elements for each tap; its beginning is overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ReadOnlySpan<short> columns, ReadOnlySpan<short> numbers, Span<short> rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns.Length, 257 * Activations);
        Span<int> starts = stackalloc int[Channels];
        for (int tap = 0; tap < numbers.Length / Channels; tap++)
        {
            Span<short> target = rows.Slice(tap * TapStep, TapStep);
            for (int place = 0; place < Channels; place++)
            {
                int channel = AreHalvesInterleaved && place is >= 4 and < 12 ? place ^ 0b1100 : place;
                int number = numbers[(tap * Channels) + channel];
                ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)number, (uint)Activations);
                starts[place] = number * Activations;
            }

            // An absent activation adds nothing.
            target[(Activations * Channels)..].Clear();

            if (Avx2.IsSupported)
            {
                Transpose(columns, starts[..8], target);
                Transpose(columns, starts[8..], target[8..]);
                continue;
            }

            for (int activation = 0; activation < Activations; activation++)
            {
                for (int place = 0; place < Channels; place++)
                {
                    target[(activation * Channels) + place] = columns[starts[place] + activation];
                }
            }
        }
    }

    /// <summary>The row of an activation.</summary>
    /// <param name="tap">The first element of the row of activation 0.</param>
    /// <param name="place">The activation times 4, or 512 where it is absent: steps of eight bytes.</param>
    /// <param name="offset">In elements: of another tap.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Row(ref short tap, short place, int offset) =>
        Vector256.LoadUnsafe(ref Unsafe.As<long, short>(ref Unsafe.Add(ref Unsafe.As<short, long>(ref Unsafe.Add(ref tap, offset)), (nint)place)));

    /// <summary>Adds two rows to the sums of channels 0 to 7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddLower(Vector256<int> sums, Vector256<short> first, Vector256<short> second) => AreHalvesInterleaved
        ? sums + Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(first, second), Vector256<short>.One)
        : sums + Vector256.WidenLower(first) + Vector256.WidenLower(second);

    /// <summary>Adds two rows to the sums of channels 8 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddUpper(Vector256<int> sums, Vector256<short> first, Vector256<short> second) => AreHalvesInterleaved
        ? sums + Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(first, second), Vector256<short>.One)
        : sums + Vector256.WidenUpper(first) + Vector256.WidenUpper(second);

    /// <summary>Eight columns of products to eight places of each row, 16 activations at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(ReadOnlySpan<short> columns, ReadOnlySpan<int> starts, Span<short> rows)
    {
        ref short source = ref MemoryMarshal.GetReference(columns);
        ref short c0 = ref Unsafe.Add(ref source, starts[0]);
        ref short c1 = ref Unsafe.Add(ref source, starts[1]);
        ref short c2 = ref Unsafe.Add(ref source, starts[2]);
        ref short c3 = ref Unsafe.Add(ref source, starts[3]);
        ref short c4 = ref Unsafe.Add(ref source, starts[4]);
        ref short c5 = ref Unsafe.Add(ref source, starts[5]);
        ref short c6 = ref Unsafe.Add(ref source, starts[6]);
        ref short c7 = ref Unsafe.Add(ref source, starts[7]);
        ref short target = ref MemoryMarshal.GetReference(rows);
        for (nuint first = 0; first < Activations; first += 16)
        {
            Vector256<short> r0 = Vector256.LoadUnsafe(ref c0, first), r1 = Vector256.LoadUnsafe(ref c1, first);
            Vector256<int> p0 = Avx2.UnpackLow(r0, r1).AsInt32(), p1 = Avx2.UnpackHigh(r0, r1).AsInt32();
            Vector256<short> r2 = Vector256.LoadUnsafe(ref c2, first), r3 = Vector256.LoadUnsafe(ref c3, first);
            Vector256<int> p2 = Avx2.UnpackLow(r2, r3).AsInt32(), p3 = Avx2.UnpackHigh(r2, r3).AsInt32();
            Vector256<short> r4 = Vector256.LoadUnsafe(ref c4, first), r5 = Vector256.LoadUnsafe(ref c5, first);
            Vector256<int> p4 = Avx2.UnpackLow(r4, r5).AsInt32(), p5 = Avx2.UnpackHigh(r4, r5).AsInt32();
            Vector256<short> r6 = Vector256.LoadUnsafe(ref c6, first), r7 = Vector256.LoadUnsafe(ref c7, first);
            Vector256<int> p6 = Avx2.UnpackLow(r6, r7).AsInt32(), p7 = Avx2.UnpackHigh(r6, r7).AsInt32();
            StoreRows(Avx2.UnpackLow(p0, p2).AsInt64(), Avx2.UnpackLow(p4, p6).AsInt64(), ref target);
            StoreRows(Avx2.UnpackHigh(p0, p2).AsInt64(), Avx2.UnpackHigh(p4, p6).AsInt64(), ref Unsafe.Add(ref target, 2 * Channels));
            StoreRows(Avx2.UnpackLow(p1, p3).AsInt64(), Avx2.UnpackLow(p5, p7).AsInt64(), ref Unsafe.Add(ref target, 4 * Channels));
            StoreRows(Avx2.UnpackHigh(p1, p3).AsInt64(), Avx2.UnpackHigh(p5, p7).AsInt64(), ref Unsafe.Add(ref target, 6 * Channels));
            target = ref Unsafe.Add(ref target, 16 * Channels);
        }
    }

    /// <summary>Four rows from what four channels of each add: two neighbouring ones, and those eight further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(Vector256<long> first, Vector256<long> second, ref short target)
    {
        Vector256<short> even = Avx2.UnpackLow(first, second).AsInt16();
        Vector256<short> odd = Avx2.UnpackHigh(first, second).AsInt16();
        even.GetLower().StoreUnsafe(ref target);
        odd.GetLower().StoreUnsafe(ref target, Channels);
        even.GetUpper().StoreUnsafe(ref target, 8 * Channels);
        odd.GetUpper().StoreUnsafe(ref target, 9 * Channels);
    }
}
