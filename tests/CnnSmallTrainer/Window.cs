namespace QMacVerify.CnnSmallTrainer;

/// <summary>Which input pixel each filter tap of each output pixel reads: a square SAME window over a square image.</summary>
/// <remarks>Written down once as a list, so that every pass over a layer, float or integer, is one plain loop.</remarks>
internal sealed class Window
{
    /// <summary>Input pixel of a tap that falls into the padding.</summary>
    public const int Padding = -1;

    public Window(int inSize, int kernel, int stride)
    {
        InSize = inSize;
        Kernel = kernel;
        OutSize = (inSize + stride - 1) / stride;
        int before = Math.Max(((OutSize - 1) * stride) + kernel - inSize, 0) / 2;
        List<Tap> taps = [];
        for (int outY = 0; outY < OutSize; outY++)
        {
            for (int outX = 0; outX < OutSize; outX++)
            {
                for (int filterY = 0; filterY < kernel; filterY++)
                {
                    for (int filterX = 0; filterX < kernel; filterX++)
                    {
                        int inY = (outY * stride) + filterY - before;
                        int inX = (outX * stride) + filterX - before;
                        bool inside = inY >= 0 && inY < inSize && inX >= 0 && inX < inSize;
                        taps.Add(new Tap(
                            (outY * OutSize) + outX, (filterY * kernel) + filterX, inside ? (inY * inSize) + inX : Padding));
                    }
                }
            }
        }

        Taps = [.. taps];
        TapsInside = [.. taps.Where(tap => tap.Input != Padding)];
    }

    public int InSize { get; }

    public int OutSize { get; }

    public int Kernel { get; }

    /// <summary>Taps per output pixel.</summary>
    public int FilterSize => Kernel * Kernel;

    /// <summary>All taps, output pixels outermost, then filter rows, then filter columns.</summary>
    public Tap[] Taps { get; }

    /// <summary>The taps that read the image; padding is zero in float and contributes nothing.</summary>
    public Tap[] TapsInside { get; }

    /// <summary>One tap: pixel indices are row-major, <paramref name="Input"/> may be <see cref="Padding"/>.</summary>
    internal readonly record struct Tap(int Output, int Filter, int Input);
}
