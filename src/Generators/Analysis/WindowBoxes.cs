using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>The boxes under a layer's window at every output position, equal ones shared.</summary>
/// <remarks>
/// Two positions whose windows hold the same boxes have the same bounds. For the full region only the windows that
/// touch the padding differ, so a layer has a handful of distinct windows, whatever its size. Pixels with the same boxes
/// get one number first, so that a window is told from another by one number per element, not by all its channels.
/// </remarks>
public sealed class WindowBoxes
{
    private const int Codes = 256;

    private readonly MacGeometry _geometry;
    private readonly List<Interval> _boxes = [];

    /// <summary>By least, then by greatest code: one more than the index, 0 where there is none yet.</summary>
    private readonly int[]?[] _indexOfBox = new int[Codes][];
    private readonly List<int[]> _pixels = [];
    private readonly List<int[]> _windows = [];
    private readonly Dictionary<EquatableArray<int>, int> _indexOfWindow = [];
    private readonly int[] _windowOfPosition = [];

    /// <param name="facts">The layer.</param>
    /// <param name="lower">Least code of each element of its input.</param>
    /// <param name="upper">Greatest code of each.</param>
    public WindowBoxes(LayerFacts facts, ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper)
        : this(facts)
    {
        int channels = _geometry.Window.InChannels;
        int[] pixelOfImage = new int[lower.Length / channels];
        Dictionary<EquatableArray<int>, int> known = [];
        for (int i = 0; i < pixelOfImage.Length; i++)
        {
            int[] boxes = new int[channels];
            for (int channel = 0; channel < channels; channel++)
            {
                int element = (i * channels) + channel;
                boxes[channel] = IndexOf(lower[element], upper[element]);
            }

            pixelOfImage[i] = IndexOf(new EquatableArray<int>(boxes), known, _pixels);
        }

        int outside = AddPadding(facts);
        _windowOfPosition = new int[_geometry.Positions];
        for (int position = 0; position < _windowOfPosition.Length; position++)
        {
            _windowOfPosition[position] = WindowAt(position, pixelOfImage, outside);
        }
    }

    private WindowBoxes(LayerFacts facts) => _geometry = facts.Geometry;

    /// <summary>The distinct boxes of elements.</summary>
    public IReadOnlyList<Interval> Boxes => _boxes;

    /// <summary>The distinct windows: a number for each element, in the order filterY, filterX; <see cref="WindowGeometry.Absent"/> where it has no product.</summary>
    public IReadOnlyList<int[]> Windows => _windows;

    /// <summary>Position in <see cref="Windows"/> of each output position; empty for <see cref="OfAnyInput"/>, which keeps no positions.</summary>
    public ReadOnlySpan<int> WindowOfPosition => _windowOfPosition;

    /// <summary>The windows where every element of the input may have any code, but those that another one contains.</summary>
    public static WindowBoxes OfAnyInput(LayerFacts facts)
    {
        WindowGeometry window = facts.Geometry.Window;
        WindowBoxes boxes = new(facts);
        boxes._pixels.Add(Enumerable.Repeat(boxes.IndexOf(sbyte.MinValue, sbyte.MaxValue), window.InChannels).ToArray());
        int outside = boxes.AddPadding(facts);
        int[] pixelOfImage = new int[window.Batches * window.InHeight * window.InWidth];

        // Only which elements of a window lie outside the image tells it from another.
        int[] columns = Distinct(window.OutWidth, window.FilterWidth, window.InputColumn);
        foreach (int row in Distinct(window.OutHeight, window.FilterHeight, window.InputRow))
        {
            foreach (int column in columns)
            {
                boxes.WindowAt((row * window.OutWidth) + column, pixelOfImage, outside);
            }
        }

        // The zero point of padding is a code like any other. Where padding is skipped, no window contains another.
        int inside = facts.SkipsPadding ? -1 : boxes._windows.FindIndex(pixels => Array.TrueForAll(pixels, pixel => pixel == 0));
        if (inside >= 0)
        {
            int[] whole = boxes._windows[inside];
            boxes._windows.Clear();
            boxes._windows.Add(whole);
        }

        return boxes;
    }

