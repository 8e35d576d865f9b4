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
    public static void Transpose(ref sbyte source, int sourceStep, ref sbyte target, int targetStep)
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
