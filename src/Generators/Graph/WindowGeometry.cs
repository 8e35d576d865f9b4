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
    /// <summary>Rows of padding above the image.</summary>
    public int PadTop => Padding.Resolve(0, InHeight, FilterHeight, StrideY, DilationY).Before;

    /// <summary>Columns of padding left of the image.</summary>
    public int PadLeft => Padding.Resolve(1, InWidth, FilterWidth, StrideX, DilationX).Before;

    public int OutHeight => Padding.Resolve(0, InHeight, FilterHeight, StrideY, DilationY).Output;

    public int OutWidth => Padding.Resolve(1, InWidth, FilterWidth, StrideX, DilationX).Output;

    /// <summary>Whether some window reaches beyond the image.</summary>
    public bool TouchesPadding =>
        PadTop > 0 || PadLeft > 0
        || LastRow >= InHeight
        || LastColumn >= InWidth;

    /// <summary>The last input row that a window reads, padding included.</summary>
    public int LastRow => ((OutHeight - 1) * StrideY) - PadTop + ((FilterHeight - 1) * DilationY);

    /// <summary>The last input column that a window reads, padding included.</summary>
    public int LastColumn => ((OutWidth - 1) * StrideX) - PadLeft + ((FilterWidth - 1) * DilationX);

    /// <summary>A window of one element over vectors: what a fully connected layer is.</summary>
    public static WindowGeometry Vector(int batches, int channels) =>
        new(batches, 1, 1, channels, 1, 1, 1, 1, 1, 1, Padding.Valid);

    public EquatableArray<int> OutputShape(int channels) => EquatableArray.Of(Batches, OutHeight, OutWidth, channels);
}
