using System.Buffers;
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

/// <summary>Coefficients of <see cref="Lanes"/> linear forms in the centred codes of a rectangle of a tensor; elsewhere they are 0.</summary>
/// <remarks>
/// The pixels of the rectangle, row after row, channels last; of each element the coefficients of all forms, side by side, so that one weight serves
/// a vector of forms. Forms that nobody asks for are 0. Memory is lent: there are thousands of blocks.
/// </remarks>
internal sealed class CoefficientBlock
{
    /// <summary>Forms that are substituted at once: their rectangles stay in the caches of a core.</summary>
    public const int Lanes = 16;

    private double[] _coefficients;

    public CoefficientBlock(TensorExtent extent, PixelRectangle area)
    {
        (Extent, Area) = (extent, area);
        _coefficients = ArrayPool<double>.Shared.Rent(Count * Lanes);
        All.Clear();
    }

    public TensorExtent Extent { get; }

    public PixelRectangle Area { get; }

    /// <summary>Coefficients of one form.</summary>
    public int Count => Area.Height * Area.Width * Extent.Channels;

    /// <summary>Of every element.</summary>
    public Span<double> All => _coefficients.AsSpan(0, Count * Lanes);

    /// <summary>Of one element of the rectangle: the coefficient of each form.</summary>
    public Span<double> Of(int element) => _coefficients.AsSpan(element * Lanes, Lanes);

    /// <summary>Of elements of the rectangle that lie side by side, from the first channel of a pixel on.</summary>
    public Span<double> From(int row, int column, int elements) => _coefficients.AsSpan(ElementOf(row, column) * Lanes, elements * Lanes);

    /// <summary>Where the channels of a pixel begin.</summary>
    public int ElementOf(int row, int column) => (((row - Area.Top) * Area.Width) + column - Area.Left) * Extent.Channels;

    /// <summary>The same coefficients in a block that holds another rectangle, too.</summary>
    public CoefficientBlock Grown(PixelRectangle other)
    {
        PixelRectangle union = Area.Union(other);
        if (union == Area)
        {
            return this;
        }

        CoefficientBlock grown = new(Extent, union);
        int ofRow = Area.Width * Extent.Channels;
        for (int row = Area.Top; row < Area.Bottom; row++)
        {
            From(row, Area.Left, ofRow).CopyTo(grown.From(row, Area.Left, ofRow));
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
}
