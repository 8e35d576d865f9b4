using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>Sums of adders whose low bits have no carries, from what the lanes of a kernel kept of their products.</summary>
/// <remarks>
/// With L low bits, a product p and the start value count as addends alike. Products stand in int16 lanes, two for each sum,
/// moved to the left by <c>shift</c> bits.
/// </remarks>
public static class LaneSums
{
    /// <summary>The lower-part-OR adder: low bits are the OR of all addends' low bits; of the addends whose highest low bit is set all but one carry.</summary>
    /// <param name="rounded">Sum of all addends divided by 2^L, each rounded half up.</param>
    /// <param name="products">OR of the moved products.</param>
    /// <param name="startLow">Low bits of the start value.</param>
    /// <param name="lower">L, 1 to 15.</param>
    /// <param name="shift">How far products are moved.</param>
    /// <param name="mask">Low bits that products have.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LowerPartOr(
        Vector256<int> rounded, Vector256<short> products, Vector256<int> startLow, int lower, int shift, int mask)
    {
        Vector256<int> low = LowBits(OrPairs(products), shift, mask) | startLow;
        return ((rounded - Vector256.ShiftRightLogical(low, lower - 1)) << lower) | low;
    }

    /// <summary>The error-tolerant adder: a low bit that two addends have is set, and all below it; else low bits are the OR.</summary>
    /// <param name="high">Sum of all addends divided by 2^L, each rounded down.</param>
    /// <param name="products">OR of the moved products.</param>
    /// <param name="twice">Bits that two of the moved products or more have, of each lane.</param>
    /// <param name="startLow">Low bits of the start value.</param>
    /// <param name="lower">L, 1 to 15.</param>
    /// <param name="shift">How far products are moved.</param>
    /// <param name="mask">Low bits that products have.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ErrorTolerant(
        Vector256<int> high, Vector256<short> products, Vector256<short> twice, Vector256<int> startLow, int lower, int shift, int mask)
    {
        Vector256<int> low = LowBits(OrPairs(products), shift, mask);
        Vector256<int> both = products.AsInt32() & Vector256.ShiftRightLogical(products.AsInt32(), 16);
        Vector256<int> set = LowBits(OrPairs(twice) | both, shift, mask) | (low & startLow);
        set |= Vector256.ShiftRightLogical(set, 1);
        set |= Vector256.ShiftRightLogical(set, 2);
        set |= Vector256.ShiftRightLogical(set, 4);
        set |= Vector256.ShiftRightLogical(set, 8);
        return (high << lower) | low | startLow | set;
    }

    /// <summary>In the low half of each int32, the OR of its two halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> OrPairs(Vector256<short> lanes) => lanes.AsInt32() | Vector256.ShiftRightLogical(lanes.AsInt32(), 16);

    /// <summary>The masked bits of what stands in low halves, moved back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> LowBits(Vector256<int> lanes, int shift, int mask) => Vector256.ShiftRightLogical(lanes, shift) & Vector256.Create(mask);
}
