using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>What the accumulator of one output channel can hold, for all inputs of a box.</summary>
/// <remarks>
/// <para>
/// Sums are those of <see cref="Adder.SumRange"/>, which never wrap. The register holds them modulo 2^32, so it is right
/// exactly when the final sum fits, whatever the sums before it did: for the exact adder because Z/2^32 is a ring, for the
/// truncated one because its upper bits are an exact adder of Z/2^(32 - drop) and its low bits are zero.
/// </para>
/// <para>
/// Each product is of another input element, so the sums of the least and of the greatest products are attained wherever the
/// adder's own range is: optimal for the exact and the truncated adder. Nothing is assumed of the multiplier;
/// <see cref="ProductRanges"/> looks at every activation.
/// </para>
/// </remarks>
/// <param name="Product">Every product.</param>
/// <param name="Sum">The final sum, bias included.</param>
/// <param name="Prefix">Every sum on the way, from the start value on, in the declared order, and the final sum.</param>
/// <param name="AnyOrder">The same for every order.</param>
public readonly record struct AccumulatorIntervals(Interval Product, Interval Sum, Interval Prefix, Interval AnyOrder)
{
    /// <summary>What a register that saturates holds in the end; null where none was asked for.</summary>
    public Interval? Saturated { get; init; }

    /// <summary>Of every channel of a layer, at each of its distinct windows.</summary>
    /// <param name="facts">The layer.</param>
    /// <param name="windows">The boxes of its input.</param>
    /// <param name="saturation">What a register can hold that saturates after each addition; null for none.</param>
    /// <param name="threads">At most, or -1 for one on each processor.</param>
    public static AccumulatorIntervals[][] Of(LayerFacts facts, WindowBoxes windows, Interval? saturation = null, int threads = -1)
    {
        AccumulatorIntervals[][] intervals = new AccumulatorIntervals[facts.Geometry.OutChannels][];
        int[] channels = [.. Enumerable.Range(0, intervals.Length)];
        TapRanges products = new(facts.Operators.Multiplier.Apply, windows.Boxes, facts.CountWeights(channels));

        // Channels with one weight zero point share the table of what a tap contributes; there is one table at a time.
        foreach (int weightZeroPoint in channels.Select(facts.WeightZeroPointOf).Distinct())
        {
            int[] members = [.. channels.Where(channel => facts.WeightZeroPointOf(channel) == weightZeroPoint)];
            TapRanges? contributions = weightZeroPoint == 0 || facts.Operators.Adder.ApproximateBits > 0
                ? null
                : new TapRanges(
                    (activation, weight) => facts.Operators.Multiplier.Apply(activation, weight) - (weightZeroPoint * (activation - facts.Centre)),
                    windows.Boxes,
                    facts.CountWeights(members));

            // A channel is computed by one thread, so the result does not depend on their number.
            Parallel.For(
                0, members.Length, new ParallelOptions { MaxDegreeOfParallelism = threads },
                i => intervals[members[i]] = OfChannel(facts, windows, products, contributions, members[i], saturation));
        }

        return intervals;
    }

    /// <summary>What holds for both.</summary>
    public AccumulatorIntervals Hull(AccumulatorIntervals other) =>
        new(Product.Hull(other.Product), Sum.Hull(other.Sum), Prefix.Hull(other.Prefix), AnyOrder.Hull(other.AnyOrder))
        {
            Saturated = Saturated is Interval one && other.Saturated is Interval two ? one.Hull(two) : null,
        };

    /// <summary>Before the first product.</summary>
    /// <param name="start">What the accumulator begins with.</param>
    internal static AccumulatorIntervals Before(Interval start) =>

        // What the start and some of the products can add up to, downwards and upwards, whatever the order.
        new(Interval.Empty, start, start, start.Hull(Interval.Point(0)));

    /// <summary>After one more product.</summary>
    internal AccumulatorIntervals Plus(Adder adder, Interval product)
    {
        Interval sum = adder.SumRange(Sum, product);
        return new AccumulatorIntervals(
            Product.Hull(product), sum, Prefix.Hull(sum), AnyOrder.Hull(adder.SumRange(AnyOrder, product.Hull(Interval.Point(0)))));
    }

    private static AccumulatorIntervals[] OfChannel(
        LayerFacts facts, WindowBoxes windows, TapRanges products, TapRanges? contributions, int channel, Interval? saturation)
    {
        AccumulatorIntervals[] intervals = new AccumulatorIntervals[windows.Windows.Count];
        int[] boxes = new int[facts.Geometry.Taps];
        for (int window = 0; window < intervals.Length; window++)
        {
            windows.BoxesOf(window, channel, boxes);
            Interval start = Interval.Point(facts.StartOf(channel, windows.Windows[window]));
            AccumulatorIntervals chain = Chain(facts.Operators.Adder, facts.WeightsOf(channel), boxes, products, start);
            int weightZeroPoint = facts.WeightZeroPointOf(channel);
            Interval share = Interval.Point(0);
            if (weightZeroPoint != 0)
            {
                // Added exactly, after the last product for the final sum, anywhere among the others for any order.
                share = WeightZeroPointShare(facts, windows, boxes, weightZeroPoint);
                Interval sum = contributions is null ? chain.Sum + share : FinalSum(facts.WeightsOf(channel), boxes, contributions, start);
                chain = chain with { Sum = sum, Prefix = chain.Prefix.Hull(sum), AnyOrder = chain.AnyOrder.Hull(chain.AnyOrder + share) };
            }

            if (saturation is Interval register)
            {
                // What fits on the whole way is the sum.
                chain = chain with
                {
                    Saturated = register.Contains(chain.Prefix)
                        ? chain.Sum
                        : register.Nearest(SaturatedSum(facts.Operators.Adder, facts.WeightsOf(channel), boxes, products, start, register) + share),
                };
            }

            intervals[window] = chain;
        }

        return intervals;
    }

    /// <summary>The chain of SEMANTICS section 2 on intervals, and what it can reach on the way.</summary>
    private static AccumulatorIntervals Chain(
        Adder adder, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> boxes, TapRanges products, Interval start)
    {
        AccumulatorIntervals chain = Before(start);
        for (int tap = 0; tap < weights.Length; tap++)
        {
            chain = boxes[tap] == WindowGeometry.Absent ? chain : chain.Plus(adder, products.Of(boxes[tap], weights[tap]));
        }

        return chain;
    }

    /// <summary>The chain where each sum that a register cannot hold becomes the nearest one that it can: that is nondecreasing, so ends go to ends.</summary>
    private static Interval SaturatedSum(
        Adder adder, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> boxes, TapRanges products, Interval start, Interval register)
    {
        Interval sum = register.Nearest(start);
        for (int tap = 0; tap < weights.Length; tap++)
        {
            sum = boxes[tap] == WindowGeometry.Absent ? sum : register.Nearest(adder.SumRange(sum, products.Of(boxes[tap], weights[tap])));
        }

        return sum;
    }

    /// <summary>The final sum of the exact adder: a tap's product and its share of the weight zero point are of one activation.</summary>
    private static Interval FinalSum(ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> boxes, TapRanges contributions, Interval start)
    {
        Interval sum = start;
        for (int tap = 0; tap < weights.Length; tap++)
        {
            sum = boxes[tap] == WindowGeometry.Absent ? sum : sum + contributions.Of(boxes[tap], weights[tap]);
        }

        return sum;
    }

    /// <summary><c>-zw * sum of the activations</c>; that the products are of the same activations is forgotten.</summary>
    private static Interval WeightZeroPointShare(LayerFacts facts, WindowBoxes windows, ReadOnlySpan<int> boxes, int weightZeroPoint)
    {
        Interval activations = Interval.Point(0);
        foreach (int box in boxes)
        {
            activations = box == WindowGeometry.Absent ? activations : activations + (windows.Boxes[box] - facts.Centre);
        }

        return activations.Times(-weightZeroPoint);
    }
}
