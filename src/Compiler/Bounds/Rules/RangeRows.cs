using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>The least and the greatest product of eight output channels, tap by tap, for each interval that an input channel has: one row for all positions with that interval.</summary>
/// <remarks>
/// Even where each element has a box of its own, those of a channel share intervals: on ResNet8 around random pixels there are a fifth as many.
/// Each interval of the layer gets the hulls of <see cref="PackedRanges"/> for all weights, once; rows pick those of their weights while the cache has them.
/// </remarks>
internal sealed class RangeRows : IDisposable
{
    private const int Lanes = ElementSums.Lanes;
    private const int Codes = 256;

    /// <summary>Int16 numbers of a row.</summary>
    private const int RowLength = 2 * Lanes;

    /// <summary>Positions that a row should have on an average: rows of fewer cost more than what they save.</summary>
    private const int LeastReaders = 4;

    /// <summary>Numbers of all rows at most.</summary>
    private const int MostNumbers = 1 << 24;

    /// <summary>Intervals that one thread takes at a time.</summary>
    private const int Portion = 64;

    private readonly MacGeometry _geometry;
    private readonly PackedRanges _ranges;
    private readonly List<(int Lower, int Upper)> _intervals;

    /// <summary>The first row of each interval, and the end.</summary>
    private readonly int[] _firstRows;

    /// <summary>The input channel of each row.</summary>
    private readonly int[] _channels;

    private RangeRows(MacGeometry geometry, PackedRanges ranges, List<(int Lower, int Upper)> intervals, int[] firstRows, int[] channels, int[] numbers)
    {
        _geometry = geometry;
        _ranges = ranges;
        _intervals = intervals;
        _firstRows = firstRows;
        _channels = channels;
        Numbers = new ElementNumbers(numbers, geometry.GroupInChannels, TapStep: 1, ToSecond: 0);
        ElementStep = channels.Length * RowLength;
        BlockStep = geometry.Window.Elements * ElementStep;
        Products = ArrayPool<short>.Shared.Rent(BlocksOf(geometry) * BlockStep);
    }

    /// <summary>Where each element of the input has its row.</summary>
    public ElementNumbers Numbers { get; }

    /// <summary><c>[block, element of the window, row, 2, Lanes]</c>: the least products, then the greatest.</summary>
    public short[] Products { get; }

    /// <summary>From an element of the window to the next.</summary>
    public int ElementStep { get; }

    /// <summary>From a block to the next.</summary>
    public int BlockStep { get; }

    /// <summary>Rows, not made yet, or null where channels have groups, or where there would be too many.</summary>
    /// <param name="facts">The layer.</param>
    /// <param name="input">The box of its input.</param>
    /// <param name="ranges">Of the circuit.</param>
    public static RangeRows? TryOf(LayerFacts facts, Box input, PackedRanges ranges)
    {
        if (facts.Geometry.Groups > 1)
        {
            return null;
        }

        int channels = facts.Geometry.GroupInChannels;
        int count = input.Count + channels;
        int[] numbers = ArrayPool<int>.Shared.Rent(count);
        List<(int Lower, int Upper)> intervals = NumberIntervals(input, facts.InputZeroPoint, numbers.AsSpan(0, count));

        // Rows as they come, channel by channel.
        long numbersOfRow = (long)BlocksOf(facts.Geometry) * facts.Geometry.Window.Elements * RowLength;
        long most = Math.Min((long)facts.Geometry.Positions * channels / LeastReaders, MostNumbers / numbersOfRow);
        List<(int Interval, int Channel)> found = [];
        int[] rowOf = new int[intervals.Count];
        Array.Fill(rowOf, -1);
        for (int channel = 0; channel < channels; channel++)
        {
            int firstOfChannel = found.Count;
            for (int i = channel; i < count; i += channels)
            {
                ref int row = ref rowOf[numbers[i]];
                if (row < firstOfChannel)
                {
                    row = found.Count;
                    found.Add((numbers[i], channel));
                }

                numbers[i] = row;
            }

            if (found.Count > most)
            {
                ArrayPool<int>.Shared.Return(numbers);
                return null;
            }
        }

        // Those of an interval together.
        int[] firstRows = new int[intervals.Count + 1];
        foreach ((int interval, _) in found)
        {
            firstRows[interval + 1]++;
        }

        for (int interval = 0; interval < intervals.Count; interval++)
        {
            firstRows[interval + 1] += firstRows[interval];
        }

        int[] next = firstRows[..^1];
        int[] places = new int[found.Count];
        int[] channelOf = new int[found.Count];
        for (int row = 0; row < places.Length; row++)
        {
            places[row] = next[found[row].Interval]++;
            channelOf[places[row]] = found[row].Channel;
        }

        foreach (ref int number in numbers.AsSpan(0, count))
        {
            number = places[number] * RowLength;
        }

        return new RangeRows(facts.Geometry, ranges, intervals, firstRows, channelOf, numbers);
    }

