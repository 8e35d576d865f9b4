using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>See <see cref="InputRegion.Patch"/>.</summary>
internal sealed record PatchRegion(IReadOnlyList<sbyte[]> Centres, PatchRectangle Rectangle) : CentredRegion(Centres)
{
    public override string Kind => "patch";

    protected override int RadiusOf(TensorInfo input, int element) => Rectangle.Contains(input, element) ? byte.MaxValue : 0;

    protected override void WriteRadius(JsonWriter json) => json.Member("rectangle", [Rectangle.Y, Rectangle.X, Rectangle.Height, Rectangle.Width]);
}

/// <summary>A rectangle of an image.</summary>
/// <param name="Y">First row.</param>
/// <param name="X">First column.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
internal sealed record PatchRectangle(int Y, int X, int Height, int Width)
{
    /// <summary>Whether a tensor is an image that holds all of the rectangle.</summary>
    public bool LiesIn(TensorInfo image) =>
        image.Shape.Count == 4 && (long)Y + Height <= image.Shape[RowAxis(image)] && (long)X + Width <= image.Shape[RowAxis(image) + 1];

    /// <summary>Whether an element's pixel lies in the rectangle, for all channels.</summary>
    public bool Contains(TensorInfo image, int element)
    {
        int behind = image.Layout == TensorLayout.Nchw ? 1 : image.Shape[3];
        int width = image.Shape[RowAxis(image) + 1];
        int x = element / behind % width;
        int y = element / behind / width % image.Shape[RowAxis(image)];
        return y >= Y && y - Y < Height && x >= X && x - X < Width;
    }

    private static int RowAxis(TensorInfo image) => image.Layout == TensorLayout.Nchw ? 2 : 1;
}
