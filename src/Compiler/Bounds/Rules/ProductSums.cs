using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>The accumulators of a layer on the exact or the truncated adder, eight output channels at once.</summary>
/// <remarks>
/// <para>
/// A product that is nondecreasing in the exact one has its ends where that has: at <c>w * l</c> and <c>w * h</c>, which of
/// them at which end by the sign of the weight. With <c>w = w+ + w-</c>, the part that is not negative and the other one, the lower end
/// is <c>w+ * l + w- * h</c> and the upper one <c>w+ * h + w- * l</c>: one instruction each for pairs of int16. Truncation clears bits of both.
/// Of other multipliers both ends are read from <see cref="PackedRanges"/>. The truncated adder clears bits of each product and, with the first, of the start value.
/// </para>
/// <para>
/// The sums are those of <see cref="AccumulatorIntervals"/>, to the bit, and need no list of windows that are equal: a box of
/// its own for each element costs as much as one box for all. Layers whose sums could leave int32 on the way are left to the plain form,
/// as are those with weight zero points and multipliers whose products leave int16.
/// </para>
/// </remarks>
internal sealed class ProductSums
{
    private const int Lanes = ElementSums.Lanes;

    private readonly LayerFacts _facts;
    private readonly MacGeometry _geometry;
    private readonly WindowPixels _pixels;
    private readonly int _productTruncation;
    private readonly int _sumTruncation;

    /// <summary>Of circuits that are neither exact nor truncated.</summary>
    private readonly PackedRanges? _ranges;

    /// <summary>
    /// Of each element the ends of its centred or raw code, as two int16, and the same in the other order; or its two rows of ranges. Where channels have groups,
    /// of each pixel, tap and block: eight lanes of the one, then of the other, each lane of its own output channel's input.
    /// </summary>
    private readonly int[] _ends;

    /// <summary>From a tap of a pixel to the next, and from a pixel to the next.</summary>
    private readonly int _tapStep;
    private readonly int _pixelStep;

    /// <summary>Of each element of the window and input channel, over all positions.</summary>
    private readonly (sbyte[] Least, sbyte[] Greatest) _codes;

    private readonly AccumulatorIntervals[] _channels;
    private readonly ElementSums _sums;

    private ProductSums(LayerFacts facts, Box input, int drop, int addendDrop, PackedRanges? ranges)
    {
        _facts = facts;
        _geometry = facts.Geometry;
        _pixels = new WindowPixels(facts);
        _productTruncation = -1 << drop;
        _sumTruncation = -1 << addendDrop;
        _ranges = ranges;
        _sums = new ElementSums(_geometry.Positions, _geometry.OutChannels);
        _tapStep = _geometry.Groups == 1 ? 2 : Blocks * Lanes * 2;
        _pixelStep = _geometry.GroupInChannels * _tapStep;
        _ends = ArrayPool<int>.Shared.Rent(_pixels.Count * _pixelStep);
        PackBoxes(input);
        _codes = _pixels.CodesOfElements(input, facts.InputZeroPoint);
        _channels = new AccumulatorIntervals[_geometry.OutChannels];
    }

    private int Blocks => _sums.Blocks;

    /// <summary>What is left of a product when it is added.</summary>
    private int Truncation => _productTruncation & _sumTruncation;

    /// <summary>The codes that some window holds, padding included; empty where windows hold nothing but padding that is skipped.</summary>
    private Interval Input
    {
        get
        {
            Interval hull = new(Interval.Of(_codes.Least).Lower, Interval.Of(_codes.Greatest).Upper);
            return hull.Lower > hull.Upper ? Interval.Empty : hull;
        }
    }

