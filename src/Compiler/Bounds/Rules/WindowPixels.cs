using System.Runtime.Intrinsics;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>The input pixel under each element of the window at every output position.</summary>
/// <remarks>Padding that is multiplied is one more pixel, the last one.</remarks>
internal sealed class WindowPixels
{
    private readonly int[] _pixels;
    private readonly int[] _patterns;
    private readonly int _elements;
    private readonly bool _multipliesPadding;

    public WindowPixels(LayerFacts facts)
    {
        WindowGeometry window = facts.Geometry.Window;
        _elements = window.Elements;
        Count = (window.Batches * window.InHeight * window.InWidth) + 1;
        _multipliesPadding = !facts.SkipsPadding;
        int[] rows = Table(window.OutHeight, window.FilterHeight, window.InputRow);
        int[] columns = Table(window.OutWidth, window.FilterWidth, window.InputColumn);
        _pixels = new int[facts.Geometry.Positions * _elements];
        int next = 0;
        for (int batch = 0; batch < window.Batches; batch++)
        {
            for (int y = 0; y < window.OutHeight; y++)
            {
                for (int x = 0; x < window.OutWidth; x++)
                {
                    foreach (int row in rows.AsSpan(y * window.FilterHeight, window.FilterHeight))
                    {
                        foreach (int column in columns.AsSpan(x * window.FilterWidth, window.FilterWidth))
                        {
                            _pixels[next++] = row >= 0 && column >= 0 ? (((batch * window.InHeight) + row) * window.InWidth) + column
                                : _multipliesPadding ? Count - 1
                                : WindowGeometry.Absent;
                        }
                    }
                }
            }
        }

        List<int[]> patterns = [];
        _patterns = _multipliesPadding ? [] : PatternsOf(patterns);
        Patterns = _multipliesPadding ? [new int[_elements]] : patterns;
    }

    /// <summary>Pixels, that of padding included.</summary>
    public int Count { get; }

    /// <summary>The kinds of windows by what they miss: <see cref="WindowGeometry.Absent"/> where an element has no product, else 0.</summary>
    public IReadOnlyList<int[]> Patterns { get; }

    /// <summary>A pixel for each element of the window, or <see cref="WindowGeometry.Absent"/>.</summary>
    public ReadOnlySpan<int> At(int position) => _pixels.AsSpan(position * _elements, _elements);

    /// <summary>Position in <see cref="Patterns"/>.</summary>
    public int PatternOf(int position) => _patterns.Length == 0 ? 0 : _patterns[position];

    /// <summary>The codes that some window holds, padding included; empty where windows hold nothing but padding that is skipped.</summary>
    public Interval Hull(Box input, int zeroPoint)
    {
        bool[] isRead = new bool[Count];
        foreach (int pixel in _pixels)
        {
            if (pixel != WindowGeometry.Absent)
            {
                isRead[pixel] = true;
            }
        }

        Interval hull = isRead[Count - 1] ? Interval.Point(zeroPoint) : Interval.Empty;
        if (Array.TrueForAll(isRead[..^1], read => read))
        {
            return hull.Hull(input.Hull);
        }

        int channels = input.Count / (Count - 1);
        for (int pixel = 0; pixel < Count - 1; pixel++)
        {
            if (isRead[pixel])
            {
                hull = hull.Hull(input.HullOf(pixel * channels, channels));
            }
        }

        return hull;
    }

    /// <summary>The least and the greatest code of each element of the window and channel, over all positions; the least above the greatest where it has none.</summary>
    public (sbyte[] Least, sbyte[] Greatest) CodesOfElements(Box input, int zeroPoint)
    {
        int channels = input.Count / (Count - 1);
        sbyte[] least = new sbyte[_elements * channels];
        sbyte[] greatest = new sbyte[least.Length];
        sbyte[] padding = new sbyte[channels];
        Array.Fill(least, sbyte.MaxValue);
        Array.Fill(greatest, sbyte.MinValue);
        Array.Fill(padding, (sbyte)zeroPoint);
        for (int i = 0; i < _pixels.Length; i++)
        {
            int pixel = _pixels[i];
            if (pixel != WindowGeometry.Absent)
            {
                bool isPadding = pixel == Count - 1;
                int target = i % _elements * channels;
                Minimum(least.AsSpan(target, channels), isPadding ? padding : input.Lower.Slice(pixel * channels, channels));
                Maximum(greatest.AsSpan(target, channels), isPadding ? padding : input.Upper.Slice(pixel * channels, channels));
            }
        }

        return (least, greatest);
    }

    private static void Minimum(Span<sbyte> least, ReadOnlySpan<sbyte> codes)
    {
        int i = 0;
        for (; i <= codes.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            Vector128.Min(Vector128.Create<sbyte>(least[i..]), Vector128.Create(codes[i..])).CopyTo(least[i..]);
        }

        for (; i < codes.Length; i++)
        {
            least[i] = Math.Min(least[i], codes[i]);
        }
    }

    private static void Maximum(Span<sbyte> greatest, ReadOnlySpan<sbyte> codes)
    {
        int i = 0;
        for (; i <= codes.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            Vector128.Max(Vector128.Create<sbyte>(greatest[i..]), Vector128.Create(codes[i..])).CopyTo(greatest[i..]);
        }

        for (; i < codes.Length; i++)
        {
            greatest[i] = Math.Max(greatest[i], codes[i]);
        }
    }

    private static int[] Table(int outputs, int filters, Func<int, int, int> input)
    {
        int[] table = new int[outputs * filters];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = input(i / filters, i % filters);
        }

        return table;
    }

    private int[] PatternsOf(List<int[]> patterns)
    {
        Dictionary<EquatableArray<int>, int> known = [];
        int[] ofPositions = new int[_pixels.Length / _elements];
        for (int position = 0; position < ofPositions.Length; position++)
        {
            int[] pattern = At(position).ToArray();
            for (int element = 0; element < pattern.Length; element++)
            {
                pattern[element] = Math.Min(pattern[element], 0);
            }

            EquatableArray<int> key = new(pattern);
            if (!known.TryGetValue(key, out ofPositions[position]))
            {
                ofPositions[position] = patterns.Count;
                known.Add(key, patterns.Count);
                patterns.Add(pattern);
            }
        }

        return ofPositions;
    }
}
