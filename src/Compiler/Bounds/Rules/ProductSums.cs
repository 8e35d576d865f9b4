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

/// <summary>The accumulators of a layer of exact or truncated products on the exact adder, eight output channels at once.</summary>
/// <remarks>
/// <para>
/// A product that is nondecreasing in the exact one has its ends where that has: at <c>w * l</c> and <c>w * h</c>, which of
/// them at which end by the sign of the weight. With <c>w = w+ + w-</c>, the part that is not negative and the other one, the lower end
/// is <c>w+ * l + w- * h</c> and the upper one <c>w+ * h + w- * l</c>: one instruction each for pairs of int16. Truncation clears bits of both.
/// </para>
/// <para>
/// The sums are those of <see cref="AccumulatorIntervals"/>, to the bit, and need no list of windows that are equal: a box of
/// its own for each element costs as much as one box for all. Layers whose sums could leave int32 on the way are left to the plain form.
/// </para>
/// </remarks>
internal sealed class ProductSums
{
    private const int Lanes = ElementSums.Lanes;

    private readonly LayerFacts _facts;
    private readonly MacGeometry _geometry;
    private readonly WindowPixels _pixels;
    private readonly int _truncation;

    /// <summary>
    /// Of each element the ends of its centred or raw code, as two int16, and the same in the other order. Where channels have groups,
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

    private ProductSums(LayerFacts facts, Box input, int drop)
    {
        _facts = facts;
        _geometry = facts.Geometry;
        _pixels = new WindowPixels(facts);
        _truncation = -1 << drop;
        _sums = new ElementSums(_geometry.Positions, _geometry.OutChannels);
        _tapStep = _geometry.Groups == 1 ? 2 : Blocks * Lanes * 2;
        _pixelStep = _geometry.GroupInChannels * _tapStep;
        _ends = ArrayPool<int>.Shared.Rent(_pixels.Count * _pixelStep);
        PackBoxes(input);
        _codes = _pixels.CodesOfElements(input, facts.InputZeroPoint);
        _channels = new AccumulatorIntervals[_geometry.OutChannels];
    }

    private int Blocks => _sums.Blocks;

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
        if (DroppedBits(facts.Operators.Multiplier) is not int drop || facts.Operators.Adder is not ExactAdder || facts.WeightZeroPoints.Count > 0 || !FitsInt32(facts, drop))
        {
            return null;
        }

        ProductSums sums = new(facts, input, drop);
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

    /// <summary>Whether no sum, in any order, can leave int32, whatever the activations.</summary>
    private static bool FitsInt32(LayerFacts facts, int drop)
    {
        // A weight counts at most this often: with its activation, and with the zero point in the start value.
        long reach = Math.Max(sbyte.MaxValue - facts.Centre, facts.Centre - sbyte.MinValue) + Math.Abs((long)facts.CorrectedZeroPoint);
        long bias = facts.Bias.Max(start => Math.Abs((long)start));
        return bias + (reach * facts.WeightNorm) + ((long)facts.Geometry.Taps << drop) <= int.MaxValue;
    }

    /// <summary>Of each tap of a block the parts of each lane's weight, as two int16.</summary>
    private int[] PackWeights(int block)
    {
        int[] packed = new int[_geometry.Taps * Lanes];
        for (int lane = 0; lane < LanesOf(block); lane++)
        {
            int next = lane;
            foreach (sbyte weight in _facts.WeightsOf((block * Lanes) + lane))
            {
                packed[next] = Pack(Math.Max((int)weight, 0), Math.Min((int)weight, 0));
                next += Lanes;
            }
        }

        return packed;
    }

    /// <summary>Channels of a block.</summary>
    private int LanesOf(int block) => Math.Min(Lanes, _geometry.OutChannels - (block * Lanes));

    private void PackBoxes(Box input)
    {
        ReadOnlySpan<sbyte> lower = input.Lower;
        ReadOnlySpan<sbyte> upper = input.Upper;
        if (_geometry.Groups == 1)
        {
            int centre = _facts.Centre;
            Span<long> bothOrders = MemoryMarshal.Cast<int, long>(_ends.AsSpan());
            for (int i = 0; i < lower.Length; i++)
            {
                int ends = Pack(lower[i] - centre, upper[i] - centre);
                bothOrders[i] = (uint)ends | ((long)int.RotateLeft(ends, 16) << 32);
            }
        }
        else
        {
            int channels = _geometry.Window.InChannels;
            for (int outChannel = 0; outChannel < _geometry.OutChannels; outChannel++)
            {
                int first = _geometry.FirstInChannel(outChannel);
                int target = (outChannel / Lanes * Lanes * 2) + (outChannel % Lanes);
                for (int pixel = 0; pixel < lower.Length; pixel += channels)
                {
                    for (int source = pixel + first; source < pixel + first + _geometry.GroupInChannels; source++)
                    {
                        PackEnds(lower[source] - _facts.Centre, upper[source] - _facts.Centre, target);
                        target += _tapStep;
                    }
                }
            }
        }

        // The last pixel is what padding carries.
        int zero = _facts.InputZeroPoint - _facts.Centre;
        _ends.AsSpan((_pixels.Count - 1) * _pixelStep, _pixelStep).Fill(Pack(zero, zero));
    }