    /// <summary>The accumulators, or null where the layer needs the plain form.</summary>
    public static LayerAccumulators? TryOf(LayerFacts facts, Box input, AnalysisOptions options)
    {
        if (DroppedBits(facts.Operators.Adder) is not int addendDrop || facts.WeightZeroPoints.Count > 0)
        {
            return null;
        }

        int? drop = DroppedBits(facts.Operators.Multiplier);
        PackedRanges? ranges = drop is null ? PackedRanges.TryOf(facts.Operators.Multiplier) : null;
        if ((drop is null && ranges is null) || !FitsInt32(facts, drop, addendDrop))
        {
            return null;
        }

        ProductSums sums = new(facts, input, drop ?? 0, addendDrop, ranges);
        Parallel.For(0, sums.Blocks, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, sums.Bound);
        ArrayPool<int>.Shared.Return(sums._ends);
        AccumulatorRegister register = options.Register;
        return new LayerAccumulators(
            sums.Input,
            sums._channels,
            sums._channels.All(acc => register.Range.Contains(acc.Sum))
                ? sums._sums
                : sums._sums.ToIntervals().Map((ofPositions, _) => Array.ConvertAll(ofPositions, sum => register.Range.Contains(sum) ? sum : register.Range)));
    }

    /// <summary>How many low bits of the exact product are cleared, or null for a circuit of another kind.</summary>
    private static int? DroppedBits(Multiplier multiplier) => multiplier switch
    {
        ExactMultiplier => 0,
        TruncatedMultiplier truncated => truncated.Drop,
        CentredMultiplier centred => DroppedBits(centred.Inner),
        _ => null,
    };

    /// <summary>How many low bits of both addends are cleared, or null for a circuit of another kind.</summary>
    private static int? DroppedBits(Adder adder) => adder switch
    {
        ExactAdder => 0,
        TruncatedAdder truncated => truncated.Drop,
        _ => null,
    };

    /// <summary>Whether no sum, in any order, can leave int32, whatever the activations.</summary>
    /// <param name="facts">The layer.</param>
    /// <param name="drop">Bits that truncation clears; null where all that is known of products is that they fit int16.</param>
    /// <param name="addendDrop">Bits that the adder clears of start value and products.</param>
    private static bool FitsInt32(LayerFacts facts, int? drop, int addendDrop)
    {
        long reach = Math.Max(sbyte.MaxValue - facts.Centre, facts.Centre - sbyte.MinValue);
        long products = drop is int bits ? (reach * facts.WeightNorm) + ((long)facts.Geometry.Taps << bits) : (long)facts.Geometry.Taps << 15;
        long starts = facts.Bias.Max(bias => Math.Abs((long)bias)) + (Math.Abs((long)facts.CorrectedZeroPoint) * facts.WeightNorm);
        return starts + products + ((facts.Geometry.Taps + 1L) << addendDrop) <= int.MaxValue;
    }

    /// <summary>Of each tap of a block the parts of each lane's weight, as two int16; its place in a row of ranges where there are such.</summary>
    private int[] PackWeights(int block)
    {
        int[] packed = new int[_geometry.Taps * Lanes];
        for (int lane = 0; lane < LanesOf(block); lane++)
        {
            int next = lane;
            foreach (sbyte weight in _facts.WeightsOf((block * Lanes) + lane))
            {
                packed[next] = _ranges is null ? PartsOf(weight) : weight - sbyte.MinValue;
                next += Lanes;
            }
        }

        return packed;
    }

    /// <summary>The weight where it is positive, and where it is negative; 0 in the other's place.</summary>
    private static int PartsOf(int weight) => Pack(weight & ~(weight >> 31), weight & (weight >> 31));

    /// <summary>Channels of a block.</summary>
    private int LanesOf(int block) => Math.Min(Lanes, _geometry.OutChannels - (block * Lanes));

