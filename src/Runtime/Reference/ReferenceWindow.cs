namespace QMacVerify.Runtime.Reference;

/// <summary>How a filter window moves over an NHWC input: shared by convolutions and pools.</summary>
/// <remarks>
/// All sizes in elements. The caller has resolved SAME, VALID and explicit padding into <see cref="PadTop"/>,
/// <see cref="PadLeft"/> and the output size; padding after the input is whatever the windows reach there.
/// </remarks>
internal sealed record ReferenceWindow
{
    public int Batches { get; init; } = 1;

    public required int InputHeight { get; init; }

    public required int InputWidth { get; init; }

    public required int InputChannels { get; init; }

    public required int FilterHeight { get; init; }

    public required int FilterWidth { get; init; }

    public int StrideY { get; init; } = 1;

    public int StrideX { get; init; } = 1;

    public int DilationY { get; init; } = 1;

    public int DilationX { get; init; } = 1;

    /// <summary>Rows of padding above the input.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of padding left of the input.</summary>
    public int PadLeft { get; init; }

    public required int OutputHeight { get; init; }

    public required int OutputWidth { get; init; }

    /// <summary>Elements of the input.</summary>
    public int InputCount => Batches * InputHeight * InputWidth * InputChannels;

    /// <summary>Output positions of all batches: elements of the output per channel.</summary>
    public int OutputPositions => Batches * OutputHeight * OutputWidth;

    /// <summary>Input row under a filter row; outside 0..InputHeight - 1 it is padding.</summary>
    public int InputY(int outY, int filterY) => (outY * StrideY) - PadTop + (filterY * DilationY);

    /// <summary>Input column under a filter column; outside 0..InputWidth - 1 it is padding.</summary>
    public int InputX(int outX, int filterX) => (outX * StrideX) - PadLeft + (filterX * DilationX);

    /// <summary>Whether a position is one of the input, not of the padding.</summary>
    public bool Contains(int inY, int inX) => inY >= 0 && inY < InputHeight && inX >= 0 && inX < InputWidth;

    /// <summary>NHWC offset of an input element.</summary>
    public int InputOffset(int batch, int inY, int inX, int inChannel) =>
        (((((batch * InputHeight) + inY) * InputWidth) + inX) * InputChannels) + inChannel;

    /// <summary>NHWC offset of an output element.</summary>
    public int OutputOffset(int batch, int outY, int outX, int outChannel, int outChannels) =>
        (((((batch * OutputHeight) + outY) * OutputWidth) + outX) * outChannels) + outChannel;
}
