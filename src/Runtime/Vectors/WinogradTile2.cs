using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>The transforms of Winograd's F(2x2, 3x3) in exact integers: 2 x 2 outputs of a 3 x 3 filter with 16 products instead of 36.</summary>
/// <remarks>
/// With <c>B'</c> = [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1], <c>G</c> = [2 0 0; 1 1 1; 1 -1 1; 0 0 2], twice the usual one, and
/// <c>A'</c> = [1 1 1 0; 0 1 -1 -1], a patch d of 4 x 4 activations and a filter g give
/// <c>A' ((G g G') .* (B' d B)) A</c> = 4 times the 2 x 2 sums of products. A' goes over the columns in place, then over the rows.
/// </remarks>
public static class WinogradTile2
{
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

    /// <summary><c>A' m</c> of eight channels, in the place of the first two of four rows of sums of products, with what makes every accumulator greater by a start value.</summary>
    /// <param name="products">The first of the 16 sums, row by row.</param>
    /// <param name="step">From one to the next, in elements.</param>
    /// <param name="start">What is added to each accumulator.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumColumns(ref int products, int step, Vector256<int> start)
    {
        // The product in the second row and column is part of all four accumulators with its own sign.
        SumColumn(ref products, 4 * step, Vector256<int>.Zero);
        SumColumn(ref Unsafe.Add(ref products, step), 4 * step, start << 2);
        SumColumn(ref Unsafe.Add(ref products, 2 * step), 4 * step, Vector256<int>.Zero);
        SumColumn(ref Unsafe.Add(ref products, 3 * step), 4 * step, Vector256<int>.Zero);
    }

    /// <summary>The accumulators of a row, <c>A'</c> times what the columns gave, divided by 4.</summary>
    /// <remarks>Exact, although sums wrap modulo 2^32, while 4 times an accumulator fits int32.</remarks>
    /// <param name="line">The first of four.</param>
    /// <param name="step">From one to the next.</param>
    /// <param name="acc0">Of the first output of the row, eight channels.</param>
    /// <param name="acc1">Of the second.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulators(ref int line, int step, out Vector256<int> acc0, out Vector256<int> acc1)
    {
        Sum(ref line, step, Vector256<int>.Zero, out Vector256<int> y0, out Vector256<int> y1);
        acc0 = Vector256.ShiftRightArithmetic(y0, 2);
        acc1 = Vector256.ShiftRightArithmetic(y1, 2);
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
    private static Vector256<short> At(ref short row, int offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref row, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumColumn(ref int column, int step, Vector256<int> second)
    {
        Sum(ref column, step, second, out Vector256<int> y0, out Vector256<int> y1);
        y0.StoreUnsafe(ref column);
        y1.StoreUnsafe(ref Unsafe.Add(ref column, step));
    }

    /// <summary><c>A'</c> times a line, to whose second number something is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(ref int line, int step, Vector256<int> second, out Vector256<int> y0, out Vector256<int> y1)
    {
        Vector256<int> m1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, step)) + second;
        Vector256<int> m2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 2 * step));
        y0 = Vector256.LoadUnsafe(ref line) + m1 + m2;
        y1 = m1 - m2 - Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 3 * step));
    }
}
