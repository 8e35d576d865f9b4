using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.Runtime.Vectors;

/// <summary>Exact products of rows of two matrices that are known in a run only.</summary>
/// <remarks>Codes less their zero point fit int16. Sums of their products are int32 and wrap, as accumulators do.</remarks>
public static class MatrixRows
{
    /// <summary>Numbers that a row has beyond its codes are zeros, so that it ends with a vector.</summary>
    private const int Lanes = 16;

    /// <summary>Copies rows of codes less their zero point.</summary>
    /// <param name="codes">[rows, taps].</param>
    /// <param name="taps">Codes of a row.</param>
    /// <param name="zeroPoint">-128 to 127.</param>
    /// <param name="wide">[rows, taps rounded up to a multiple of 16]; overwritten.</param>
    public static void Widen(ReadOnlySpan<sbyte> codes, int taps, int zeroPoint, Span<short> wide)
    {
        int stride = (taps + Lanes - 1) / Lanes * Lanes;
        int rows = codes.Length / taps;
        ArgumentOutOfRangeException.ThrowIfLessThan(wide.Length, rows * stride);
        Vector256<short> less = Vector256.Create((short)zeroPoint);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<sbyte> source = codes.Slice(row * taps, taps);
            Span<short> target = wide.Slice(row * stride, stride);
            int tap = 0;
            for (; tap <= taps - Lanes; tap += Lanes)
            {
                (VectorMath.Widen(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(source), (nuint)tap)) - less)
                    .StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)tap);
            }

            for (; tap < taps; tap++)
            {
                target[tap] = (short)(source[tap] - zeroPoint);
            }

            target[tap..].Clear();
        }
    }

    /// <summary>The sum of the products of two rows, modulo 2^32.</summary>
    /// <param name="first">A multiple of 16 numbers.</param>
    /// <param name="second">As many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ReadOnlySpan<short> first, ReadOnlySpan<short> second)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Length, first.Length);
        ref short a = ref MemoryMarshal.GetReference(first);
        ref short b = ref MemoryMarshal.GetReference(second);
        Vector256<int> sum = Vector256<int>.Zero;
        for (int tap = 0; tap < first.Length; tap += Lanes)
        {
            sum = VectorMath.AddPairs(sum, Vector256.LoadUnsafe(ref a, (nuint)tap), Vector256.LoadUnsafe(ref b, (nuint)tap));
        }

        return Vector256.Sum(sum);
    }
}
