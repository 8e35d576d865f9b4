using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>The transforms of Winograd's F(2x2, 3x3) in exact integers: 2 x 2 outputs of a 3 x 3 filter with 16 products instead of 36.</summary>
/// <remarks>
/// With <c>B'</c> = [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1], <c>G</c> = [2 0 0; 1 1 1; 1 -1 1; 0 0 2], twice the usual one, and
/// <c>A'</c> = [1 1 1 0; 0 1 -1 -1], a patch d of 4 x 4 activations and a filter g give
/// <c>A' ((G g G') .* (B' d B)) A</c> = 4 times the 2 x 2 sums of products.
/// </remarks>
public static class WinogradTile
{
    /// <summary>Products of a tile for each input and output channel.</summary>
    public const int Products = 16;

    /// <summary><c>B' d B</c> of 16 channels: at most 4 times the activations' magnitude, which has to fit int16.</summary>
    /// <param name="patch">Upper left activation.</param>
    /// <param name="rowStep">From a row of the image to the next, in elements.</param>
    /// <param name="pixelStep">From a pixel to the next.</param>
    /// <param name="transformed">The first of the 16 elements of the result, row by row.</param>
    /// <param name="step">From one to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformPatch(ref short patch, int rowStep, int pixelStep, ref short transformed, int step)
    {
        ref short row1 = ref Unsafe.Add(ref patch, rowStep);
        ref short row2 = ref Unsafe.Add(ref row1, rowStep);
        ref short row3 = ref Unsafe.Add(ref row2, rowStep);
        StoreRow(
            At(ref patch, 0) - At(ref row2, 0),
            At(ref patch, pixelStep) - At(ref row2, pixelStep),
            At(ref patch, 2 * pixelStep) - At(ref row2, 2 * pixelStep),
            At(ref patch, 3 * pixelStep) - At(ref row2, 3 * pixelStep),
            ref transformed, step);
        StoreRow(
            At(ref row1, 0) + At(ref row2, 0),
            At(ref row1, pixelStep) + At(ref row2, pixelStep),
            At(ref row1, 2 * pixelStep) + At(ref row2, 2 * pixelStep),
            At(ref row1, 3 * pixelStep) + At(ref row2, 3 * pixelStep),
            ref Unsafe.Add(ref transformed, 4 * step), step);
        StoreRow(
            At(ref row2, 0) - At(ref row1, 0),
            At(ref row2, pixelStep) - At(ref row1, pixelStep),
            At(ref row2, 2 * pixelStep) - At(ref row1, 2 * pixelStep),
            At(ref row2, 3 * pixelStep) - At(ref row1, 3 * pixelStep),
            ref Unsafe.Add(ref transformed, 8 * step), step);
        StoreRow(
            At(ref row1, 0) - At(ref row3, 0),
            At(ref row1, pixelStep) - At(ref row3, pixelStep),
            At(ref row1, 2 * pixelStep) - At(ref row3, 2 * pixelStep),
            At(ref row1, 3 * pixelStep) - At(ref row3, 3 * pixelStep),
            ref Unsafe.Add(ref transformed, 12 * step), step);
    }

    /// <summary><c>A' m A / 4 + start</c> of eight channels: the accumulators of a tile.</summary>
    /// <remarks>Exact, although sums wrap modulo 2^32, while 4 times an accumulator fits int32.</remarks>
    /// <param name="products">The first of the 16 sums of products, row by row.</param>
    /// <param name="step">From one to the next, in elements.</param>
    /// <param name="start">What is added to each accumulator.</param>
    /// <param name="upperLeft">First row, first column.</param>
    /// <param name="upperRight">First row, second column.</param>
    /// <param name="lowerLeft">Second row, first column.</param>
    /// <param name="lowerRight">Second row, second column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulators(
        ref int products, int step, Vector256<int> start,
        out Vector256<int> upperLeft, out Vector256<int> upperRight, out Vector256<int> lowerLeft, out Vector256<int> lowerRight)
    {
        // The product in the second row and column is part of all four sums with its own sign.
        Column(ref products, step, Vector256<int>.Zero, out Vector256<int> upper0, out Vector256<int> lower0);
        Column(ref Unsafe.Add(ref products, step), step, start << 2, out Vector256<int> upper1, out Vector256<int> lower1);
        Column(ref Unsafe.Add(ref products, 2 * step), step, Vector256<int>.Zero, out Vector256<int> upper2, out Vector256<int> lower2);
        Column(ref Unsafe.Add(ref products, 3 * step), step, Vector256<int>.Zero, out Vector256<int> upper3, out Vector256<int> lower3);
        upperLeft = Vector256.ShiftRightArithmetic(upper0 + upper1 + upper2, 2);
        upperRight = Vector256.ShiftRightArithmetic(upper1 - upper2 - upper3, 2);
        lowerLeft = Vector256.ShiftRightArithmetic(lower0 + lower1 + lower2, 2);
        lowerRight = Vector256.ShiftRightArithmetic(lower1 - lower2 - lower3, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(Vector256<short> d0, Vector256<short> d1, Vector256<short> d2, Vector256<short> d3, ref short transformed, int step)
    {
        (d0 - d2).StoreUnsafe(ref transformed);
        (d1 + d2).StoreUnsafe(ref Unsafe.Add(ref transformed, step));
        (d2 - d1).StoreUnsafe(ref Unsafe.Add(ref transformed, 2 * step));
        (d1 - d3).StoreUnsafe(ref Unsafe.Add(ref transformed, 3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(ref int products, int step, Vector256<int> second, out Vector256<int> upper, out Vector256<int> lower)
    {
        Vector256<int> m1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref products, 4 * step)) + second;
        Vector256<int> m2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref products, 8 * step));
        upper = Vector256.LoadUnsafe(ref products) + m1 + m2;
        lower = m1 - m2 - Vector256.LoadUnsafe(ref Unsafe.Add(ref products, 12 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> At(ref short row, int offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref row, offset));
}