    private void PackBoxes(Box input)
    {
        ReadOnlySpan<sbyte> lower = input.Lower;
        ReadOnlySpan<sbyte> upper = input.Upper;
        if (_geometry.Groups == 1)
        {
            int centre = _facts.Centre;
            Span<long> ends = MemoryMarshal.Cast<int, long>(_ends.AsSpan());
            for (int i = 0; i < lower.Length; i++)
            {
                (int first, int second) = EndsOf(lower[i], upper[i], centre);
                ends[i] = (uint)first | ((long)second << 32);
            }
        }
        else
        {
            // Lanes without channel read something, too.
            _ends.AsSpan(0, _pixels.Count * _pixelStep).Clear();
            int channels = _geometry.Window.InChannels;
            for (int outChannel = 0; outChannel < _geometry.OutChannels; outChannel++)
            {
                int first = _geometry.FirstInChannel(outChannel);
                int target = (outChannel / Lanes * Lanes * 2) + (outChannel % Lanes);
                for (int pixel = 0; pixel < lower.Length; pixel += channels)
                {
                    for (int source = pixel + first; source < pixel + first + _geometry.GroupInChannels; source++)
                    {
                        (_ends[target], _ends[target + Lanes]) = EndsOf(lower[source], upper[source], _facts.Centre);
                        target += _tapStep;
                    }
                }
            }
        }

        // The last pixel is what padding carries: both numbers are the same for a point.
        _ends.AsSpan((_pixels.Count - 1) * _pixelStep, _pixelStep).Fill(EndsOf(_facts.InputZeroPoint, _facts.InputZeroPoint, _facts.Centre).First);
    }

    /// <summary>The two numbers that stand for an interval of codes.</summary>
    private (int First, int Second) EndsOf(int lower, int upper, int centre)
    {
        if (_ranges is not null)
        {
            return PackedRanges.RowsOf(lower, upper);
        }

        int ends = Pack(lower - centre, upper - centre);
        return (ends, int.RotateLeft(ends, 16));
    }

    internal static int Pack(int first, int second) => (ushort)first | (second << 16);

    /// <summary>Bounds the channels of a block at all positions. Of the six forms the JIT compiles each without the choice.</summary>
    private void Bound(int block)
    {
        if (_geometry.Groups > 1)
        {
            Bound<Groups>(block);
        }
        else
        {
            Bound<OneGroup>(block);
        }
    }

    private void Bound<TGroups>(int block)
        where TGroups : struct
    {
        if (_ranges is not null)
        {
            Bound<TGroups, Ranged>(block);
        }
        else if (Truncation == -1)
        {
            Bound<TGroups, Exact>(block);
        }
        else
        {
            Bound<TGroups, Truncated>(block);
        }
    }

