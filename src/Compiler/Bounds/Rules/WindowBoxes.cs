using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>The boxes under a layer's window at every output position, equal ones shared.</summary>
/// <remarks>
/// Two positions whose windows hold the same boxes have the same bounds. For the full region only the windows that
/// touch the padding differ, so a layer has a handful of distinct windows, whatever its size.
/// </remarks>
internal sealed class WindowBoxes
{
    /// <summary>In a window: the element is absent (padding that is skipped).</summary>
    public const int Absent = -1;

    private readonly List<(int Lower, int Upper)> _boxes = [];
    private readonly List<int[]> _windows = [];
    private readonly int[] _windowOfPosition;
    private readonly Dictionary<(int Lower, int Upper), int> _indexOfBox = [];

    /// <param name="window">The moving window.</param>
    /// <param name="input">The box of the layer's input.</param>
    /// <param name="padding">What padding elements do.</param>
    /// <param name="zeroPoint">What padding elements carry.</param>
    public WindowBoxes(WindowGeometry window, Box input, PaddingRule padding, int zeroPoint)
    {
        int[] boxOfElement = new int[input.Count];
        for (int i = 0; i < boxOfElement.Length; i++)
        {
            boxOfElement[i] = IndexOf(input.Lower[i], input.Upper[i]);
        }

        int outside = !window.TouchesPadding || window.OmitsPadding(padding) ? Absent : IndexOf(zeroPoint, zeroPoint);
        _windowOfPosition = new int[window.Batches * window.OutHeight * window.OutWidth];
        Dictionary<int[], int> indexOfWindow = new(new SequenceComparer());
        int position = 0;
        for (int batch = 0; batch < window.Batches; batch++)
        {
            for (int outY = 0; outY < window.OutHeight; outY++)
            {
                for (int outX = 0; outX < window.OutWidth; outX++)
                {
                    int[] boxes = WindowAt(window, boxOfElement, outside, batch, outY, outX);
                    if (!indexOfWindow.TryGetValue(boxes, out int index))
                    {
                        index = _windows.Count;
                        indexOfWindow.Add(boxes, index);
                        _windows.Add(boxes);
                    }

                    _windowOfPosition[position++] = index;
                }
            }
        }
    }

    /// <summary>The distinct boxes of elements.</summary>
    public IReadOnlyList<(int Lower, int Upper)> Boxes => _boxes;

    /// <summary>The distinct windows: positions in <see cref="Boxes"/> or <see cref="Absent"/>, in the order filterY, filterX, inChannel of all groups.</summary>
    public IReadOnlyList<int[]> Windows => _windows;

    /// <summary>Position in <see cref="Windows"/> of each output position.</summary>
    public ReadOnlySpan<int> WindowOfPosition => _windowOfPosition;

    private static int[] WindowAt(WindowGeometry window, int[] boxOfElement, int outside, int batch, int outY, int outX)
    {
        int[] boxes = new int[window.FilterHeight * window.FilterWidth * window.InChannels];
        int element = 0;
        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
        {
            int inY = window.InputRow(outY, filterY);
            for (int filterX = 0; filterX < window.FilterWidth; filterX++)
            {
                int inX = window.InputColumn(outX, filterX);
                Span<int> pixel = boxes.AsSpan(element, window.InChannels);
                if (inY < 0 || inX < 0)
                {
                    pixel.Fill(outside);
                }
                else
                {
                    int offset = ((((batch * window.InHeight) + inY) * window.InWidth) + inX) * window.InChannels;
                    boxOfElement.AsSpan(offset, window.InChannels).CopyTo(pixel);
                }

                element += window.InChannels;
            }
        }

        return boxes;
    }

    private int IndexOf(int lower, int upper)
    {
        if (!_indexOfBox.TryGetValue((lower, upper), out int index))
        {
            index = _boxes.Count;
            _indexOfBox.Add((lower, upper), index);
            _boxes.Add((lower, upper));
        }

        return index;
    }

    private sealed class SequenceComparer : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            HashCode hash = default;
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(obj));
            return hash.ToHashCode();
        }
    }
}
