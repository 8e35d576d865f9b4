using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Two numbers for each element of a layer's input that stand for the interval of its code, padding as one more pixel.</summary>
/// <remarks>
/// They are the factors of the code's ends (<see cref="MonotoneFactors"/>), as two int16, and the same in the other order; or the two rows of ranges that cover it.
/// A pixel has the first numbers of its channels, then the second ones. Where channels have groups it has of each tap and block
/// eight lanes of the one, then of the other, each lane of its own output channel's input.
/// </remarks>
internal sealed class PackedEnds : IDisposable
{
    private const int Lanes = ElementSums.Lanes;

    /// <summary>Pixels that one thread takes at a time.</summary>
    private const int Portion = 128;

    private readonly MacGeometry _geometry;
    private readonly MonotoneFactors? _factors;
    private readonly int[] _firstInChannels;

    /// <param name="facts">The layer.</param>
    /// <param name="input">The box of its input.</param>
    /// <param name="factors">Of the products; null where rows of ranges are wanted.</param>
    /// <param name="options">Threads.</param>
    public PackedEnds(LayerFacts facts, Box input, MonotoneFactors? factors, AnalysisOptions options)
    {
        _geometry = facts.Geometry;
        _factors = factors;
        _firstInChannels = [.. Enumerable.Range(0, _geometry.OutChannels).Select(_geometry.FirstInChannel)];
        bool hasGroups = _geometry.Groups > 1;
        int blocks = (_geometry.OutChannels + Lanes - 1) / Lanes;
        int tapStep = hasGroups ? blocks * Lanes * 2 : 1;
        int pixelStep = hasGroups ? _geometry.GroupInChannels * tapStep : 2 * _geometry.GroupInChannels;
        int pixels = input.Count / _geometry.Window.InChannels;
        int[] values = ArrayPool<int>.Shared.Rent((pixels + 1) * pixelStep);
        Numbers = new ElementNumbers(values, pixelStep, tapStep, ToSecond: hasGroups ? Lanes : _geometry.GroupInChannels);
        options.Do((pixels + Portion - 1) / Portion, portion =>
        {
            for (int pixel = portion * Portion; pixel < Math.Min((portion + 1) * Portion, pixels); pixel++)
            {
                Span<int> numbers = values.AsSpan(pixel * pixelStep, pixelStep);
                ReadOnlySpan<sbyte> lower = input.Lower.Slice(pixel * _geometry.Window.InChannels, _geometry.Window.InChannels);
                ReadOnlySpan<sbyte> upper = input.Upper.Slice(pixel * _geometry.Window.InChannels, _geometry.Window.InChannels);
                if (hasGroups)
                {
                    PackGroups(lower, upper, numbers);
                }
                else
                {
                    Pack(lower, upper, numbers[..lower.Length], numbers[lower.Length..]);
                }
            }
        });

        // Both numbers are the same for a point.
        values.AsSpan(pixels * pixelStep, pixelStep).Fill(NumbersOf(facts.InputZeroPoint, facts.InputZeroPoint).First);
    }

    /// <summary>Two numbers of each tap.</summary>
    public ElementNumbers Numbers { get; }

    public void Dispose() => ArrayPool<int>.Shared.Return(Numbers.Values);

    private void Pack(ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper, Span<int> first, Span<int> second)
    {
        int i = 0;
        if (_factors?.Centre is int centre)
        {
            for (; i <= lower.Length - Lanes; i += Lanes)
            {
                PackEight(lower[i..], upper[i..], centre, first[i..], second[i..]);
            }
        }

        for (; i < lower.Length; i++)
        {
            (first[i], second[i]) = NumbersOf(lower[i], upper[i]);
        }
    }

    private void PackGroups(ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper, Span<int> numbers)
    {
        bool isDepthwise = _geometry.Groups == _geometry.OutChannels && _geometry.GroupInChannels == 1;
        int channels = _geometry.OutChannels;
        for (int tap = 0; tap < _geometry.GroupInChannels; tap++)
        {
            for (int block = 0; block < channels; block += Lanes)
            {
                Span<int> first = numbers.Slice((tap * Numbers.TapStep) + (2 * block), Lanes);
                Span<int> second = numbers.Slice((tap * Numbers.TapStep) + (2 * block) + Lanes, Lanes);
                if (isDepthwise && _factors?.Centre is int centre && block + Lanes <= channels)
                {
                    PackEight(lower[block..], upper[block..], centre, first, second);
                    continue;
                }

                for (int lane = 0; lane < Lanes; lane++)
                {
                    // Lanes without channel read something, too.
                    int source = block + lane < channels ? _firstInChannels[block + lane] + tap : -1;
                    (first[lane], second[lane]) = source < 0 ? (0, 0) : NumbersOf(lower[source], upper[source]);
                }
            }
        }
    }

    /// <summary>The ends of eight codes, as distances from one.</summary>
    private static void PackEight(ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper, int zero, Span<int> first, Span<int> second)
    {
        Vector256<int> centre = Vector256.Create(zero);
        Vector256<int> low = VectorMath.Eight(ref MemoryMarshal.GetReference(lower), 0) - centre;
        Vector256<int> high = VectorMath.Eight(ref MemoryMarshal.GetReference(upper), 0) - centre;
        Vector256<int> mask = Vector256.Create((int)ushort.MaxValue);
        ((low & mask) | (high << 16)).CopyTo(first);
        ((high & mask) | (low << 16)).CopyTo(second);
    }

    private (int First, int Second) NumbersOf(int lower, int upper)
    {
        if (_factors is null)
        {
            return PackedRanges.RowsOf(lower, upper);
        }

        (int low, int high) = (_factors.OfActivation[lower - sbyte.MinValue], _factors.OfActivation[upper - sbyte.MinValue]);
        return (PackedRanges.Pack(low, high), PackedRanges.Pack(high, low));
    }
}