    private void Bound<TGroups, TProduct>(int block)
        where TGroups : struct
        where TProduct : struct
    {
        ref int weights = ref MemoryMarshal.GetArrayDataReference(PackWeights(block));
        ref int ends = ref MemoryMarshal.GetArrayDataReference(_ends);
        ref int ranges = ref MemoryMarshal.GetArrayDataReference(_ranges?.Ranges ?? []);
        Vector256<int>[] starts = StartsOf(block);
        int taps = _geometry.GroupInChannels;
        int step = _tapStep;
        int firstOfBlock = typeof(TGroups) == typeof(Groups) ? block * Lanes * 2 : 0;
        bool[] hasProducts = [.. _pixels.Patterns.Select(pattern => Array.Exists(pattern, element => element != WindowGeometry.Absent))];
        Vector256<int> sumTruncation = Vector256.Create(_sumTruncation);
        Vector256<int> truncation = Vector256.Create(Truncation);
        Vector256<int> zero = Vector256<int>.Zero;
        Vector256<int> leastPrefix = Vector256.Create(int.MaxValue), greatestPrefix = Vector256.Create(int.MinValue);
        Vector256<int> leastProduct = leastPrefix, greatestProduct = greatestPrefix;
        Vector256<int> leastSum = leastPrefix, greatestSum = greatestPrefix, leastAnyOrder = leastPrefix, greatestAnyOrder = greatestPrefix;
        int positions = _geometry.Positions;
        for (int position = 0; position < positions; position++)
        {
            int pattern = _pixels.PatternOf(position);
            Vector256<int> start = starts[pattern];

            // The first addition truncates it, too.
            Vector256<int> lower = hasProducts[pattern] ? start & sumTruncation : start;
            Vector256<int> upper = lower;
            Vector256<int> least = Vector256.Min(lower, zero);
            Vector256<int> greatest = Vector256.Max(lower, zero);
            Vector256<int> lowest = start;
            Vector256<int> highest = start;
            ref int weight = ref weights;
            foreach (int pixel in _pixels.At(position))
            {
                if (pixel == WindowGeometry.Absent)
                {
                    weight = ref Unsafe.Add(ref weight, taps * Lanes);
                    continue;
                }

                ref int first = ref Unsafe.Add(ref ends, ((nint)pixel * _pixelStep) + firstOfBlock);
                for (int tap = 0; tap < taps; tap++)
                {
                    ref int second = ref Unsafe.Add(ref first, typeof(TGroups) == typeof(Groups) ? Lanes : 1);
                    Vector256<int> low, high;
                    if (typeof(TProduct) == typeof(Ranged))
                    {
                        Vector256<int> products = PackedRanges.Hull(
                            RangesAt<TGroups>(ref ranges, ref weight, ref first),
                            RangesAt<TGroups>(ref ranges, ref weight, ref second)).AsInt32();
                        low = products << 16 >> 16;
                        high = products >> 16;
                        leastProduct = Vector256.Min(leastProduct, low);
                        greatestProduct = Vector256.Max(greatestProduct, high);
                    }
                    else
                    {
                        Vector256<short> parts = Vector256.LoadUnsafe(ref weight).AsInt16();
                        low = VectorMath.MultiplyAddPairs(parts, Ends<TGroups>(ref first));
                        high = VectorMath.MultiplyAddPairs(parts, Ends<TGroups>(ref second));
                    }

                    if (typeof(TProduct) != typeof(Exact))
                    {
                        low &= truncation;
                        high &= truncation;
                    }

                    lower += low;
                    upper += high;
                    lowest = Vector256.Min(lowest, lower);
                    highest = Vector256.Max(highest, upper);
                    least += Vector256.Min(low, zero);
                    greatest += Vector256.Max(high, zero);
                    first = ref Unsafe.Add(ref first, typeof(TGroups) == typeof(Groups) ? step : 2);
                    weight = ref Unsafe.Add(ref weight, Lanes);
                }
            }

            leastPrefix = Vector256.Min(leastPrefix, lowest);
            greatestPrefix = Vector256.Max(greatestPrefix, highest);
            leastAnyOrder = Vector256.Min(leastAnyOrder, least);
            greatestAnyOrder = Vector256.Max(greatestAnyOrder, Vector256.Max(greatest, start));
            leastSum = Vector256.Min(leastSum, lower);
            greatestSum = Vector256.Max(greatestSum, upper);
            _sums.Lower[(position * Blocks) + block] = lower;
            _sums.Upper[(position * Blocks) + block] = upper;
        }

        for (int lane = 0; lane < LanesOf(block); lane++)
        {
            _channels[(block * Lanes) + lane] = new AccumulatorIntervals(
                typeof(TProduct) != typeof(Ranged) ? ProductOf((block * Lanes) + lane)
                    : leastProduct[lane] > greatestProduct[lane] ? Interval.Empty
                    : IntervalOf(leastProduct, greatestProduct, lane),
                IntervalOf(leastSum, greatestSum, lane),
                IntervalOf(leastPrefix, greatestPrefix, lane), IntervalOf(leastAnyOrder, greatestAnyOrder, lane));
        }
    }

    /// <summary>The ends of one code for all lanes, or those of each lane's own code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Ends<TGroups>(ref int ends)
        where TGroups : struct =>
        (typeof(TGroups) == typeof(Groups) ? Vector256.LoadUnsafe(ref ends) : Vector256.Create(ends)).AsInt16();