    private void PackEnds(int lower, int upper, int target)
    {
        _ends[target] = Pack(lower, upper);
        _ends[target + Lanes] = Pack(upper, lower);
    }

    private static int Pack(int first, int second) => (ushort)first | (second << 16);

    /// <summary>Bounds the channels of a block at all positions. Of the four forms the JIT compiles each without the choice.</summary>
    private void Bound(int block)
    {
        switch (_geometry.Groups > 1, _truncation != -1)
        {
            case (false, false):
                Bound<OneGroup, Exact>(block);
                break;
            case (false, true):
                Bound<OneGroup, Truncated>(block);
                break;
            case (true, false):
                Bound<Groups, Exact>(block);
                break;
            default:
                Bound<Groups, Truncated>(block);
                break;
        }
    }

    private void Bound<TGroups, TProduct>(int block)
        where TGroups : struct
        where TProduct : struct
    {
        ref int weights = ref MemoryMarshal.GetArrayDataReference(PackWeights(block));
        ref int ends = ref MemoryMarshal.GetArrayDataReference(_ends);
        Vector256<int>[] starts = StartsOf(block);
        int taps = _geometry.GroupInChannels;
        int step = typeof(TGroups) == typeof(Groups) ? _tapStep : 2;
        int width = typeof(TGroups) == typeof(Groups) ? Lanes : 1;
        int firstOfBlock = typeof(TGroups) == typeof(Groups) ? block * Lanes * 2 : 0;
        Vector256<int> truncation = Vector256.Create(_truncation);
        Vector256<int> zero = Vector256<int>.Zero;
        Vector256<int> leastPrefix = Vector256.Create(int.MaxValue), greatestPrefix = Vector256.Create(int.MinValue);
        Vector256<int> leastSum = leastPrefix, greatestSum = greatestPrefix, leastAnyOrder = leastPrefix, greatestAnyOrder = greatestPrefix;
        for (int position = 0; position < _geometry.Positions; position++)
        {
            Vector256<int> lower = starts[_pixels.PatternOf(position)];
            Vector256<int> upper = lower;
            Vector256<int> least = Vector256.Min(lower, zero);
            Vector256<int> greatest = Vector256.Max(lower, zero);
            leastPrefix = Vector256.Min(leastPrefix, lower);
            greatestPrefix = Vector256.Max(greatestPrefix, upper);
            ref int weight = ref weights;
            foreach (int pixel in _pixels.At(position))
            {
                if (pixel == WindowGeometry.Absent)
                {
                    weight = ref Unsafe.Add(ref weight, taps * Lanes);
                    continue;
                }

                ref int first = ref Unsafe.Add(ref ends, ((nint)pixel * _pixelStep) + firstOfBlock);
                ref int end = ref Unsafe.Add(ref weight, taps * Lanes);
                while (Unsafe.IsAddressLessThan(ref weight, ref end))
                {
                    Vector256<short> parts = Vector256.LoadUnsafe(ref weight).AsInt16();
                    Vector256<int> low = VectorMath.MultiplyAddPairs(parts, Ends<TGroups>(ref first));
                    Vector256<int> high = VectorMath.MultiplyAddPairs(parts, Ends<TGroups>(ref Unsafe.Add(ref first, width)));
                    if (typeof(TProduct) == typeof(Truncated))
                    {
                        low &= truncation;
                        high &= truncation;
                    }

                    lower += low;
                    upper += high;
                    leastPrefix = Vector256.Min(leastPrefix, lower);
                    greatestPrefix = Vector256.Max(greatestPrefix, upper);
                    least += Vector256.Min(low, zero);
                    greatest += Vector256.Max(high, zero);
                    first = ref Unsafe.Add(ref first, step);
                    weight = ref Unsafe.Add(ref weight, Lanes);
                }
            }

            leastAnyOrder = Vector256.Min(leastAnyOrder, least);
            greatestAnyOrder = Vector256.Max(greatestAnyOrder, greatest);
            leastSum = Vector256.Min(leastSum, lower);
            greatestSum = Vector256.Max(greatestSum, upper);
            _sums.Lower[(position * Blocks) + block] = lower;
            _sums.Upper[(position * Blocks) + block] = upper;
        }

        for (int lane = 0; lane < LanesOf(block); lane++)
        {
            _channels[(block * Lanes) + lane] = new AccumulatorIntervals(
                ProductOf((block * Lanes) + lane), IntervalOf(leastSum, greatestSum, lane),
                IntervalOf(leastPrefix, greatestPrefix, lane), IntervalOf(leastAnyOrder, greatestAnyOrder, lane));
        }
    }

    /// <summary>The ends of one code for all lanes, or those of each lane's own code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Ends<TGroups>(ref int ends)
        where TGroups : struct =>
        (typeof(TGroups) == typeof(Groups) ? Vector256.LoadUnsafe(ref ends) : Vector256.Create(ends)).AsInt16();

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

        return products == Interval.Empty ? products : new Interval(products.Lower & _truncation, products.Upper & _truncation);
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

    /// <summary>Products as they are.</summary>
    private readonly struct Exact;

    /// <summary>Products whose low bits are cleared.</summary>
    private readonly struct Truncated;
}