    /// <summary>The codes that some window holds, padding included; empty where windows hold nothing but padding that is skipped.</summary>
    public Interval Hull() => _windows
        .SelectMany(window => window)
        .Distinct()
        .Where(pixel => pixel != WindowGeometry.Absent)
        .SelectMany(pixel => _pixels[pixel])
        .Aggregate(Interval.Empty, (hull, box) => hull.Hull(_boxes[box]));

    /// <summary>The boxes of an output channel's taps, by position in <see cref="Boxes"/>, or <see cref="WindowGeometry.Absent"/>.</summary>
    /// <param name="window">Position in <see cref="Windows"/>.</param>
    /// <param name="outChannel">The channel: it says which group of input channels is read.</param>
    /// <param name="boxes">Filled: one for each tap.</param>
    public void BoxesOf(int window, int outChannel, Span<int> boxes)
    {
        int first = _geometry.FirstInChannel(outChannel);
        int channels = _geometry.GroupInChannels;
        int[] pixels = _windows[window];
        for (int element = 0; element < pixels.Length; element++)
        {
            Span<int> taps = boxes.Slice(element * channels, channels);
            if (pixels[element] == WindowGeometry.Absent)
            {
                taps.Fill(WindowGeometry.Absent);
            }
            else
            {
                _pixels[pixels[element]].AsSpan(first, channels).CopyTo(taps);
            }
        }
    }

    /// <summary>The first of all rows or columns of the output that miss the same rows or columns of the window.</summary>
    private static int[] Distinct(int outputs, int filters, Func<int, int, int> input)
    {
        List<int> distinct = [];
        HashSet<string> known = [];
        char[] missing = new char[filters];
        for (int output = 0; output < outputs; output++)
        {
            for (int filter = 0; filter < filters; filter++)
            {
                missing[filter] = input(output, filter) < 0 ? '-' : 'x';
            }

            if (known.Add(new string(missing)))
            {
                distinct.Add(output);
            }
        }

        return [.. distinct];
    }

    /// <summary>What stands for an element outside the image: the pixel that padding multiplies, or none.</summary>
    private int AddPadding(LayerFacts facts)
    {
        if (!_geometry.Window.TouchesPadding || facts.SkipsPadding)
        {
            return WindowGeometry.Absent;
        }

        _pixels.Add(Enumerable.Repeat(IndexOf(facts.InputZeroPoint, facts.InputZeroPoint), _geometry.Window.InChannels).ToArray());
        return _pixels.Count - 1;
    }

    /// <summary>The window at an output position, added where it is new.</summary>
    private int WindowAt(int position, int[] pixelOfImage, int outside)
    {
        int[] pixels = new int[_geometry.Window.Elements];
        _geometry.Window.PixelsAt(position, pixels);
        for (int element = 0; element < pixels.Length; element++)
        {
            pixels[element] = pixels[element] == WindowGeometry.Absent ? outside : pixelOfImage[pixels[element]];
        }

        return IndexOf(new EquatableArray<int>(pixels), _indexOfWindow, _windows);
    }

    private int IndexOf(int lower, int upper)
    {
        int[] row = _indexOfBox[lower - sbyte.MinValue] ??= new int[Codes];
        ref int number = ref row[upper - sbyte.MinValue];
        if (number == 0)
        {
            _boxes.Add(new Interval(lower, upper));
            number = _boxes.Count;
        }

        return number - 1;
    }

    private static int IndexOf(EquatableArray<int> numbers, Dictionary<EquatableArray<int>, int> known, List<int[]> all)
    {
        if (!known.TryGetValue(numbers, out int index))
        {
            index = all.Count;
            known.Add(numbers, index);
            all.Add(numbers.ToArray());
        }

        return index;
    }
}
