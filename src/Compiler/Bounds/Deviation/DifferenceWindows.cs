using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation;

/// <summary>What the differences of a layer's activations add to its accumulators: <c>sum of (w - zw) * d</c>.</summary>
/// <remarks>
/// As in <see cref="WindowBoxes"/>, positions whose windows hold the same differences share one. Padding does not differ.
/// Each difference is weighed once, and the interval of a weighed sum is the sum of the intervals.
/// </remarks>
internal sealed class DifferenceWindows
{
    private readonly LayerFacts _facts;
    private readonly Numbering<EquatableArray<Interval>> _pixels = new();
    private readonly Numbering<EquatableArray<int>> _windows = new();
    private readonly int[] _windowOfPosition;

    public DifferenceWindows(LayerFacts facts, Differences input)
    {
        _facts = facts;
        WindowGeometry window = facts.Geometry.Window;
        int[] pixelOfImage = new int[input.Count / window.InChannels];
        for (int i = 0; i < pixelOfImage.Length; i++)
        {
            pixelOfImage[i] = _pixels.Of(Enumerable.Range(i * window.InChannels, window.InChannels).Select(element => input[element]).ToEquatableArray());
        }

        _windowOfPosition = new int[facts.Geometry.Positions];
        for (int position = 0; position < _windowOfPosition.Length; position++)
        {
            int[] pixels = new int[window.Elements];
            window.PixelsAt(position, pixels);
            _windowOfPosition[position] = _windows.Of(pixels.Select(pixel => pixel == WindowGeometry.Absent ? pixel : pixelOfImage[pixel]).ToEquatableArray());
        }
    }

    /// <summary>Which window each output position has, by position in what <see cref="SumsOf"/> gives.</summary>
    public ReadOnlySpan<int> WindowOfPosition => _windowOfPosition;

    /// <summary>The sums of an output channel, one for each distinct window.</summary>
    public Interval[] SumsOf(int channel)
    {
        ReadOnlySpan<sbyte> weights = _facts.WeightsOf(channel);
        int zeroPoint = _facts.WeightZeroPointOf(channel);
        int channels = _facts.Geometry.GroupInChannels;
        int first = _facts.Geometry.FirstInChannel(channel);
        Interval[] sums = new Interval[_windows.Distinct.Count];
        for (int window = 0; window < sums.Length; window++)
        {
            (long lower, long upper) = (0, 0);
            EquatableArray<int> pixels = _windows.Distinct[window];
            for (int element = 0; element < pixels.Count; element++)
            {
                if (pixels[element] == WindowGeometry.Absent)
                {
                    continue;
                }

                ReadOnlySpan<Interval> differences = _pixels.Distinct[pixels[element]].AsSpan().Slice(first, channels);
                for (int inChannel = 0; inChannel < channels; inChannel++)
                {
                    long weight = weights[(element * channels) + inChannel] - zeroPoint;
                    Interval difference = differences[inChannel];
                    lower += weight * (weight >= 0 ? difference.Lower : difference.Upper);
                    upper += weight * (weight >= 0 ? difference.Upper : difference.Lower);
                }
            }

            sums[window] = new Interval(lower, upper);
        }

        return sums;
    }
}
