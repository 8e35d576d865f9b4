using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>What the circuits of a layer add to its accumulators: approximate less exact, both of the same activations (BOUNDS section 6).</summary>
/// <remarks>
/// <para>
/// Start values and the shares of weight zero points are the same on both sides and cancel. Each product is of another input
/// element, so the errors of the taps add up; for the exact and the truncated adder the sums are attained.
/// </para>
/// <para>
/// A chain on the truncated adder sums up start value and products, all of them without their low bits, once each. So their
/// low bits are its error: for n additions not more than n + 1 times what the low bits hold. Nothing is added without a product, and then
/// nothing is cut off either. Other adders err in each addition, by what <see cref="AdditionError"/> says of the low bits of the product. The
/// errors of a product and of its addition are of one activation, and taken together.
/// </para>
/// </remarks>
public static class AccumulatorErrors
{
    /// <summary>Of every channel of a layer, at each of its distinct windows. Sums that wrap are right modulo 2^32 only.</summary>
    public static Interval[][] Of(LayerFacts facts, WindowBoxes windows)
    {
        long middle = MiddleOf(facts.Operators.Adder);
        int[] counts = facts.CountWeights([.. Enumerable.Range(0, facts.Geometry.OutChannels)]);
        TapRanges least = new((activation, weight) => (int)(OfProduct(facts.Operators, facts.Centre, activation, weight).Lower - middle), windows.Boxes, counts);
        TapRanges greatest = facts.Operators.Adder is ExactAdder or TruncatedAdder
            ? least
            : new TapRanges((activation, weight) => (int)(OfProduct(facts.Operators, facts.Centre, activation, weight).Upper - middle), windows.Boxes, counts);
        Interval[][] sums = new Interval[facts.Geometry.OutChannels][];
        Parallel.For(0, sums.Length, channel => sums[channel] = OfChannel(facts, windows, least, greatest, channel));
        return sums;
    }

    /// <summary>Errors of products and their additions lie around it: less it, those of 31 low bits are 32-bit numbers too.</summary>
    internal static long MiddleOf(Adder adder) => adder is LowerPartOrAdder ? 0 : -(((1L << adder.ApproximateBits) - 1) / 2);

    /// <summary>The error of a product and its addition, whatever it is added to.</summary>
    /// <param name="operators">The circuits.</param>
    /// <param name="centre">What an activation loses before the circuit gets it.</param>
    /// <param name="activation">As the package has it.</param>
    /// <param name="weight">The weight.</param>
    internal static Interval OfProduct(OperatorPair operators, int centre, int activation, int weight)
    {
        int product = operators.Multiplier.Apply(activation, weight);
        long lowBits = product & ((1L << operators.Adder.ApproximateBits) - 1);
        Interval addition = operators.Adder is TruncatedAdder ? Interval.Point(-lowBits) : AdditionError(operators.Adder, lowBits);
        return addition - (((activation - centre) * (long)weight) - product);
    }

    /// <summary>The error of one addition, approximate less exact, whatever the accumulator.</summary>
    /// <param name="adder">The circuit.</param>
    /// <param name="most">The most that the low bits of the addend, which the circuit does not add exactly, are worth.</param>
    /// <remarks>
    /// LOA: without a carry the error is <c>-(x and y)</c> of the low bits, which then is below the highest of them; with one,
    /// <c>2^L - (x and y)</c>. ETA-I: below the highest position where both are 1 all bits are set, so that the sum lacks no more
    /// than either addend has there.
    /// </remarks>
    internal static Interval AdditionError(Adder adder, long most) => adder switch
    {
        LowerPartOrAdder { Lower: > 0 } loa => new(-Math.Min(most, -loa.ErrorRange.Lower), most > -loa.ErrorRange.Lower ? loa.ErrorRange.Upper : 0),
        ErrorTolerantAdder => new(-most, 0),
        _ => adder.ErrorRange,
    };

    private static Interval[] OfChannel(LayerFacts facts, WindowBoxes windows, TapRanges least, TapRanges greatest, int channel)
    {
        long middle = MiddleOf(facts.Operators.Adder);
        Interval[] sums = new Interval[windows.Windows.Count];
        int[] boxes = new int[facts.Geometry.Taps];
        ReadOnlySpan<sbyte> weights = facts.WeightsOf(channel);
        for (int window = 0; window < sums.Length; window++)
        {
            windows.BoxesOf(window, channel, boxes);
            Interval sum = Interval.Point(0);
            bool adds = false;
            for (int tap = 0; tap < boxes.Length; tap++)
            {
                if (boxes[tap] == WindowGeometry.Absent)
                {
                    continue;
                }

                adds = true;
                sum += new Interval(least.Of(boxes[tap], weights[tap]).Lower + middle, greatest.Of(boxes[tap], weights[tap]).Upper + middle);
            }

            long start = facts.StartOf(channel, windows.Windows[window]);
            sums[window] = adds && facts.Operators.Adder is TruncatedAdder { Drop: var drop } ? sum - (start & ((1L << drop) - 1)) : sum;
        }

        return sums;
    }
}