    /// <summary>Makes all rows.</summary>
    /// <param name="weights">Of each block, <c>[tap, Lanes]</c>: places in a row of ranges.</param>
    /// <param name="options">Threads.</param>
    public void Make(int[][] weights, AnalysisOptions options) => options.Do((_intervals.Count + Portion - 1) / Portion, portion =>
    {
        Span<int> hulls = stackalloc int[Codes];
        for (int interval = portion * Portion; interval < Math.Min((portion + 1) * Portion, _intervals.Count); interval++)
        {
            _ranges.HullsOf(_intervals[interval].Lower, _intervals[interval].Upper, hulls);
            for (int row = _firstRows[interval]; row < _firstRows[interval + 1]; row++)
            {
                for (int block = 0; block < weights.Length; block++)
                {
                    MakeRow(row, block, ref MemoryMarshal.GetReference(hulls), weights[block]);
                }
            }
        }
    });

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(Numbers.Values);
        ArrayPool<short>.Shared.Return(Products);
    }

    /// <summary>A row in each element of the window.</summary>
    private void MakeRow(int row, int block, ref int hulls, int[] weights)
    {
        int whole = 0;
        int elements = _geometry.Window.Elements;
        int weightStep = _geometry.GroupInChannels * Lanes;
        int rowStep = ElementStep;
        ref int weight = ref weights[_channels[row] * Lanes];
        ref short target = ref Products[(block * BlockStep) + (row * RowLength)];
        for (int element = 0; element < elements; element++)
        {
            Vector256<int> products = PackedRanges.Of(ref hulls, ref weight, ref whole, step: 0).AsInt32();
            Vector256.Narrow(products, products >> 16).StoreUnsafe(ref target);
            weight = ref Unsafe.Add(ref weight, weightStep);
            target = ref Unsafe.Add(ref target, rowStep);
        }
    }

    private static int BlocksOf(MacGeometry geometry) => (geometry.OutChannels + Lanes - 1) / Lanes;

    /// <summary>Gives each interval of the input a number, in the order in which they come; the last pixel is padding.</summary>
    private static List<(int Lower, int Upper)> NumberIntervals(Box input, int zeroPoint, Span<int> numbers)
    {
        ReadOnlySpan<sbyte> lower = input.Lower;
        ReadOnlySpan<sbyte> upper = input.Upper;
        List<(int Lower, int Upper)> intervals = [];
        int[] known = ArrayPool<int>.Shared.Rent(Codes * Codes);
        Array.Clear(known);
        for (int i = 0; i < numbers.Length; i++)
        {
            (int least, int greatest) = i < lower.Length ? (lower[i], upper[i]) : (zeroPoint, zeroPoint);
            ref int number = ref known[((least - sbyte.MinValue) * Codes) + greatest - sbyte.MinValue];
            if (number == 0)
            {
                intervals.Add((least, greatest));
                number = intervals.Count;
            }

            numbers[i] = number - 1;
        }

        ArrayPool<int>.Shared.Return(known);
        return intervals;
    }
}
