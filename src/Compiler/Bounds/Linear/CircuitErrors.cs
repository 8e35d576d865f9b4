using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>What the circuits of a layer may add to its exact accumulators, for all inputs of a box.</summary>
/// <remarks>The sum over the taps of the least and greatest error of each product, padding included unless it is skipped, and the errors of as many additions.</remarks>
internal sealed class CircuitErrors
{
    private readonly int[] _windowOfPosition;
    private readonly Interval[][] _ofChannel;

    private CircuitErrors(int[] windowOfPosition, Interval[][] ofChannel)
    {
        _windowOfPosition = windowOfPosition;
        _ofChannel = ofChannel;
    }

    /// <summary>Of a layer; null where both circuits are exact.</summary>
    public static CircuitErrors? Of(LayerFacts facts, WindowBoxes windows)
    {
        if (facts.Operators.Adder.ErrorRange == Interval.Point(0) && IsExact(facts))
        {
            return null;
        }

        Dictionary<(int Box, sbyte Weight), Interval> ofTap = [];
        int[] boxes = new int[facts.Geometry.Taps];
        Interval[][] ofChannel = new Interval[facts.Geometry.OutChannels][];
        for (int channel = 0; channel < ofChannel.Length; channel++)
        {
            ofChannel[channel] = new Interval[windows.Windows.Count];
            for (int window = 0; window < windows.Windows.Count; window++)
            {
                windows.BoxesOf(window, channel, boxes);
                ofChannel[channel][window] = OfWindow(facts, windows, boxes, facts.WeightsOf(channel), ofTap);
            }
        }

        return new CircuitErrors(windows.WindowOfPosition.ToArray(), ofChannel);
    }

    /// <summary>The error of an output element.</summary>
    public Interval At(int position, int channel) => _ofChannel[channel][_windowOfPosition[position]];

    /// <summary>The greatest absolute error of a channel.</summary>
    public long MaxMagnitude(int channel) => _ofChannel[channel].Max(error => error.MaxMagnitude);

    private static bool IsExact(LayerFacts facts) =>
        facts.Operators.Multiplier is ExactMultiplier or CentredMultiplier { Inner: ExactMultiplier };

    private static Interval OfWindow(LayerFacts facts, WindowBoxes windows, int[] boxes, ReadOnlySpan<sbyte> weights, Dictionary<(int Box, sbyte Weight), Interval> ofTap)
    {
        Interval sum = Interval.Point(0);
        for (int tap = 0; tap < boxes.Length; tap++)
        {
            if (boxes[tap] == WindowGeometry.Absent)
            {
                continue;
            }

            if (!ofTap.TryGetValue((boxes[tap], weights[tap]), out Interval error))
            {
                error = OfTap(facts, windows.Boxes[boxes[tap]], weights[tap]);
                ofTap.Add((boxes[tap], weights[tap]), error);
            }

            sum += error + facts.Operators.Adder.ErrorRange;
        }

        return sum;
    }

    private static Interval OfTap(LayerFacts facts, Interval activations, sbyte weight)
    {
        Interval errors = Interval.Empty;
        for (int activation = (int)activations.Lower; activation <= activations.Upper; activation++)
        {
            errors = errors.Hull(Interval.Point(facts.Operators.Multiplier.Apply(activation, weight) - ((activation - facts.Centre) * weight)));
        }

        return errors;
    }
}
