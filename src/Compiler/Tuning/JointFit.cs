using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Tuning;

/// <summary>The weights of a channel fitted together: one after the other, each to what all others leave of the error of the accumulator.</summary>
/// <remarks>
/// Coordinate descent on the sum of squares of circuit minus exact over observed windows. Where the products of single weights fit badly,
/// as those of a circuit with few values do, errors of one tap can make up for those of another, which
/// <see cref="WeightFit"/> cannot see. Adders count as exact here.
/// </remarks>
internal sealed class JointFit
{
    /// <summary>Windows that are looked at, evenly over samples and positions.</summary>
    private const int MostWindows = 8192;

    /// <summary>Times that each weight has its turn.</summary>
    private const int Sweeps = 2;

    private readonly LayerTable _table;
    private readonly bool _isCentred;
    private readonly int[] _windows;
    private readonly sbyte[][] _inputs;
    private readonly float[] _shares;

    /// <param name="table">The layer on its circuit.</param>
    /// <param name="inputs">Codes of each sample.</param>
    /// <param name="isCentred">Whether biases take mean errors away afterwards, so that only what errors vary by counts.</param>
    public JointFit(LayerTable table, sbyte[][] inputs, bool isCentred)
    {
        _table = table;
        _inputs = inputs;
        _isCentred = isCentred;
        long all = (long)inputs.Length * table.Geometry.Positions;
        int count = (int)Math.Min(all, MostWindows);
        _windows = [.. Enumerable.Range(0, count).Select(i => (int)(i * all / count))];
        _shares = new float[table.Products.Length];
        for (int i = 0; i < _shares.Length; i++)
        {
            _shares[i] = table.Products[i] - (table.CorrectedZeroPoint * ((i % LayerTable.Codes) + sbyte.MinValue));
        }
    }

    /// <summary>Better weights.</summary>
    /// <param name="weights">In the order of the geometry.</param>
    /// <param name="exact">Accumulators to come close to, for each sample, channels last.</param>
    /// <param name="approximate">Those of the circuit with these weights.</param>
    /// <param name="parallel">Threads; the result does not depend on them.</param>
    public sbyte[] Best(ReadOnlySpan<sbyte> weights, int[][] exact, int[][] approximate, ParallelOptions parallel)
    {
        sbyte[] best = weights.ToArray();
        int least = WeightFit.LeastOf(best);
        MacGeometry geometry = _table.Geometry;
        for (int group = 0; group < geometry.Groups; group++)
        {
            Column[] columns = new Column[geometry.Taps];
            int first = group;
            Parallel.For(0, columns.Length, parallel, tap => columns[tap] = ColumnOf(first, tap));
            Parallel.For(group * geometry.GroupOutChannels, (group + 1) * geometry.GroupOutChannels, parallel, channel =>
            {
                float[] errors = [.. _windows.Select(window =>
                {
                    (int sample, int position) = Math.DivRem(window, geometry.Positions);
                    int at = (position * geometry.OutChannels) + channel;
                    return (float)(approximate[sample][at] - (double)exact[sample][at]);
                })];
                for (int turn = 0; turn < Sweeps * columns.Length; turn++)
                {
                    int tap = turn % columns.Length;
                    ref sbyte weight = ref best[geometry.WeightIndex(channel, tap)];
                    weight = Turn(columns[tap], weight, least, errors);
                }
            });
        }

        return best;
    }

    /// <summary>The best weight of a tap, all others given; errors become those with it.</summary>
    private sbyte Turn(Column column, sbyte weight, int least, float[] errors)
    {
        Span<float> sums = stackalloc float[LayerTable.Codes];
        sums.Clear();
        double total = 0;
        for (int i = 0; i < errors.Length; i++)
        {
            total += errors[i];
            if (column.Codes[i] is >= 0 and short code)
            {
                sums[code] += errors[i];
            }
        }

        // Of each candidate: what the sum of squares grows by, and the sum of errors.
        Span<float> squares = stackalloc float[LayerTable.Codes];
        Span<float> shifts = stackalloc float[LayerTable.Codes];
        squares.Clear();
        shifts.Clear();
        ref float square = ref MemoryMarshal.GetReference(squares);
        ref float shift = ref MemoryMarshal.GetReference(shifts);
        for (int code = 0; code < LayerTable.Codes; code++)
        {
            if (column.Counts[code] == 0)
            {
                continue;
            }

            ref float share = ref _shares[code * LayerTable.Codes];
            Vector256<float> old = Vector256.Create(_shares[(code * LayerTable.Codes) + weight - sbyte.MinValue]);
            Vector256<float> count = Vector256.Create((float)column.Counts[code]);
            Vector256<float> twice = Vector256.Create(2 * sums[code]);
            for (int i = 0; i < LayerTable.Codes; i += Vector256<float>.Count)
            {
                Vector256<float> step = Vector256.LoadUnsafe(ref share, (nuint)i) - old;
                Vector256<float> moved = step * count;
                (Vector256.LoadUnsafe(ref square, (nuint)i) + (step * (twice + moved))).StoreUnsafe(ref square, (nuint)i);
                (Vector256.LoadUnsafe(ref shift, (nuint)i) + moved).StoreUnsafe(ref shift, (nuint)i);
            }
        }

        int best = weight;
        double bestCost = 0;
        for (int candidate = least; candidate <= sbyte.MaxValue; candidate++)
        {
            int i = candidate - sbyte.MinValue;
            double mean = _isCentred ? shifts[i] * ((2 * total) + shifts[i]) / errors.Length : 0;
            double cost = squares[i] - mean;
            if (cost < bestCost)
            {
                (best, bestCost) = (candidate, cost);
            }
        }

        for (int i = 0; i < errors.Length && best != weight; i++)
        {
            if (column.Codes[i] is >= 0 and short code)
            {
                int row = (code * LayerTable.Codes) - sbyte.MinValue;
                errors[i] += _shares[row + best] - _shares[row + weight];
            }
        }

        return (sbyte)best;
    }

    /// <summary>What a tap reads in each window.</summary>
    private Column ColumnOf(int group, int tap)
    {
        MacGeometry geometry = _table.Geometry;
        ReadOnlySpan<int> pixels = _table.PixelsUnder(tap / geometry.GroupInChannels);
        int inChannel = (group * geometry.GroupInChannels) + (tap % geometry.GroupInChannels);
        short[] codes = new short[_windows.Length];
        int[] counts = new int[LayerTable.Codes];
        for (int i = 0; i < codes.Length; i++)
        {
            (int sample, int position) = Math.DivRem(_windows[i], geometry.Positions);
            int pixel = pixels[position];
            if (pixel == WindowGeometry.Absent && _table.SkipsPadding)
            {
                codes[i] = WindowGeometry.Absent;
                continue;
            }

            codes[i] = (short)((pixel == WindowGeometry.Absent ? _table.InputZeroPoint : _inputs[sample][(pixel * geometry.Window.InChannels) + inChannel]) - sbyte.MinValue);
            counts[codes[i]]++;
        }

        return new Column(codes, counts);
    }

    /// <summary>The activations under a tap.</summary>
    /// <param name="Codes">Of each window, from 0 on; absent ones negative.</param>
    /// <param name="Counts">How often each occurs.</param>
    private sealed record Column(short[] Codes, int[] Counts);
}
