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

    /// <summary>Bounds the channels of a block at all positions.</summary>
    private void Bound(int block)
    {
        ref int weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        weights = ref Unsafe.Add(ref weights, block * _geometry.Taps * Lanes);
        ref int lowerUpper = ref MemoryMarshal.GetArrayDataReference(_lowerUpper);
        ref int upperLower = ref MemoryMarshal.GetArrayDataReference(_upperLower);
        Vector256<int>[] starts = StartsOf(block);
        bool hasGroups = _geometry.Groups > 1;
        int taps = _geometry.GroupInChannels;
        int step = hasGroups ? Blocks * Lanes : 1;
        int firstLane = hasGroups ? block * Lanes : 0;
        Vector256<int> truncation = Vector256.Create(_truncation);
        Vector256<int> leastProduct = Vector256.Create(int.MaxValue), greatestProduct = Vector256.Create(int.MinValue);
        Vector256<int> leastPrefix = leastProduct, greatestPrefix = greatestProduct, leastSum = leastProduct, greatestSum = greatestProduct;
        Vector256<int> leastAnyOrder = leastProduct, greatestAnyOrder = greatestProduct;
        for (int position = 0; position < _geometry.Positions; position++)
        {
            Vector256<int> lower = starts[_pixels.PatternOf(position)];
            Vector256<int> upper = lower;
            Vector256<int> least = Vector256.Min(lower, Vector256<int>.Zero);
            Vector256<int> greatest = Vector256.Max(lower, Vector256<int>.Zero);
            leastPrefix = Vector256.Min(leastPrefix, lower);
            greatestPrefix = Vector256.Max(greatestPrefix, upper);
            ReadOnlySpan<int> window = _pixels.At(position);
            for (int element = 0; element < window.Length; element++)
            {
                if (window[element] == WindowGeometry.Absent)
                {
                    continue;
                }

                nint source = (window[element] * _pixelStep) + firstLane;
                ref int weight = ref Unsafe.Add(ref weights, element * taps * Lanes);
                for (int tap = 0; tap < taps; tap++)
                {
                    Vector256<short> parts = Vector256.LoadUnsafe(ref weight).AsInt16();
                    Vector256<int> first, second;
                    if (hasGroups)
                    {
                        first = Vector256.LoadUnsafe(ref Unsafe.Add(ref lowerUpper, source));
                        second = Vector256.LoadUnsafe(ref Unsafe.Add(ref upperLower, source));
                    }
                    else
                    {
                        first = Vector256.Create(Unsafe.Add(ref lowerUpper, source));
                        second = Vector256.Create(Unsafe.Add(ref upperLower, source));
                    }

                    Vector256<int> low = VectorMath.MultiplyAddPairs(parts, first.AsInt16()) & truncation;
                    Vector256<int> high = VectorMath.MultiplyAddPairs(parts, second.AsInt16()) & truncation;
                    leastProduct = Vector256.Min(leastProduct, low);
                    greatestProduct = Vector256.Max(greatestProduct, high);
                    lower += low;
                    upper += high;
                    leastPrefix = Vector256.Min(leastPrefix, lower);
                    greatestPrefix = Vector256.Max(greatestPrefix, upper);
                    least += Vector256.Min(low, Vector256<int>.Zero);
                    greatest += Vector256.Max(high, Vector256<int>.Zero);
                    source += step;
                    weight = ref Unsafe.Add(ref weight, Lanes);
                }
            }

            leastAnyOrder = Vector256.Min(leastAnyOrder, least);
            greatestAnyOrder = Vector256.Max(greatestAnyOrder, greatest);
            leastSum = Vector256.Min(leastSum, lower);
            greatestSum = Vector256.Max(greatestSum, upper);
            for (int lane = 0; lane < Math.Min(Lanes, _geometry.OutChannels - (block * Lanes)); lane++)
            {
                _sums[(block * Lanes) + lane][position] = new Interval(lower.GetElement(lane), upper.GetElement(lane));
            }
        }

        for (int lane = 0; lane < Math.Min(Lanes, _geometry.OutChannels - (block * Lanes)); lane++)
        {
            _channels[(block * Lanes) + lane] = new AccumulatorIntervals(
                IntervalOf(leastProduct, greatestProduct, lane), IntervalOf(leastSum, greatestSum, lane),
                IntervalOf(leastPrefix, greatestPrefix, lane), IntervalOf(leastAnyOrder, greatestAnyOrder, lane));
        }
    }

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

    private static Interval IntervalOf(Vector256<int> lower, Vector256<int> upper, int lane) =>
        lower[lane] > upper[lane] ? Interval.Empty : new Interval(lower[lane], upper[lane]);
}
