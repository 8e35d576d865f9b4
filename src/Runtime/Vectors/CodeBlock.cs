using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>Blocks of codes that change from one order of axes to another.</summary>
public static class CodeBlock
{
    /// <summary>Transposes eight rows of sixteen codes into sixteen rows of eight.</summary>
    /// <param name="source">First code of the first row.</param>
    /// <param name="sourceStep">From a row to the next.</param>
    /// <param name="target">First code of the first row; overwritten.</param>
    /// <param name="targetStep">From a row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose8x16(ref sbyte source, int sourceStep, ref sbyte target, int targetStep)
    {
        // Each round brings rows i and i + 4 together: bytes of two, four, then all eight rows lie side by side.
        Vector128<sbyte> a0 = Row(ref source, 0), a1 = Row(ref source, sourceStep), a2 = Row(ref source, 2 * sourceStep), a3 = Row(ref source, 3 * sourceStep);
        ref sbyte lower = ref Unsafe.Add(ref source, 4 * sourceStep);
        Vector128<sbyte> a4 = Row(ref lower, 0), a5 = Row(ref lower, sourceStep), a6 = Row(ref lower, 2 * sourceStep), a7 = Row(ref lower, 3 * sourceStep);
        Vector128<sbyte> b0 = VectorMath.InterleaveLower(a0, a4), b1 = VectorMath.InterleaveUpper(a0, a4);
        Vector128<sbyte> b2 = VectorMath.InterleaveLower(a1, a5), b3 = VectorMath.InterleaveUpper(a1, a5);
        Vector128<sbyte> b4 = VectorMath.InterleaveLower(a2, a6), b5 = VectorMath.InterleaveUpper(a2, a6);
        Vector128<sbyte> b6 = VectorMath.InterleaveLower(a3, a7), b7 = VectorMath.InterleaveUpper(a3, a7);
        a0 = VectorMath.InterleaveLower(b0, b4);
        a1 = VectorMath.InterleaveUpper(b0, b4);
        a2 = VectorMath.InterleaveLower(b1, b5);
        a3 = VectorMath.InterleaveUpper(b1, b5);
        a4 = VectorMath.InterleaveLower(b2, b6);
        a5 = VectorMath.InterleaveUpper(b2, b6);
        a6 = VectorMath.InterleaveLower(b3, b7);
        a7 = VectorMath.InterleaveUpper(b3, b7);
        StoreRows(VectorMath.InterleaveLower(a0, a4), ref target, targetStep);
        StoreRows(VectorMath.InterleaveUpper(a0, a4), ref Unsafe.Add(ref target, 2 * targetStep), targetStep);
        StoreRows(VectorMath.InterleaveLower(a1, a5), ref Unsafe.Add(ref target, 4 * targetStep), targetStep);
        StoreRows(VectorMath.InterleaveUpper(a1, a5), ref Unsafe.Add(ref target, 6 * targetStep), targetStep);
        StoreRows(VectorMath.InterleaveLower(a2, a6), ref Unsafe.Add(ref target, 8 * targetStep), targetStep);
        StoreRows(VectorMath.InterleaveUpper(a2, a6), ref Unsafe.Add(ref target, 10 * targetStep), targetStep);
        StoreRows(VectorMath.InterleaveLower(a3, a7), ref Unsafe.Add(ref target, 12 * targetStep), targetStep);
        StoreRows(VectorMath.InterleaveUpper(a3, a7), ref Unsafe.Add(ref target, 14 * targetStep), targetStep);
    }

