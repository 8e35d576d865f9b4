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
    /// <summary>Output channels of one vector.</summary>
    private const int Lanes = 8;

    private readonly LayerFacts _facts;
    private readonly MacGeometry _geometry;
    private readonly WindowPixels _pixels;
    private readonly int _truncation;

    /// <summary>Of each block of output channels and tap: the parts of each lane's weight, as two int16.</summary>
    private readonly int[] _weights;

    /// <summary>Of each element: the ends of its centred or raw code, as two int16, in both orders. Where channels have groups, one for each output channel.</summary>
    private readonly int[] _lowerUpper;
    private readonly int[] _upperLower;

    /// <summary>From a pixel's element to the next, and from one tap of the window's element to the next.</summary>
    private readonly int _pixelStep;

    /// <summary>Of each element of the window and input channel, over all positions.</summary>
    private readonly (sbyte[] Least, sbyte[] Greatest) _codes;

    private readonly AccumulatorIntervals[] _channels;
    private readonly Interval[][] _sums;

    private ProductSums(LayerFacts facts, Box input, int drop)
    {
        _facts = facts;
        _geometry = facts.Geometry;
        _pixels = new WindowPixels(facts);
        _truncation = -1 << drop;
        _weights = PackWeights();
        int lanes = _geometry.Groups == 1 ? 1 : Blocks * Lanes;
        _pixelStep = _geometry.GroupInChannels * lanes;
        _lowerUpper = new int[_pixels.Count * _pixelStep];
        _upperLower = new int[_lowerUpper.Length];
        PackBoxes(input, lanes);
        _codes = _pixels.CodesOfElements(input, facts.InputZeroPoint);
        _channels = new AccumulatorIntervals[_geometry.OutChannels];
        _sums = [.. _channels.Select(_ => new Interval[_geometry.Positions])];
    }

    private int Blocks => (_geometry.OutChannels + Lanes - 1) / Lanes;

    /// <summary>The accumulators, or null where the layer needs the plain form.</summary>
    public static LayerAccumulators? TryOf(LayerFacts facts, Box input, AnalysisOptions options)
    {
        if (DroppedBits(facts.Operators.Multiplier) is not int drop || facts.Operators.Adder is not ExactAdder || facts.WeightZeroPoints.Count > 0 || !FitsInt32(facts, drop))
        {
            return null;
        }

        ProductSums sums = new(facts, input, drop);
        Parallel.For(0, sums.Blocks, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, sums.Bound);
        AccumulatorRegister register = options.Register;
        return new LayerAccumulators(
            sums._pixels.Hull(input, facts.InputZeroPoint),
            sums._channels,
            new WindowIntervals(null, sums._channels.All(acc => register.Range.Contains(acc.Sum))
                ? sums._sums
                : Array.ConvertAll(sums._sums, ofPositions => Array.ConvertAll(ofPositions, sum => register.Range.Contains(sum) ? sum : register.Range))));
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
        long reach = Math.Max(sbyte.MaxValue - facts.Centre, facts.Centre - sbyte.MinValue);
        int[] window = new int[facts.Geometry.Window.Elements];
        for (int channel = 0; channel < facts.Geometry.OutChannels; channel++)
        {
            long weights = 0;
            foreach (sbyte weight in facts.WeightsOf(channel))
            {
                weights += Math.Abs((int)weight);
            }

            // Skipped padding leaves out some of the correction, which is at most as much as all of it without signs.
            long start = facts.SkipsPadding
                ? Math.Abs((long)facts.Bias[channel]) + (Math.Abs(facts.CorrectedZeroPoint) * weights)
                : Math.Abs(facts.StartOf(channel, window));
            if (start + (reach * weights) + ((long)facts.Geometry.Taps << drop) > int.MaxValue)
            {
                return false;
            }
        }

        return true;
    }

    private int[] PackWeights()
    {
        int[] packed = new int[Blocks * _geometry.Taps * Lanes];
        for (int channel = 0; channel < _geometry.OutChannels; channel++)
        {
            ReadOnlySpan<sbyte> weights = _facts.WeightsOf(channel);
            int next = (channel / Lanes * _geometry.Taps * Lanes) + (channel % Lanes);
            foreach (sbyte weight in weights)
            {
                packed[next] = Pack(Math.Max((int)weight, 0), Math.Min((int)weight, 0));
                next += Lanes;
            }
        }

        return packed;
    }

    private void PackBoxes(Box input, int lanes)
    {
        ReadOnlySpan<sbyte> lower = input.Lower;
        ReadOnlySpan<sbyte> upper = input.Upper;
        if (lanes == 1)
        {
            for (int i = 0; i < lower.Length; i++)
            {
                (_lowerUpper[i], _upperLower[i]) = PackBoth(lower[i] - _facts.Centre, upper[i] - _facts.Centre);
            }
        }
        else
        {
            int channels = _geometry.Window.InChannels;
            for (int pixel = 0; pixel < lower.Length / channels; pixel++)
            {
                for (int tap = 0; tap < _geometry.GroupInChannels; tap++)
                {
                    int target = (pixel * _pixelStep) + (tap * lanes);
                    for (int outChannel = 0; outChannel < _geometry.OutChannels; outChannel++)
                    {
                        int source = (pixel * channels) + _geometry.FirstInChannel(outChannel) + tap;
                        (_lowerUpper[target + outChannel], _upperLower[target + outChannel]) = PackBoth(lower[source] - _facts.Centre, upper[source] - _facts.Centre);
                    }
                }
            }
        }

        // The last pixel is what padding carries.
        (int zero, _) = PackBoth(_facts.InputZeroPoint - _facts.Centre, _facts.InputZeroPoint - _facts.Centre);
        _lowerUpper.AsSpan((_pixels.Count - 1) * _pixelStep).Fill(zero);
        _upperLower.AsSpan((_pixels.Count - 1) * _pixelStep).Fill(zero);
    }

    private static (int LowerUpper, int UpperLower) PackBoth(int lower, int upper) => (Pack(lower, upper), Pack(upper, lower));

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
        ref int weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), block * _geometry.Taps * Lanes);
        ref int lowerUpper = ref MemoryMarshal.GetArrayDataReference(_lowerUpper);
        ref int upperLower = ref MemoryMarshal.GetArrayDataReference(_upperLower);
        Vector256<int>[] starts = StartsOf(block);
        int taps = _geometry.GroupInChannels;
        int step = typeof(TGroups) == typeof(Groups) ? Blocks * Lanes : 1;
        int firstLane = typeof(TGroups) == typeof(Groups) ? block * Lanes : 0;
        int lanes = Math.Min(Lanes, _geometry.OutChannels - (block * Lanes));
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

                nint source = ((nint)pixel * _pixelStep) + firstLane;
                ref int first = ref Unsafe.Add(ref lowerUpper, source);
                ref int second = ref Unsafe.Add(ref upperLower, source);
                for (int tap = 0; tap < taps; tap++)
                {
                    Vector256<short> parts = Vector256.LoadUnsafe(ref weight).AsInt16();
                    Vector256<int> low = VectorMath.MultiplyAddPairs(parts, Ends<TGroups>(ref first));
                    Vector256<int> high = VectorMath.MultiplyAddPairs(parts, Ends<TGroups>(ref second));
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
                    second = ref Unsafe.Add(ref second, step);
                    weight = ref Unsafe.Add(ref weight, Lanes);
                }
            }

            leastAnyOrder = Vector256.Min(leastAnyOrder, least);
            greatestAnyOrder = Vector256.Max(greatestAnyOrder, greatest);
            leastSum = Vector256.Min(leastSum, lower);
            greatestSum = Vector256.Max(greatestSum, upper);
            for (int lane = 0; lane < lanes; lane++)
            {
                _sums[(block * Lanes) + lane][position] = new Interval(lower[lane], upper[lane]);
            }
        }

        for (int lane = 0; lane < lanes; lane++)
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
            for (int lane = 0; lane < Math.Min(Lanes, _geometry.OutChannels - (block * Lanes)); lane++)
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
        int least = int.MaxValue;
        int greatest = int.MinValue;
        int firstChannel = _geometry.FirstInChannel(channel);
        ReadOnlySpan<sbyte> weights = _facts.WeightsOf(channel);
        for (int tap = 0; tap < weights.Length; tap++)
        {
            int source = (tap / _geometry.GroupInChannels * _geometry.Window.InChannels) + firstChannel + (tap % _geometry.GroupInChannels);
            (int lower, int upper) = (_codes.Least[source] - _facts.Centre, _codes.Greatest[source] - _facts.Centre);
            if (lower <= upper)
            {
                (int atLower, int atUpper) = (weights[tap] * lower, weights[tap] * upper);
                least = Math.Min(least, Math.Min(atLower, atUpper) & _truncation);
                greatest = Math.Max(greatest, Math.Max(atLower, atUpper) & _truncation);
            }
        }

        return least > greatest ? Interval.Empty : new Interval(least, greatest);
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
