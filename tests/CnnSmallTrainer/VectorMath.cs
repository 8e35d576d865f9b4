using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.CnnSmallTrainer;

/// <summary>
/// Small dense float loops. Every sum runs in index order inside one lane and every multiply-add is fused, which .NET
/// guarantees with or without hardware for it: neither vector width nor processor changes a result.
/// </summary>
internal static class VectorMath
{
    private const int Lanes = 8;

    /// <summary>Columns that <see cref="AddVectorTimesMatrix"/> keeps in registers.</summary>
    private const int Block = 4 * Lanes;

    /// <summary><c>y[j] += sum_i x[i] * matrix[i, j]</c>.</summary>
    public static void AddVectorTimesMatrix(ReadOnlySpan<float> x, ReadOnlySpan<float> matrix, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.Length, x.Length * y.Length);
        ref float rows = ref MemoryMarshal.GetReference(matrix);
        ref float sums = ref MemoryMarshal.GetReference(y);
        nuint width = (nuint)y.Length;
        nuint column = 0;
        for (; column + Block <= width; column += Block)
        {
            Vector256<float> sum0 = Vector256.LoadUnsafe(ref sums, column);
            Vector256<float> sum1 = Vector256.LoadUnsafe(ref sums, column + Lanes);
            Vector256<float> sum2 = Vector256.LoadUnsafe(ref sums, column + (2 * Lanes));
            Vector256<float> sum3 = Vector256.LoadUnsafe(ref sums, column + (3 * Lanes));
            nuint at = column;
            foreach (float factor in x)
            {
                Vector256<float> factors = Vector256.Create(factor);
                sum0 = Vector256.FusedMultiplyAdd(factors, Vector256.LoadUnsafe(ref rows, at), sum0);
                sum1 = Vector256.FusedMultiplyAdd(factors, Vector256.LoadUnsafe(ref rows, at + Lanes), sum1);
                sum2 = Vector256.FusedMultiplyAdd(factors, Vector256.LoadUnsafe(ref rows, at + (2 * Lanes)), sum2);
                sum3 = Vector256.FusedMultiplyAdd(factors, Vector256.LoadUnsafe(ref rows, at + (3 * Lanes)), sum3);
                at += width;
            }

            sum0.StoreUnsafe(ref sums, column);
            sum1.StoreUnsafe(ref sums, column + Lanes);
            sum2.StoreUnsafe(ref sums, column + (2 * Lanes));
            sum3.StoreUnsafe(ref sums, column + (3 * Lanes));
        }

        for (; column + Lanes <= width; column += Lanes)
        {
            Vector256<float> sum = Vector256.LoadUnsafe(ref sums, column);
            nuint at = column;
            foreach (float factor in x)
            {
                sum = Vector256.FusedMultiplyAdd(Vector256.Create(factor), Vector256.LoadUnsafe(ref rows, at), sum);
                at += width;
            }

            sum.StoreUnsafe(ref sums, column);
        }

        for (int j = (int)column; j < y.Length; j++)
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[j] = MathF.FusedMultiplyAdd(x[i], matrix[(i * y.Length) + j], y[j]);
            }
        }
    }

    /// <summary><c>matrix[i, j] += x[i] * y[j]</c>.</summary>
    public static void AddOuterProduct(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> matrix)
    {
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] != 0)
            {
                AddScaled(x[i], y, matrix.Slice(i * y.Length, y.Length));
            }
        }
    }

    /// <summary><c>y += a * x</c>.</summary>
    public static void AddScaled(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        ref float source = ref MemoryMarshal.GetReference(x);
        ref float target = ref MemoryMarshal.GetReference(y[..x.Length]);
        Vector256<float> factor = Vector256.Create(a);
        int i = 0;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            Vector256<float> sum = Vector256.LoadUnsafe(ref target, (nuint)i);
            Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref source, (nuint)i), sum).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            y[i] = MathF.FusedMultiplyAdd(a, x[i], y[i]);
        }
    }

    /// <summary><c>y += a * b</c>, element by element.</summary>
    public static void AddProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b[..a.Length]);
        ref float target = ref MemoryMarshal.GetReference(y[..a.Length]);
        int i = 0;
        for (; i <= a.Length - Lanes; i += Lanes)
        {
            Vector256<float> factor = Vector256.LoadUnsafe(ref left, (nuint)i);
            Vector256<float> sum = Vector256.LoadUnsafe(ref target, (nuint)i);
            Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref right, (nuint)i), sum).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < a.Length; i++)
        {
            y[i] = MathF.FusedMultiplyAdd(a[i], b[i], y[i]);
        }
    }

    /// <summary><c>y += x</c>.</summary>
    public static void Add(ReadOnlySpan<float> x, Span<float> y) => AddScaled(1, x, y);
}
