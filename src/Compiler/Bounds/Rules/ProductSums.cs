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
/// them at which end by the sign of the weight. So has one of <see cref="MonotoneFactors"/>, whose factors then stand for <c>w</c>, <c>l</c> and <c>h</c>. With <c>w = w+ + w-</c>, the part that is not negative and the other one, the lower end
/// is <c>w+ * l + w- * h</c> and the upper one <c>w+ * h + w- * l</c>: one instruction each for pairs of int16. Truncation clears bits of both.
/// Of other multipliers both ends are read, from <see cref="RangeRows"/> where intervals repeat, else from <see cref="PackedRanges"/>. The truncated adder clears bits of each product and, with the first, of the start value.
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

    /// <summary>Parts that a layer should have at least, if it has some positions for each.</summary>
    private const int Parts = 8;
    private const int LeastPositions = 16;

    private readonly LayerFacts _facts;
    private readonly AnalysisOptions _options;
    private readonly MacGeometry _geometry;
    private readonly WindowPixels _pixels;
    private readonly int _productTruncation;
    private readonly int _sumTruncation;

    private readonly MonotoneFactors? _factors;

    /// <summary>Of circuits that have no factors.</summary>
    private readonly PackedRanges? _ranges;

    private readonly bool[] _hasProducts;
    private readonly int _bands;
    private readonly SumHulls[] _hulls;
    private readonly ElementSums _sums;

    private ProductSums(LayerFacts facts, int drop, int addendDrop, MonotoneFactors? factors, PackedRanges? ranges, AnalysisOptions options)
    {
        _facts = facts;
        _options = options;
        _geometry = facts.Geometry;
        _pixels = new WindowPixels(facts);
        _productTruncation = -1 << drop;
        _sumTruncation = -1 << addendDrop;
        _factors = factors;
        _ranges = ranges;
        _hasProducts = [.. _pixels.Patterns.Select(pattern => Array.Exists(pattern, element => element != WindowGeometry.Absent))];
        _sums = new ElementSums(_geometry.Positions, _geometry.OutChannels, options);
        _bands = Math.Clamp(_geometry.Positions / LeastPositions, 1, (Parts + Blocks - 1) / Blocks);
        _hulls = new SumHulls[Blocks * _bands];
    }

    private int Blocks => _sums.Blocks;

    /// <summary>What is left of a product when it is added.</summary>
    private int Truncation => _productTruncation & _sumTruncation;

    /// <summary>The accumulators, or null where the layer needs the plain form.</summary>
    public static LayerAccumulators? TryOf(LayerFacts facts, Box input, AnalysisOptions options)
    {
        if (DroppedBits(facts.Operators.Adder) is not int addendDrop || facts.WeightZeroPoints.Count > 0)
        {
            return null;
        }

        int? drop = DroppedBits(facts.Operators.Multiplier);
        MonotoneFactors? factors = drop is null ? MonotoneFactors.TryOf(facts.Operators.Multiplier) : MonotoneFactors.Exact(facts.Centre);
        PackedRanges? ranges = factors is null ? PackedRanges.TryOf(facts.Operators.Multiplier) : null;
        return (factors is null && ranges is null) || !FitsInt32(facts, drop, addendDrop)
            ? null
            : new ProductSums(facts, drop ?? 0, addendDrop, factors, ranges, options).Of(input);
    }

    private LayerAccumulators Of(Box input)
    {
        (sbyte[] Least, sbyte[] Greatest) codes = _pixels.CodesOfElements(input, _facts.InputZeroPoint, _options);
        Bound(input);

        AccumulatorIntervals[] channels = new AccumulatorIntervals[_geometry.OutChannels];
        ChannelProducts? products = _factors is null ? null : new(_facts, codes, _factors, _productTruncation);
        _options.Do(Blocks, block =>
        {
            SumHulls hulls = _hulls[block * _bands];
            for (int band = 1; band < _bands; band++)
            {
                hulls = hulls.Join(_hulls[(block * _bands) + band]);
            }

            for (int lane = 0; lane < LanesOf(block); lane++)
            {
                int channel = (block * Lanes) + lane;
                channels[channel] = products is null ? hulls.Of(lane) : hulls.Of(lane) with { Product = products.Of(channel) };
            }
        });

        // Windows may hold nothing but padding that is skipped.
        Interval hull = new(Interval.Of(codes.Least).Lower, Interval.Of(codes.Greatest).Upper);
        AccumulatorRegister register = _options.Register;
        return new LayerAccumulators(
            hull.Lower > hull.Upper ? Interval.Empty : hull,
            channels,
            channels.All(acc => register.Range.Contains(acc.Sum))
                ? _sums
                : _sums.ToIntervals().Map((ofPositions, _) => Array.ConvertAll(ofPositions, sum => register.Range.Contains(sum) ? sum : register.Range)));
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

    /// <summary>Bounds all blocks; of the forms that products have the JIT compiles each without the choice.</summary>
    private void Bound(Box input)
    {
        int[][] weights = new int[Blocks][];
        _options.Do(Blocks, block => weights[block] = PackWeights(block));
        using RangeRows? rows = _ranges is not null && Truncation == -1 ? RangeRows.TryOf(_facts, input, _ranges) : null;
        if (rows is not null)
        {
            rows.Make(weights, _options);
            _options.Do(Blocks * _bands, part => Bound<OneGroup, Rows>(part, rows.Numbers, [], rows));
            return;
        }

        using PackedEnds ends = new(_facts, input, _factors, _options);
        _options.Do(Blocks * _bands, part =>
        {
            if (_geometry.Groups == 1)
            {
                Bound<OneGroup>(part, ends.Numbers, weights[part / _bands]);
            }
            else
            {
                Bound<Groups>(part, ends.Numbers, weights[part / _bands]);
            }
        });
    }

    private void Bound<TGroups>(int part, ElementNumbers inputs, int[] weights)
        where TGroups : struct
    {
        if (_ranges is not null)
        {
            Bound<TGroups, Ranged>(part, inputs, weights, rows: null);
        }
        else if (Truncation == -1)
        {
            Bound<TGroups, Exact>(part, inputs, weights, rows: null);
        }
        else
        {
            Bound<TGroups, Truncated>(part, inputs, weights, rows: null);
        }
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
                packed[next] = _factors is null ? weight - sbyte.MinValue : PartsOf(_factors.OfWeight[weight - sbyte.MinValue]);
                next += Lanes;
            }
        }

        return packed;
    }

    /// <summary>The weight where it is positive, and where it is negative; 0 in the other's place.</summary>
    private static int PartsOf(int weight) => PackedRanges.Pack(weight & ~(weight >> 31), weight & (weight >> 31));

    /// <summary>Channels of a block.</summary>
    private int LanesOf(int block) => Math.Min(Lanes, _geometry.OutChannels - (block * Lanes));

    /// <summary>Bounds the channels of a block at the positions of a band.</summary>
    /// <typeparam name="TGroups"><see cref="OneGroup"/> or <see cref="Groups"/>.</typeparam>
    /// <typeparam name="TProduct">The form of the products.</typeparam>
    /// <param name="part">The band, counted on from block to block.</param>
    /// <param name="numbers">Of the input.</param>
    /// <param name="packedWeights">Of the block; none where there are rows.</param>
    /// <param name="rows">For <see cref="Rows"/> alone.</param>
    private void Bound<TGroups, TProduct>(int part, ElementNumbers numbers, int[] packedWeights, RangeRows? rows)
        where TGroups : struct
        where TProduct : struct
    {
        (int block, int band) = Math.DivRem(part, _bands);
        int end = (int)((band + 1L) * _geometry.Positions / _bands);
        ref int weights = ref MemoryMarshal.GetArrayDataReference(packedWeights);
        ref int inputs = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(numbers.Values), typeof(TGroups) == typeof(Groups) ? block * Lanes * 2 : 0);
        ref int ranges = ref MemoryMarshal.GetArrayDataReference(_ranges?.Ranges ?? []);
        ref short rowsOfBlock = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(rows?.Products ?? []), block * (rows?.BlockStep ?? 0));
        int elementStep = rows?.ElementStep ?? 0;
        (_, int pixelStep, int tapStep, int toSecond) = numbers;
        Vector256<int>[] starts = StartsOf(block);
        int taps = _geometry.GroupInChannels;
        int weightStep = typeof(TProduct) == typeof(Rows) ? 0 : Lanes;
        Vector256<int> sumTruncation = Vector256.Create(_sumTruncation);
        Vector256<int> truncation = Vector256.Create(Truncation);
        Vector256<int> zero = Vector256<int>.Zero;
        Vector256<int> leastPrefix = Vector256.Create(int.MaxValue), greatestPrefix = Vector256.Create(int.MinValue);
        Vector256<int> leastOfProducts = leastPrefix, greatestOfProducts = greatestPrefix;
        Vector256<int> leastSum = leastPrefix, greatestSum = greatestPrefix, leastAnyOrder = leastPrefix, greatestAnyOrder = greatestPrefix;
        for (int position = (int)((long)band * _geometry.Positions / _bands); position < end; position++)
        {
            int pattern = _pixels.PatternOf(position);
            Vector256<int> start = starts[pattern];

            // The first addition truncates it, too.
            Vector256<int> lower = _hasProducts[pattern] ? start & sumTruncation : start;
            Vector256<int> upper = lower;
            Vector256<int> least = Vector256.Min(lower, zero);
            Vector256<int> greatest = Vector256.Max(lower, zero);
            Vector256<int> lowest = start;
            Vector256<int> highest = start;

            // Of the position alone, so that the JIT keeps them in registers.
            Vector256<int> leastProduct = Vector256.Create(int.MaxValue);
            Vector256<int> greatestProduct = Vector256.Create(int.MinValue);
            ref int weight = ref weights;
            ref short rowsOfElement = ref rowsOfBlock;
            foreach (int pixel in _pixels.At(position))
            {
                if (pixel == WindowGeometry.Absent)
                {
                    weight = ref Unsafe.Add(ref weight, taps * weightStep);
                    rowsOfElement = ref Unsafe.Add(ref rowsOfElement, elementStep);
                    continue;
                }

                ref int first = ref Unsafe.Add(ref inputs, (nint)pixel * pixelStep);
                for (int tap = 0; tap < taps; tap++)
                {
                    ref int second = ref Unsafe.Add(ref first, toSecond);
                    Vector256<int> low, high;
                    if (typeof(TProduct) == typeof(Rows))
                    {
                        ref short row = ref Unsafe.Add(ref rowsOfElement, first);
                        low = Widen(ref row);
                        high = Widen(ref Unsafe.Add(ref row, Lanes));
                    }
                    else if (typeof(TProduct) == typeof(Ranged))
                    {
                        int step = typeof(TGroups) == typeof(Groups) ? 1 : 0;
                        Vector256<int> products = PackedRanges.Hull(
                            PackedRanges.Of(ref ranges, ref weight, ref first, step), PackedRanges.Of(ref ranges, ref weight, ref second, step)).AsInt32();
                        low = products << 16 >> 16;
                        high = products >> 16;
                    }
                    else
                    {
                        Vector256<short> parts = Vector256.LoadUnsafe(ref weight).AsInt16();
                        low = VectorMath.MultiplyAddPairs(parts, Ends<TGroups>(ref first));
                        high = VectorMath.MultiplyAddPairs(parts, Ends<TGroups>(ref second));
                    }

                    if (typeof(TProduct) == typeof(Rows) || typeof(TProduct) == typeof(Ranged))
                    {
                        leastProduct = Vector256.Min(leastProduct, low);
                        greatestProduct = Vector256.Max(greatestProduct, high);
                    }

                    if (typeof(TProduct) == typeof(Ranged) || typeof(TProduct) == typeof(Truncated))
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
                    first = ref Unsafe.Add(ref first, typeof(TGroups) == typeof(Groups) ? tapStep : 1);
                    weight = ref Unsafe.Add(ref weight, weightStep);
                }

                rowsOfElement = ref Unsafe.Add(ref rowsOfElement, elementStep);
            }

            leastOfProducts = Vector256.Min(leastOfProducts, leastProduct);
            greatestOfProducts = Vector256.Max(greatestOfProducts, greatestProduct);
            leastPrefix = Vector256.Min(leastPrefix, lowest);
            greatestPrefix = Vector256.Max(greatestPrefix, highest);
            leastAnyOrder = Vector256.Min(leastAnyOrder, least);
            greatestAnyOrder = Vector256.Max(greatestAnyOrder, Vector256.Max(greatest, start));
            leastSum = Vector256.Min(leastSum, lower);
            greatestSum = Vector256.Max(greatestSum, upper);
            _sums.Lower[(position * Blocks) + block] = lower;
            _sums.Upper[(position * Blocks) + block] = upper;
        }

        _hulls[part] = new SumHulls
        {
            LeastProduct = leastOfProducts,
            GreatestProduct = greatestOfProducts,
            LeastSum = leastSum,
            GreatestSum = greatestSum,
            LeastPrefix = leastPrefix,
            GreatestPrefix = greatestPrefix,
            LeastAnyOrder = leastAnyOrder,
            GreatestAnyOrder = greatestAnyOrder,
        };
    }

    /// <summary>The ends of one code for all lanes, or those of each lane's own code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Ends<TGroups>(ref int ends)
        where TGroups : struct =>
        (typeof(TGroups) == typeof(Groups) ? Vector256.LoadUnsafe(ref ends) : Vector256.Create(ends)).AsInt16();

    /// <summary>Eight int16 of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(ref short products) => Vector256.WidenLower(Vector128.LoadUnsafe(ref products).ToVector256Unsafe());

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

    /// <summary>The same, in rows of the layer's own intervals; on the exact adder.</summary>
    private readonly struct Rows;
}
