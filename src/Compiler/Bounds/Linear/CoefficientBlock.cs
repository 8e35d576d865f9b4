using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>Rows, columns and channels of a tensor; one that is no image is a pixel of many channels.</summary>
internal readonly record struct TensorExtent(int Height, int Width, int Channels)
{
    public int Count => Height * Width * Channels;

    public static TensorExtent Of(TensorInfo tensor)
    {
        EquatableArray<int> shape = tensor.Shape;
        return shape.Count == 4 && shape[0] == 1 ? new(shape[1], shape[2], shape[3]) : new(1, 1, tensor.ElementCount);
    }
}

/// <summary>A rectangle of pixels inside a tensor.</summary>
internal readonly record struct PixelRectangle(int Top, int Left, int Height, int Width)
{
    public int Bottom => Top + Height;

    public int Right => Left + Width;

    public static PixelRectangle All(TensorExtent extent) => new(0, 0, extent.Height, extent.Width);

    /// <summary>From ends that may lie in the wrong order, where the rectangle is empty.</summary>
    public static PixelRectangle Between(int top, int left, int bottom, int right) => new(top, left, Math.Max(0, bottom - top), Math.Max(0, right - left));

    /// <summary>The least rectangle that holds both.</summary>
    public PixelRectangle Union(PixelRectangle other) => Height * Width == 0 ? other : other.Height * other.Width == 0 ? this
        : Between(Math.Min(Top, other.Top), Math.Min(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right));
}

/// <summary>Coefficients of some linear forms in the centred codes of a rectangle of a tensor; elsewhere they are 0.</summary>
/// <remarks>A form after the other; of each the pixels of the rectangle, row after row, channels last. Memory is lent: there are thousands of blocks.</remarks>
internal sealed class CoefficientBlock
{
    private readonly int _forms;
    private double[] _coefficients;

    public CoefficientBlock(int forms, TensorExtent extent, PixelRectangle area)
    {
        (_forms, Extent, Area) = (forms, extent, area);
        _coefficients = ArrayPool<double>.Shared.Rent(forms * Count);
        _coefficients.AsSpan(0, forms * Count).Clear();
    }

    public TensorExtent Extent { get; }

    public PixelRectangle Area { get; }

    /// <summary>Coefficients of one form.</summary>
    public int Count => Area.Height * Area.Width * Extent.Channels;

    public Span<double> Of(int form) => _coefficients.AsSpan(form * Count, Count);

    /// <summary>Where the channels of a pixel begin.</summary>
    public int OffsetOf(int row, int column) => (((row - Area.Top) * Area.Width) + column - Area.Left) * Extent.Channels;

    /// <summary>The same coefficients in a block that holds another rectangle, too.</summary>
    public CoefficientBlock Grown(PixelRectangle other)
    {
        PixelRectangle union = Area.Union(other);
        if (union == Area)
        {
            return this;
        }

        CoefficientBlock grown = new(_forms, Extent, union);
        for (int form = 0; form < _forms; form++)
        {
            for (int row = Area.Top; row < Area.Bottom; row++)
            {
                Of(form).Slice(OffsetOf(row, Area.Left), Area.Width * Extent.Channels).CopyTo(grown.Of(form)[grown.OffsetOf(row, Area.Left)..]);
            }
        }

        Release();
        return grown;
    }

    /// <summary>Gives the memory back; the block is not used again.</summary>
    public void Release()
    {
        ArrayPool<double>.Shared.Return(_coefficients);
        _coefficients = [];
    }

    /// <summary>target += factor * source, each element rounded once, so that the result does not depend on the machine's vectors.</summary>
    public static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor) => AddCombination(target, source, [0], [factor]);

    /// <summary>target += sum of factors[j] * source from offsets[j] on, in this order, each product and sum rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddCombination(Span<double> target, ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, ReadOnlySpan<double> factors)
    {
        foreach (int offset in offsets)
        {
            // Checked once: the loops below read without.
            _ = source.Slice(offset, target.Length);
        }

        ref double to = ref MemoryMarshal.GetReference(target);
        ref double from = ref MemoryMarshal.GetReference(source);
        int lanes = Vector<double>.Count;
        int i = 0;
        for (; i <= target.Length - (4 * lanes); i += 4 * lanes)
        {
            Vector<double> sum0 = Vector.LoadUnsafe(ref to, (nuint)i);
            Vector<double> sum1 = Vector.LoadUnsafe(ref to, (nuint)(i + lanes));
            Vector<double> sum2 = Vector.LoadUnsafe(ref to, (nuint)(i + (2 * lanes)));
            Vector<double> sum3 = Vector.LoadUnsafe(ref to, (nuint)(i + (3 * lanes)));
            for (int j = 0; j < factors.Length; j++)
            {
                Vector<double> factor = new(factors[j]);
                int offset = offsets[j] + i;
                sum0 = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref from, (nuint)offset), sum0);
                sum1 = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref from, (nuint)(offset + lanes)), sum1);
                sum2 = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref from, (nuint)(offset + (2 * lanes))), sum2);
                sum3 = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref from, (nuint)(offset + (3 * lanes))), sum3);
            }

            sum0.StoreUnsafe(ref to, (nuint)i);
            sum1.StoreUnsafe(ref to, (nuint)(i + lanes));
            sum2.StoreUnsafe(ref to, (nuint)(i + (2 * lanes)));
            sum3.StoreUnsafe(ref to, (nuint)(i + (3 * lanes)));
        }

        for (; i <= target.Length - lanes; i += lanes)
        {
            Vector<double> sum = Vector.LoadUnsafe(ref to, (nuint)i);
            for (int j = 0; j < factors.Length; j++)
            {
                sum = Vector.FusedMultiplyAdd(new Vector<double>(factors[j]), Vector.LoadUnsafe(ref from, (nuint)(offsets[j] + i)), sum);
            }

            sum.StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < target.Length; i++)
        {
            for (int j = 0; j < factors.Length; j++)
            {
                target[i] = Math.FusedMultiplyAdd(factors[j], source[offsets[j] + i], target[i]);
            }
        }
    }
}
