using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Least and greatest product of each weight over 2^k activations that follow each other, as two int16: two of them, overlapping, cover any interval.</summary>
/// <remarks>The sparse table of <c>ProductRanges</c> for all weights at once; nothing is assumed of the circuit but its range.</remarks>
internal sealed class PackedRanges
{
    private const int Codes = 256;

    /// <summary>Numbers of one activation: one for each weight, that of -128 first.</summary>
    private const int Row = Codes;

    private const int Levels = 9;

    /// <summary>All layers of a circuit share its table, as long as the circuit lives.</summary>
    private static readonly ConditionalWeakTable<Multiplier, PackedRanges?> _known = [];

    private PackedRanges(int[] ranges) => Ranges = ranges;

    /// <summary><c>[level, first activation, weight]</c>: the greatest product above the least one.</summary>
    public int[] Ranges { get; }

    /// <summary>The table of a circuit, or null where products leave int16.</summary>
    public static PackedRanges? TryOf(Multiplier multiplier) => _known.GetValue(multiplier, Make);

    /// <summary>Where the two ranges begin that cover an interval of activations.</summary>
    public static (int First, int Second) RowsOf(int lower, int upper)
    {
        int level = int.Log2(upper - lower + 1);
        int ofLevel = (level * Codes) - sbyte.MinValue;
        return ((ofLevel + lower) * Row, (ofLevel + upper + 1 - (1 << level)) * Row);
    }

    /// <summary>The least of the first of each two int16, and the greatest of the second.</summary>
    public static Vector256<short> Hull(Vector256<short> a, Vector256<short> b) => Vector256.ConditionalSelect(
        Vector256.Create(0x0000_FFFF).AsInt16(), Vector256.Min(a, b), Vector256.Max(a, b));

    /// <summary>The least and the greatest product of each weight with an interval of activations.</summary>
    /// <param name="lower">The interval.</param>
    /// <param name="upper">Its other end.</param>
    /// <param name="hulls">For 256 weights: the greatest product above the least one.</param>
    public void HullsOf(int lower, int upper, Span<int> hulls)
    {
        (int first, int second) = RowsOf(lower, upper);
        ReadOnlySpan<Vector256<short>> one = MemoryMarshal.Cast<int, Vector256<short>>(Ranges.AsSpan(first, Row));
        ReadOnlySpan<Vector256<short>> other = MemoryMarshal.Cast<int, Vector256<short>>(Ranges.AsSpan(second, Row));
        Span<Vector256<short>> both = MemoryMarshal.Cast<int, Vector256<short>>(hulls);
        for (int i = 0; i < both.Length; i++)
        {
            both[i] = Hull(one[i], other[i]);
        }
    }

    /// <summary>The ranges of eight weights.</summary>
    /// <param name="ranges">Rows of ranges.</param>
    /// <param name="weights">Places in a row, one for each lane.</param>
    /// <param name="rows">Where a row begins, for all lanes or for each.</param>
    /// <param name="step">0 or 1, a constant: from the row of a lane to that of the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Of(ref int ranges, ref int weights, ref int rows, int step) => Vector256.Create(
        Unsafe.Add(ref ranges, rows + weights),
        Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step) + Unsafe.Add(ref weights, 1)),
        Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 2) + Unsafe.Add(ref weights, 2)),
        Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 3) + Unsafe.Add(ref weights, 3)),
        Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 4) + Unsafe.Add(ref weights, 4)),
        Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 5) + Unsafe.Add(ref weights, 5)),
        Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 6) + Unsafe.Add(ref weights, 6)),
        Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 7) + Unsafe.Add(ref weights, 7))).AsInt16();

    /// <summary>Two int16 in an int32.</summary>
    internal static int Pack(int first, int second) => (ushort)first | (second << 16);

    private static PackedRanges? Make(Multiplier multiplier)
    {
        int[] ranges = new int[Levels * Codes * Row];
        for (int i = 0; i < Codes * Row; i++)
        {
            int product = multiplier.Apply((i / Row) + sbyte.MinValue, (i % Row) + sbyte.MinValue);
            if (product != (short)product)
            {
                return null;
            }

            ranges[i] = Pack(product, product);
        }

        for (int level = 1; level < Levels; level++)
        {
            int half = 1 << (level - 1);
            Span<int> below = ranges.AsSpan((level - 1) * Codes * Row, Codes * Row);
            Span<Vector256<short>> first = MemoryMarshal.Cast<int, Vector256<short>>(below);
            Span<Vector256<short>> second = MemoryMarshal.Cast<int, Vector256<short>>(below[(half * Row)..]);
            Span<Vector256<short>> both = MemoryMarshal.Cast<int, Vector256<short>>(ranges.AsSpan(level * Codes * Row, (Codes - (2 * half) + 1) * Row));
            for (int i = 0; i < both.Length; i++)
            {
                both[i] = Hull(first[i], second[i]);
            }
        }

        return new PackedRanges(ranges);
    }
}
