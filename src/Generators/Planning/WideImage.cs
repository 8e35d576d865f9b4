using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Planning;

/// <summary>The copy of a layer's input that a vector kernel reads: int16, with padding around it, and how windows lie in it.</summary>
/// <remarks>
/// Rows of the filter are stretches of memory (NHWC), so nothing is gathered. A pointwise or fully connected layer is one
/// row of all its pixels. All steps and lengths are in elements.
/// </remarks>
/// <param name="Images">Images.</param>
/// <param name="Padded">Extents with padding.</param>
/// <param name="OutHeight">Rows of the output.</param>
/// <param name="OutWidth">Columns of the output.</param>
/// <param name="RowStep">From a row of the output to the next.</param>
/// <param name="PixelStep">From a pixel of the output to the next.</param>
/// <param name="FilterRows">Rows of the filter.</param>
/// <param name="FilterRowStep">From a row of the filter to the next.</param>
/// <param name="Runs">Stretches of memory of a row of the filter.</param>
/// <param name="RunStep">From one to the next.</param>
/// <param name="RunLength">Elements of a stretch.</param>
public sealed record WideImage(
    int Images,
    PaddedWindow Padded,
    int OutHeight,
    int OutWidth,
    int RowStep,
    int PixelStep,
    int FilterRows,
    int FilterRowStep,
    int Runs,
    int RunStep,
    int RunLength)
{
    /// <summary>Elements that a kernel may read beyond its last tap: the second of a pair, and of a vector.</summary>
    private const int Slack = 16;

    /// <summary>Whether the copy has the input's extents: one stretch of memory.</summary>
    public bool IsFlat { get; private init; }

    /// <summary>Elements of a pixel, where the window goes over the image turned around, as that of a transposed convolution does; else 0.</summary>
    private int TurnedPixel { get; init; }

    /// <summary>Elements of one image.</summary>
    public int ImageStep => Padded.Height * Padded.Width * Padded.Channels;

    /// <summary>Elements of the scratch memory.</summary>
    public long Length => LengthOf(1);

    /// <summary>Elements of the images without what lies beyond them: from one copy of several to the next.</summary>
    public int PlaneStep => Images * ImageStep;

    /// <summary>Elements of the scratch memory of several copies.</summary>
    public long LengthOf(int planes) => ((long)planes * PlaneStep) + Slack;

    /// <summary>Groups of taps of a stretch; what is missing from the last has weights of 0.</summary>
    public int RunSteps(int group) => (RunLength + group - 1) / group;

    /// <summary>Where in a window the taps of a group begin.</summary>
    /// <param name="index">Number of the group in the order of the taps.</param>
    /// <param name="group">Taps of a group.</param>
    public int PlaceOf(int index, int group)
    {
        int run = index / RunSteps(group);
        return (run / Runs * FilterRowStep) + (run % Runs * RunStep) + (index % RunSteps(group) * group);
    }

    /// <summary>The image of a convolution or of a fully connected layer.</summary>
    public static WideImage Of(MacGeometry geometry)
    {
        WindowGeometry window = geometry.Window;
        int channels = window.InChannels;
        if (window.Transposed is not null)
        {
            return OfTransposed(geometry);
        }

        if (window is { FilterHeight: 1, FilterWidth: 1, StrideX: 1, StrideY: 1 } && !window.TouchesPadding
            && window.OutHeight == window.InHeight && window.OutWidth == window.InWidth)
        {
            PaddedWindow flat = new(1, 1, geometry.Positions, channels);
            return new WideImage(1, flat, 1, geometry.Positions, 0, channels, 1, 0, 1, 0, geometry.GroupInChannels) { IsFlat = true };
        }

        PaddedWindow padded = PaddedWindow.Of(window);
        int pitch = padded.Width * channels;
        bool isContiguous = window.DilationX == 1 && geometry.Groups == 1;
        return new WideImage(
            window.Batches, padded, window.OutHeight, window.OutWidth, window.StrideY * pitch, window.StrideX * channels,
            window.FilterHeight, window.DilationY * pitch,
            isContiguous ? 1 : window.FilterWidth, window.DilationX * channels,
            isContiguous ? window.FilterWidth * channels : geometry.GroupInChannels);
    }

    /// <summary>Of a transposed convolution: pixels lie apart as its stride says, and the window, turned around, moves by one.</summary>
    private static WideImage OfTransposed(MacGeometry geometry)
    {
        WindowGeometry window = geometry.Window;
        int channels = window.InChannels;
        PaddedWindow padded = new(
            window.Batches, window.OutHeight + ((window.FilterHeight - 1) * window.DilationY), window.OutWidth + ((window.FilterWidth - 1) * window.DilationX), channels);
        int pitch = padded.Width * channels;
        bool isContiguous = window.DilationX == 1 && geometry.Groups == 1;
        return new WideImage(
            window.Batches, padded, window.OutHeight, window.OutWidth, pitch, channels, window.FilterHeight, window.DilationY * pitch,
            isContiguous ? 1 : window.FilterWidth, window.DilationX * channels, isContiguous ? window.FilterWidth * channels : geometry.GroupInChannels)
        {
            TurnedPixel = geometry.GroupInChannels,
        };
    }

    /// <summary>The taps of an output channel in the order in which the kernel reads them; -1 for what is missing from a group.</summary>
    /// <param name="group">Taps that are read at once.</param>
    public IEnumerable<int> TapOrder(int group = 2)
    {
        for (int run = 0; run < FilterRows * Runs; run++)
        {
            for (int element = 0; element < RunLength; element++)
            {
                int tap = (run * RunLength) + element;
                yield return TurnedPixel == 0 ? tap : (((FilterRows * Runs * RunLength / TurnedPixel) - 1 - (tap / TurnedPixel)) * TurnedPixel) + (tap % TurnedPixel);
            }

            for (int missing = RunLength; missing < RunSteps(group) * group; missing++)
            {
                yield return -1;
            }
        }
    }
}