    /// <summary>The ranges of each lane's weight in one row, or in that of each lane's own code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> RangesAt<TGroups>(ref int ranges, ref int weights, ref int rows)
        where TGroups : struct
    {
        int step = typeof(TGroups) == typeof(Groups) ? 1 : 0;
        return Vector256.Create(
            Unsafe.Add(ref ranges, rows + weights),
            Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step) + Unsafe.Add(ref weights, 1)),
            Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 2) + Unsafe.Add(ref weights, 2)),
            Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 3) + Unsafe.Add(ref weights, 3)),
            Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 4) + Unsafe.Add(ref weights, 4)),
            Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 5) + Unsafe.Add(ref weights, 5)),
            Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 6) + Unsafe.Add(ref weights, 6)),
            Unsafe.Add(ref ranges, Unsafe.Add(ref rows, step * 7) + Unsafe.Add(ref weights, 7))).AsInt16();
    }

    /// <summary>The start values of a block, for each kind of window by what it misses.</summary>
    private Vector256<int>[] StartsOf(int block)
    {
        Vector256<int>[] starts = new Vector256<int>[_pixels.Patterns.Count];
        int[] values = new int[Lanes];
        for (int pattern = 0; pattern < starts.Length; pattern++)
        {
            for (int lane = 0; lane < LanesOf(block); lane++)
            {
                values[lane] = (int)_facts.StartOf((block * Lanes) + lane, _pixels.Patterns[pattern]);
            }

            starts[pattern] = Vector256.Create(values);
        }

        return starts;
    }

    /// <summary>Every product of a channel: a tap's ends grow with those of its codes, so the hull of the codes at all positions has them.</summary>
    private Interval ProductOf(int channel)
    {
        int taps = _geometry.GroupInChannels;
        ReadOnlySpan<sbyte> weights = _facts.WeightsOf(channel);
        Interval products = Interval.Empty;
        for (int element = 0; element < _geometry.Window.Elements; element++)
        {
            int source = (element * _geometry.Window.InChannels) + _geometry.FirstInChannel(channel);
            if (_codes.Least[source] <= _codes.Greatest[source])
            {
                products = products.Hull(ProductsOf(
                    weights.Slice(element * taps, taps), _codes.Least.AsSpan(source, taps), _codes.Greatest.AsSpan(source, taps)));
            }
        }

        return products == Interval.Empty ? products : new Interval(products.Lower & _productTruncation, products.Upper & _productTruncation);
    }

    /// <summary>The products of some taps before truncation, which clears bits of the ends as of all others.</summary>
    private Interval ProductsOf(ReadOnlySpan<sbyte> weights, ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper)
    {
        // Distances of codes are below 256, so products fit int16.
        Vector256<short> centre = Vector256.Create((short)_facts.Centre);
        Vector256<short> leasts = Vector256.Create(short.MaxValue);
        Vector256<short> greatests = Vector256.Create(short.MinValue);
        int tap = 0;
        for (; tap <= weights.Length - Vector128<sbyte>.Count; tap += Vector128<sbyte>.Count)
        {
            Vector256<short> factors = VectorMath.Widen(Vector128.Create(weights[tap..]));
            Vector256<short> atLower = factors * (VectorMath.Widen(Vector128.Create(lower[tap..])) - centre);
            Vector256<short> atUpper = factors * (VectorMath.Widen(Vector128.Create(upper[tap..])) - centre);
            leasts = Vector256.Min(leasts, Vector256.Min(atLower, atUpper));
            greatests = Vector256.Max(greatests, Vector256.Max(atLower, atUpper));
        }

        int least = int.MaxValue;
        int greatest = int.MinValue;
        for (int lane = 0; tap > 0 && lane < Vector256<short>.Count; lane++)
        {
            least = Math.Min(least, leasts[lane]);
            greatest = Math.Max(greatest, greatests[lane]);
        }

        for (; tap < weights.Length; tap++)
        {
            (int atLower, int atUpper) = (weights[tap] * (lower[tap] - _facts.Centre), weights[tap] * (upper[tap] - _facts.Centre));
            least = Math.Min(least, Math.Min(atLower, atUpper));
            greatest = Math.Max(greatest, Math.Max(atLower, atUpper));
        }

        return new Interval(least, greatest);
    }

    private static Interval IntervalOf(Vector256<int> lower, Vector256<int> upper, int lane) =>
        new(lower[lane], upper[lane]);

    /// <summary>All output channels read the same input channels.</summary>
    private readonly struct OneGroup;

    /// <summary>Each output channel reads those of its group.</summary>
    private readonly struct Groups;

    /// <summary>Products as they are, added so.</summary>
    private readonly struct Exact;

    /// <summary>Products whose low bits are cleared, by the multiplier or by the adder.</summary>
    private readonly struct Truncated;

    /// <summary>Products of any other circuit, in ranges.</summary>
    private readonly struct Ranged;
}