    /// <summary>Transposes sixteen rows of 32 codes into 32 rows of sixteen.</summary>
    /// <param name="source">First code of the first row.</param>
    /// <param name="sourceStep">From a row to the next.</param>
    /// <param name="target">First code of the first row; overwritten.</param>
    /// <param name="targetStep">From a row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose16x32(ref sbyte source, int sourceStep, ref sbyte target, int targetStep)
    {
        Vector256<sbyte> a0 = Vector256.LoadUnsafe(ref source);
        Vector256<sbyte> a1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, sourceStep));
        Vector256<sbyte> a2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 2 * sourceStep));
        Vector256<sbyte> a3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 3 * sourceStep));
        Vector256<sbyte> a4 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 4 * sourceStep));
        Vector256<sbyte> a5 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 5 * sourceStep));
        Vector256<sbyte> a6 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 6 * sourceStep));
        Vector256<sbyte> a7 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 7 * sourceStep));
        Vector256<sbyte> a8 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 8 * sourceStep));
        Vector256<sbyte> a9 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 9 * sourceStep));
        Vector256<sbyte> a10 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 10 * sourceStep));
        Vector256<sbyte> a11 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 11 * sourceStep));
        Vector256<sbyte> a12 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 12 * sourceStep));
        Vector256<sbyte> a13 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 13 * sourceStep));
        Vector256<sbyte> a14 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 14 * sourceStep));
        Vector256<sbyte> a15 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 15 * sourceStep));
        InterleaveAll(ref a0, ref a1, ref a2, ref a3, ref a4, ref a5, ref a6, ref a7, ref a8, ref a9, ref a10, ref a11, ref a12, ref a13, ref a14, ref a15);
        ref sbyte upper = ref Unsafe.Add(ref target, 16 * targetStep);
        StoreHalves(a0, ref target, ref upper);
        StoreHalves(a1, ref Unsafe.Add(ref target, targetStep), ref Unsafe.Add(ref upper, targetStep));
        StoreHalves(a2, ref Unsafe.Add(ref target, 2 * targetStep), ref Unsafe.Add(ref upper, 2 * targetStep));
        StoreHalves(a3, ref Unsafe.Add(ref target, 3 * targetStep), ref Unsafe.Add(ref upper, 3 * targetStep));
        StoreHalves(a4, ref Unsafe.Add(ref target, 4 * targetStep), ref Unsafe.Add(ref upper, 4 * targetStep));
        StoreHalves(a5, ref Unsafe.Add(ref target, 5 * targetStep), ref Unsafe.Add(ref upper, 5 * targetStep));
        StoreHalves(a6, ref Unsafe.Add(ref target, 6 * targetStep), ref Unsafe.Add(ref upper, 6 * targetStep));
        StoreHalves(a7, ref Unsafe.Add(ref target, 7 * targetStep), ref Unsafe.Add(ref upper, 7 * targetStep));
        StoreHalves(a8, ref Unsafe.Add(ref target, 8 * targetStep), ref Unsafe.Add(ref upper, 8 * targetStep));
        StoreHalves(a9, ref Unsafe.Add(ref target, 9 * targetStep), ref Unsafe.Add(ref upper, 9 * targetStep));
        StoreHalves(a10, ref Unsafe.Add(ref target, 10 * targetStep), ref Unsafe.Add(ref upper, 10 * targetStep));
        StoreHalves(a11, ref Unsafe.Add(ref target, 11 * targetStep), ref Unsafe.Add(ref upper, 11 * targetStep));
        StoreHalves(a12, ref Unsafe.Add(ref target, 12 * targetStep), ref Unsafe.Add(ref upper, 12 * targetStep));
        StoreHalves(a13, ref Unsafe.Add(ref target, 13 * targetStep), ref Unsafe.Add(ref upper, 13 * targetStep));
        StoreHalves(a14, ref Unsafe.Add(ref target, 14 * targetStep), ref Unsafe.Add(ref upper, 14 * targetStep));
        StoreHalves(a15, ref Unsafe.Add(ref target, 15 * targetStep), ref Unsafe.Add(ref upper, 15 * targetStep));
    }

    /// <summary>Transposes 32 rows of sixteen codes into sixteen rows of 32.</summary>
    /// <param name="source">First code of the first row.</param>
    /// <param name="sourceStep">From a row to the next.</param>
    /// <param name="target">First code of the first row; overwritten.</param>
    /// <param name="targetStep">From a row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose32x16(ref sbyte source, int sourceStep, ref sbyte target, int targetStep)
    {
        ref sbyte upper = ref Unsafe.Add(ref source, 16 * sourceStep);
        Vector256<sbyte> a0 = Vector256.Create(Row(ref source, 0), Row(ref upper, 0));
        Vector256<sbyte> a1 = Vector256.Create(Row(ref source, sourceStep), Row(ref upper, sourceStep));
        Vector256<sbyte> a2 = Vector256.Create(Row(ref source, 2 * sourceStep), Row(ref upper, 2 * sourceStep));
        Vector256<sbyte> a3 = Vector256.Create(Row(ref source, 3 * sourceStep), Row(ref upper, 3 * sourceStep));
        Vector256<sbyte> a4 = Vector256.Create(Row(ref source, 4 * sourceStep), Row(ref upper, 4 * sourceStep));
        Vector256<sbyte> a5 = Vector256.Create(Row(ref source, 5 * sourceStep), Row(ref upper, 5 * sourceStep));
        Vector256<sbyte> a6 = Vector256.Create(Row(ref source, 6 * sourceStep), Row(ref upper, 6 * sourceStep));
        Vector256<sbyte> a7 = Vector256.Create(Row(ref source, 7 * sourceStep), Row(ref upper, 7 * sourceStep));
        Vector256<sbyte> a8 = Vector256.Create(Row(ref source, 8 * sourceStep), Row(ref upper, 8 * sourceStep));
        Vector256<sbyte> a9 = Vector256.Create(Row(ref source, 9 * sourceStep), Row(ref upper, 9 * sourceStep));
        Vector256<sbyte> a10 = Vector256.Create(Row(ref source, 10 * sourceStep), Row(ref upper, 10 * sourceStep));
        Vector256<sbyte> a11 = Vector256.Create(Row(ref source, 11 * sourceStep), Row(ref upper, 11 * sourceStep));
        Vector256<sbyte> a12 = Vector256.Create(Row(ref source, 12 * sourceStep), Row(ref upper, 12 * sourceStep));
        Vector256<sbyte> a13 = Vector256.Create(Row(ref source, 13 * sourceStep), Row(ref upper, 13 * sourceStep));
        Vector256<sbyte> a14 = Vector256.Create(Row(ref source, 14 * sourceStep), Row(ref upper, 14 * sourceStep));
        Vector256<sbyte> a15 = Vector256.Create(Row(ref source, 15 * sourceStep), Row(ref upper, 15 * sourceStep));
        InterleaveAll(ref a0, ref a1, ref a2, ref a3, ref a4, ref a5, ref a6, ref a7, ref a8, ref a9, ref a10, ref a11, ref a12, ref a13, ref a14, ref a15);
        a0.StoreUnsafe(ref target);
        a1.StoreUnsafe(ref Unsafe.Add(ref target, targetStep));
        a2.StoreUnsafe(ref Unsafe.Add(ref target, 2 * targetStep));
        a3.StoreUnsafe(ref Unsafe.Add(ref target, 3 * targetStep));
        a4.StoreUnsafe(ref Unsafe.Add(ref target, 4 * targetStep));
        a5.StoreUnsafe(ref Unsafe.Add(ref target, 5 * targetStep));
        a6.StoreUnsafe(ref Unsafe.Add(ref target, 6 * targetStep));
        a7.StoreUnsafe(ref Unsafe.Add(ref target, 7 * targetStep));
        a8.StoreUnsafe(ref Unsafe.Add(ref target, 8 * targetStep));
        a9.StoreUnsafe(ref Unsafe.Add(ref target, 9 * targetStep));
        a10.StoreUnsafe(ref Unsafe.Add(ref target, 10 * targetStep));
        a11.StoreUnsafe(ref Unsafe.Add(ref target, 11 * targetStep));
        a12.StoreUnsafe(ref Unsafe.Add(ref target, 12 * targetStep));
        a13.StoreUnsafe(ref Unsafe.Add(ref target, 13 * targetStep));
        a14.StoreUnsafe(ref Unsafe.Add(ref target, 14 * targetStep));
        a15.StoreUnsafe(ref Unsafe.Add(ref target, 15 * targetStep));
    }

    /// <summary>Sixteen pixels of three channels, from a plane for each channel.</summary>
    /// <param name="source">Code of the first pixel in the first plane.</param>
    /// <param name="sourceStep">From a plane to the next.</param>
    /// <param name="target">48 codes; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InterleaveThree(ref sbyte source, int sourceStep, ref sbyte target)
    {
        Vector128<sbyte> a = Row(ref source, 0), b = Row(ref source, sourceStep), c = Row(ref source, 2 * sourceStep);
        Vector128<sbyte> ac = VectorMath.InterleaveLower(a, c);
        Vector128<sbyte> bb = VectorMath.InterleaveLower(b, b);
        StorePixels(VectorMath.InterleaveLower(ac, bb), ref target);
        StorePixels(VectorMath.InterleaveUpper(ac, bb), ref Unsafe.Add(ref target, 12));
        ac = VectorMath.InterleaveUpper(a, c);
        bb = VectorMath.InterleaveUpper(b, b);
        StorePixels(VectorMath.InterleaveLower(ac, bb), ref Unsafe.Add(ref target, 24));
        StorePixels(VectorMath.InterleaveUpper(ac, bb), ref Unsafe.Add(ref target, 36));
    }

    /// <summary>Sixteen vectors as rows, each half for itself, become the columns: as <see cref="Transpose8x16"/> does, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InterleaveAll(
        ref Vector256<sbyte> a0, ref Vector256<sbyte> a1, ref Vector256<sbyte> a2, ref Vector256<sbyte> a3, ref Vector256<sbyte> a4, ref Vector256<sbyte> a5, ref Vector256<sbyte> a6, ref Vector256<sbyte> a7,
        ref Vector256<sbyte> a8, ref Vector256<sbyte> a9, ref Vector256<sbyte> a10, ref Vector256<sbyte> a11, ref Vector256<sbyte> a12, ref Vector256<sbyte> a13, ref Vector256<sbyte> a14, ref Vector256<sbyte> a15)
    {
        Interleave(ref a0, ref a8);
        Interleave(ref a1, ref a9);
        Interleave(ref a2, ref a10);
        Interleave(ref a3, ref a11);
        Interleave(ref a4, ref a12);
        Interleave(ref a5, ref a13);
        Interleave(ref a6, ref a14);
        Interleave(ref a7, ref a15);

        Interleave(ref a0, ref a4);
        Interleave(ref a1, ref a5);
        Interleave(ref a2, ref a6);
        Interleave(ref a3, ref a7);
        Interleave(ref a8, ref a12);
        Interleave(ref a9, ref a13);
        Interleave(ref a10, ref a14);
        Interleave(ref a11, ref a15);

        Interleave(ref a0, ref a2);
        Interleave(ref a1, ref a3);
        Interleave(ref a4, ref a6);
        Interleave(ref a5, ref a7);
        Interleave(ref a8, ref a10);
        Interleave(ref a9, ref a11);
        Interleave(ref a12, ref a14);
        Interleave(ref a13, ref a15);

        Interleave(ref a0, ref a1);
        Interleave(ref a2, ref a3);
        Interleave(ref a4, ref a5);
        Interleave(ref a6, ref a7);
        Interleave(ref a8, ref a9);
        Interleave(ref a10, ref a11);
        Interleave(ref a12, ref a13);
        Interleave(ref a14, ref a15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(ref Vector256<sbyte> a, ref Vector256<sbyte> b)
    {
        Vector256<sbyte> lower = VectorMath.InterleaveLower(a, b);
        b = VectorMath.InterleaveUpper(a, b);
        a = lower;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalves(Vector256<sbyte> rows, ref sbyte lower, ref sbyte upper)
    {
        rows.GetLower().StoreUnsafe(ref lower);
        rows.GetUpper().StoreUnsafe(ref upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Row(ref sbyte first, int offset) => Vector128.LoadUnsafe(ref Unsafe.Add(ref first, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(Vector128<sbyte> rows, ref sbyte target, int step)
    {
        Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref target), rows.AsUInt64().ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref target, step)), rows.AsUInt64().GetElement(1));
    }

    /// <summary>Four pixels of four codes, of which the last is dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePixels(Vector128<sbyte> pixels, ref sbyte target) => VectorMath.Store(
        Vector128.Shuffle(pixels, Vector128.Create((sbyte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1)), 12, ref target);
}
