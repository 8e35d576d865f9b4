using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Accumulators;

/// <summary>One product of a chain, and the sums that it can lead to.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Activations">What it can be multiplied with.</param>
/// <param name="Sum">Bounds of the sum after it.</param>
internal sealed record ChainStep(sbyte Weight, Interval Activations, Interval Sum);

/// <summary>The additions of one output element in the declared order, with bounds of every sum on the way.</summary>
/// <remarks>The same sums as those of <see cref="AccumulatorIntervals"/>, kept one by one. What a weight zero point adds after the last product is no step of it.</remarks>
/// <param name="Channel">The output channel.</param>
/// <param name="Operators">The layer's circuits.</param>
/// <param name="Start">acc_0: the bias with the zero point correction.</param>
/// <param name="Steps">The products that there are.</param>
internal sealed record AccumulatorChain(int Channel, OperatorPair Operators, long Start, IReadOnlyList<ChainStep> Steps)
{
    /// <summary>Every sum, the start value among them.</summary>
    public Interval Sums => Steps.Select(step => step.Sum).Aggregate(Interval.Point(Start), (hull, sum) => hull.Hull(sum));

    /// <summary>The chain of the channel and window whose sums go furthest from zero.</summary>
    public static AccumulatorChain Widest(LayerFacts facts, WindowBoxes windows)
    {
        AccumulatorIntervals[][] intervals = AccumulatorIntervals.Of(facts, windows);
        (int channel, int window, _) = intervals
            .SelectMany((ofWindows, c) => ofWindows.Select((each, w) => (Channel: c, Window: w, each.Prefix)))
            .MaxBy(each => (each.Prefix.Bits, each.Prefix.MaxMagnitude));
        return Of(facts, windows, channel, window);
    }

    private static AccumulatorChain Of(LayerFacts facts, WindowBoxes windows, int channel, int window)
    {
        int[] boxes = new int[facts.Geometry.Taps];
        windows.BoxesOf(window, channel, boxes);
        long start = facts.StartOf(channel, windows.Windows[window]);
        Interval sum = Interval.Point(start);
        List<ChainStep> steps = [];
        for (int tap = 0; tap < boxes.Length; tap++)
        {
            if (boxes[tap] != WindowGeometry.Absent)
            {
                sbyte weight = facts.WeightsOf(channel)[tap];
                Interval activations = windows.Boxes[boxes[tap]];
                sum = facts.Operators.Adder.SumRange(sum, Products(facts.Operators.Multiplier, activations, weight));
                steps.Add(new ChainStep(weight, activations, sum));
            }
        }

        return new AccumulatorChain(channel, facts.Operators, start, steps);
    }

    private static Interval Products(Multiplier multiplier, Interval activations, sbyte weight)
    {
        Interval products = Interval.Empty;
        for (int activation = (int)activations.Lower; activation <= activations.Upper; activation++)
        {
            products = products.Hull(Interval.Point(multiplier.Apply(activation, weight)));
        }

        return products;
    }
}
