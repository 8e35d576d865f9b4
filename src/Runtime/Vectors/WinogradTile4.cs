using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>The transforms of Winograd's F(4x4, 3x3) in exact integers: 4 x 4 outputs of a 3 x 3 filter with 36 products instead of 144.</summary>
/// <remarks>
/// At the points 0, 1, -1, 2, -2 and infinity: with <c>B'</c> = [4 0 -5 0 1 0; 0 -4 -4 1 1 0; 0 4 -4 -1 1 0; 0 -2 -1 2 1 0;
/// 0 2 -1 -2 1 0; 0 4 0 -5 0 1], <c>G</c> = [6 0 0; 1 1 1; 1 -1 1; 1 2 4; 1 -2 4; 0 0 6], whose rows are the usual ones times 24,
/// -6, -6, 24, 24 and 6, and <c>A'</c> = [1 -4 -4 1 1 0; 0 -4 4 2 -2 0; 0 -4 -4 4 4 0; 0 -4 4 8 -8 4], which makes up for them, a
/// patch d of 6 x 6 activations and a filter g give <c>A' ((G g G') .* (B' d B)) A</c> = 24^2 times the 4 x 4 sums of products.
/// B' and A' go over the columns, then over the rows, in place.
/// </remarks>
public static class WinogradTile4
{
    /// <summary>24^2 = 2^6 * 9, and this is the inverse of 9 modulo 2^32.</summary>
    private const int InverseOf9 = 0x38E3_8E39;

    /// <summary><c>B' d B</c> of 16 channels: at most 100 times the activations' magnitude, which has to fit int16.</summary>
    /// <param name="patch">Upper left activation.</param>
    /// <param name="rowStep">From a row of the image to the next, in elements.</param>
    /// <param name="pixelStep">From a pixel to the next.</param>
    /// <param name="transformed">The first of the 36 elements of the result, row by row.</param>
    /// <param name="step">From one to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformPatch(ref short patch, int rowStep, int pixelStep, ref short transformed, int step)
    {
        for (int column = 0; column < 6; column++)
        {
            TransformLine(ref Unsafe.Add(ref patch, column * pixelStep), rowStep, ref Unsafe.Add(ref transformed, column * step), 6 * step);
        }

        for (int row = 0; row < 6; row++)
        {
            ref short line = ref Unsafe.Add(ref transformed, row * 6 * step);
            TransformLine(ref line, step, ref line, step);
        }
    }

    /// <summary><c>B'</c> times a line, which may be written where it came from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformLine(ref short line, int step, ref short transformed, int transformedStep)
    {
        Vector256<short> d0 = Vector256.LoadUnsafe(ref line);
        Vector256<short> d1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, step));
        Vector256<short> d2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 2 * step));
        Vector256<short> d3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 3 * step));
        Vector256<short> d4 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 4 * step));
        Vector256<short> d5 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 5 * step));
        Vector256<short> even = d4 - (d2 << 2);
        Vector256<short> odd = d3 - (d1 << 2);
        Vector256<short> difference = d4 - d2;
        Vector256<short> twice = (d3 - d1) << 1;
        (difference + ((d0 - d2) << 2)).StoreUnsafe(ref transformed);
        (even + odd).StoreUnsafe(ref Unsafe.Add(ref transformed, transformedStep));
        (even - odd).StoreUnsafe(ref Unsafe.Add(ref transformed, 2 * transformedStep));
        (difference + twice).StoreUnsafe(ref Unsafe.Add(ref transformed, 3 * transformedStep));
        (difference - twice).StoreUnsafe(ref Unsafe.Add(ref transformed, 4 * transformedStep));
        (d5 - d3 - (twice << 1)).StoreUnsafe(ref Unsafe.Add(ref transformed, 5 * transformedStep));
    }

    /// <summary><c>A' m</c> of eight channels, in the place of the first four of six rows of sums of products, with what makes every accumulator greater by a start value.</summary>
    /// <param name="products">The first of the 36 sums, row by row.</param>
    /// <param name="step">From one to the next, in elements.</param>
    /// <param name="start">What is added to each accumulator.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumColumns(ref int products, int step, Vector256<int> start)
    {
        // The product in the second row and column is part of all 16 results, (-4)^2 times, and 24^2 = 36 * (-4)^2.
        SumColumn(ref products, 6 * step, Vector256<int>.Zero);
        SumColumn(ref Unsafe.Add(ref products, step), 6 * step, start * 36);
        SumColumn(ref Unsafe.Add(ref products, 2 * step), 6 * step, Vector256<int>.Zero);
        SumColumn(ref Unsafe.Add(ref products, 3 * step), 6 * step, Vector256<int>.Zero);
        SumColumn(ref Unsafe.Add(ref products, 4 * step), 6 * step, Vector256<int>.Zero);
        SumColumn(ref Unsafe.Add(ref products, 5 * step), 6 * step, Vector256<int>.Zero);
    }

    /// <summary>The accumulators of a row, <c>A'</c> times what the columns gave, divided by 24^2.</summary>
    /// <remarks>
    /// Exact, although sums wrap modulo 2^32, while 64 times an accumulator fits int32: a multiplication by the inverse of 9 leaves
    /// just that.
    /// </remarks>
    /// <param name="line">The first of six.</param>
    /// <param name="step">From one to the next.</param>
    /// <param name="acc0">Of the first output of the row, eight channels.</param>
    /// <param name="acc1">Of the second.</param>
    /// <param name="acc2">Of the third.</param>
    /// <param name="acc3">Of the fourth.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulators(ref int line, int step, out Vector256<int> acc0, out Vector256<int> acc1, out Vector256<int> acc2, out Vector256<int> acc3)
    {
        Sum(ref line, step, Vector256<int>.Zero, out Vector256<int> y0, out Vector256<int> y1, out Vector256<int> y2, out Vector256<int> y3);
        acc0 = Quotient(y0);
        acc1 = Quotient(y1);
        acc2 = Quotient(y2);
        acc3 = Quotient(y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumColumn(ref int column, int step, Vector256<int> second)
    {
        Sum(ref column, step, second, out Vector256<int> y0, out Vector256<int> y1, out Vector256<int> y2, out Vector256<int> y3);
        y0.StoreUnsafe(ref column);
        y1.StoreUnsafe(ref Unsafe.Add(ref column, step));
        y2.StoreUnsafe(ref Unsafe.Add(ref column, 2 * step));
        y3.StoreUnsafe(ref Unsafe.Add(ref column, 3 * step));
    }

    /// <summary><c>A'</c> times a line, to whose second number something is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(ref int line, int step, Vector256<int> second, out Vector256<int> y0, out Vector256<int> y1, out Vector256<int> y2, out Vector256<int> y3)
    {
        Vector256<int> m1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, step)) + second;
        Vector256<int> m2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 2 * step));
        Vector256<int> m3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 3 * step));
        Vector256<int> m4 = Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 4 * step));
        Vector256<int> sum = m3 + m4;
        Vector256<int> twice = (m3 - m4) << 1;
        Vector256<int> near = (m1 + m2) << 2;
        Vector256<int> nearDifference = (m1 - m2) << 2;
        y0 = Vector256.LoadUnsafe(ref line) - near + sum;
        y1 = twice - nearDifference;
        y2 = (sum << 2) - near;
        y3 = ((twice + Vector256.LoadUnsafe(ref Unsafe.Add(ref line, 5 * step))) << 2) - nearDifference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Quotient(Vector256<int> sum) => Vector256.ShiftRightArithmetic(sum * InverseOf9, 6);
}
