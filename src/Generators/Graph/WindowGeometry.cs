using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>A window that moves over an NHWC image. Input row of output row y, window row f: <c>y * stride - pad + f * dilation</c>.</summary>
/// <param name="Batches">Images.</param>
/// <param name="InHeight">Rows of the image.</param>
/// <param name="InWidth">Columns of the image.</param>
/// <param name="InChannels">Channels of the image.</param>
/// <param name="FilterHeight">Rows of the window.</param>
/// <param name="FilterWidth">Columns of the window.</param>
/// <param name="StrideY">Step in rows.</param>
/// <param name="StrideX">Step in columns.</param>
/// <param name="DilationY">Step in rows inside the window.</param>
/// <param name="DilationX">Step in columns inside the window.</param>
/// <param name="Padding">Padding as the model states it.</param>
public sealed record WindowGeometry(
    int Batches,
    int InHeight,
    int InWidth,
    int InChannels,
    int FilterHeight,
    int FilterWidth,
    int StrideY,
    int StrideX,
    int DilationY,
    int DilationX,
    Padding Padding)
{
    /// <summary>Instead of a pixel: the element lies outside the image.</summary>
    public const int Absent = -1;

    /// <summary>For the window of a transposed convolution the extent of its output, whose padding and stride these then are; else null.</summary>
    public ImageExtent? Transposed { get; init; }

    /// <summary>Rows of padding above the image.</summary>
    public int PadTop => Padding.Resolve(0, Transposed?.Height ?? InHeight, FilterHeight, StrideY, DilationY).Before;

    /// <summary>Columns of padding left of the image.</summary>
    public int PadLeft => Padding.Resolve(1, Transposed?.Width ?? InWidth, FilterWidth, StrideX, DilationX).Before;

    /// <summary>Rows times columns of the window.</summary>
    public int Elements => FilterHeight * FilterWidth;

    public int OutHeight => Transposed?.Height ?? Padding.Resolve(0, InHeight, FilterHeight, StrideY, DilationY).Output;

    public int OutWidth => Transposed?.Width ?? Padding.Resolve(1, InWidth, FilterWidth, StrideX, DilationX).Output;

    /// <summary>Whether some window has elements that no element of the image belongs to.</summary>
    public bool TouchesPadding =>
        Transposed is not null
        || PadTop > 0 || PadLeft > 0
        || LastRow >= InHeight
        || LastColumn >= InWidth;

    /// <summary>Whether such elements are absent: those of a transposed convolution always are, padding is where its rule says so.</summary>
    public bool OmitsPadding(PaddingRule rule) => Transposed is not null || rule == PaddingRule.Skip;

    /// <summary>The input row under an element of a window, or -1 where there is none.</summary>
    public int InputRow(int outY, int filterY) => Position(outY, filterY, StrideY, DilationY, PadTop, InHeight);

    /// <summary>The input column under an element of a window, or -1 where there is none.</summary>
    public int InputColumn(int outX, int filterX) => Position(outX, filterX, StrideX, DilationX, PadLeft, InWidth);

    /// <summary>The last input row that a window reads, padding included.</summary>
    public int LastRow => ((OutHeight - 1) * StrideY) - PadTop + ((FilterHeight - 1) * DilationY);

    /// <summary>The last input column that a window reads, padding included.</summary>
    public int LastColumn => ((OutWidth - 1) * StrideX) - PadLeft + ((FilterWidth - 1) * DilationX);

    /// <summary>A window of one element over vectors: what a fully connected layer is.</summary>
    public static WindowGeometry Vector(int batches, int channels) =>
        new(batches, 1, 1, channels, 1, 1, 1, 1, 1, 1, Padding.Valid);

    public EquatableArray<int> OutputShape(int channels) => EquatableArray.Of(Batches, OutHeight, OutWidth, channels);

    /// <summary>The same steps and padding of another window, over an image. It is not that of a transposed convolution.</summary>
    public WindowGeometry Over(TensorInfo image, int filterHeight, int filterWidth) => this with
    {
        Batches = image.Shape[0],
        InHeight = image.Shape[1],
        InWidth = image.Shape[2],
        InChannels = image.Shape[3],
        FilterHeight = filterHeight,
        FilterWidth = filterWidth,
        Transposed = null,
    };

    /// <summary>The input pixel under each element of a window, in the order filterY, filterX, or <see cref="Absent"/>.</summary>
    /// <remarks>Pixels are numbered in the order batch, row, column.</remarks>
    /// <param name="position">Number of the output pixel, in the same order.</param>
    /// <param name="pixels">Filled; <see cref="Elements"/> long.</param>
    public void PixelsAt(int position, Span<int> pixels)
    {
        int outX = position % OutWidth;
        int outY = position / OutWidth % OutHeight;
        int batch = position / OutWidth / OutHeight;
        for (int filterY = 0; filterY < FilterHeight; filterY++)
        {
            int inY = InputRow(outY, filterY);
            for (int filterX = 0; filterX < FilterWidth; filterX++)
            {
                int inX = InputColumn(outX, filterX);
                pixels[(filterY * FilterWidth) + filterX] = inY < 0 || inX < 0 ? Absent : (((batch * InHeight) + inY) * InWidth) + inX;
            }
        }
    }

    private int Position(int output, int filter, int stride, int dilation, int before, int extent)
    {
        int position = Transposed is null ? (output * stride) - before + (filter * dilation)
            : (output + before - (filter * dilation)) % stride == 0 ? (output + before - (filter * dilation)) / stride
            : -1;
        return position >= 0 && position < extent ? position : -1;
    }
}

/// <summary>Rows and columns of an image.</summary>
public readonly record struct ImageExtent(int Height, int Width);
