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

    /// <summary>The least and the greatest code of each element of the window and channel, over all positions; the least above the greatest where it has none.</summary>
    public (sbyte[] Least, sbyte[] Greatest) CodesOfElements(Box input, int zeroPoint, AnalysisOptions options)
    {
        int channels = input.Count / (Count - 1);
        sbyte[] least = new sbyte[_elements * channels];
        sbyte[] greatest = new sbyte[least.Length];
        options.Do(_elements, element =>
        {
            Span<sbyte> leastOf = least.AsSpan(element * channels, channels);
            Span<sbyte> greatestOf = greatest.AsSpan(element * channels, channels);
            int channel = 0;
            for (; channel <= channels - Vector128<sbyte>.Count; channel += Vector128<sbyte>.Count)
            {
                Vector128<sbyte> lower = Vector128.Create(sbyte.MaxValue);
                Vector128<sbyte> upper = Vector128.Create(sbyte.MinValue);
                for (int i = element; i < _pixels.Length; i += _elements)
                {
                    if (IsInside(_pixels[i]))
                    {
                        lower = Vector128.Min(lower, Vector128.Create(input.Lower[((_pixels[i] * channels) + channel)..]));
                        upper = Vector128.Max(upper, Vector128.Create(input.Upper[((_pixels[i] * channels) + channel)..]));
                    }
                }

                lower.CopyTo(leastOf[channel..]);
                upper.CopyTo(greatestOf[channel..]);
            }

            for (; channel < channels; channel++)
            {
                (leastOf[channel], greatestOf[channel]) = (sbyte.MaxValue, sbyte.MinValue);
                for (int i = element; i < _pixels.Length; i += _elements)
                {
                    if (IsInside(_pixels[i]))
                    {
                        leastOf[channel] = Math.Min(leastOf[channel], input.Lower[(_pixels[i] * channels) + channel]);
                        greatestOf[channel] = Math.Max(greatestOf[channel], input.Upper[(_pixels[i] * channels) + channel]);
                    }
                }
            }

            if (HasPadding(element))
            {
                for (channel = 0; channel < channels; channel++)
                {
                    leastOf[channel] = Math.Min(leastOf[channel], (sbyte)zeroPoint);
                    greatestOf[channel] = Math.Max(greatestOf[channel], (sbyte)zeroPoint);
                }
            }
        });

        return (least, greatest);
    }

    private bool IsInside(int pixel) => (uint)pixel < (uint)(Count - 1);

    /// <summary>Whether the element multiplies padding at some position.</summary>
    private bool HasPadding(int element)
    {
        int i = element;
        while (i < _pixels.Length && _pixels[i] != Count - 1)
        {
            i += _elements;
        }

        return i < _pixels.Length;
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
