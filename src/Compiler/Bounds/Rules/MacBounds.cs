using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Convolution, depthwise and transposed convolution, fully connected layer.</summary>
/// <remarks>The accumulators are those of <see cref="AccumulatorIntervals"/>, which the planner uses too; here they become codes.</remarks>
internal sealed class MacBounds : BoundRule<MacNode>
{
    protected override NodeBounds Apply(MacNode node, BoundContext context)
    {
        (LayerFacts facts, WindowBoxes windows, AccumulatorIntervals[][] accumulators) = Accumulators(node, context);
        int outputZeroPoint = context.Tensor(node.Output).ZeroPoint;
        ChannelBounds[][] bounds =
        [
            .. accumulators.Select((intervals, channel) =>
                Array.ConvertAll(intervals, acc => BoundsOf(acc, node.Requantization, channel, outputZeroPoint))),
        ];
        Interval hull = windows.Hull();
        return new NodeBounds(
            node.Requantization.Kind == RequantizationKind.Accumulator ? null : Codes(windows.WindowOfPosition, bounds.Length, (channel, window) => bounds[channel][window].Output),
            new LayerBounds(
                context.NodeIndex,
                node,
                context.Operators.For(node.Name),
                hull,
                hull == Interval.Empty ? hull : hull - facts.Centre,
                WeightSet.Of(context.Network.Parameters[node.Weights].Int8),
                facts.WeightReach,
                facts.WeightNorm,
                [.. bounds.Select(windows => windows.Aggregate((left, right) => left.Hull(right)))]));
    }

    /// <summary>What the accumulators of each output channel can be, in each kind of window.</summary>
    public static (LayerFacts Facts, WindowBoxes Windows, AccumulatorIntervals[][] Intervals) Accumulators(MacNode node, BoundContext context)
    {
        LayerFacts facts = LayerFacts.Of(context.Network, node, context.Operators.For(node.Name));
        Box input = context.BoxOf(node.Input);
        WindowBoxes windows = new(facts, input.Lower, input.Upper);
        return (facts, windows, AccumulatorIntervals.Of(facts, windows));
    }

    private static ChannelBounds BoundsOf(AccumulatorIntervals acc, ChannelRequantization requantization, int channel, int outputZeroPoint)
    {
        Requantized requantized = requantization.Kind == RequantizationKind.Accumulator
            ? Requantized.Nothing(acc.Sum)
            : Requantized.Of(acc.Sum, requantization.For(channel), outputZeroPoint, requantization.Clamp);
        return new ChannelBounds(
            acc.Product, acc.Sum, requantized.Acc, acc.Prefix, acc.AnyOrder, requantized.Codes,
            requantized.ClampsLow, requantized.ClampsHigh, requantized.ShiftMayOverflow);
    }

    /// <summary>The box of a layer's codes.</summary>
    /// <param name="windowOfPosition">Window of each output position.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="codes">Of a channel in a kind of window.</param>
    public static Box Codes(ReadOnlySpan<int> windowOfPosition, int channels, Func<int, int, Interval> codes)
    {
        sbyte[] lower = new sbyte[windowOfPosition.Length * channels];
        sbyte[] upper = new sbyte[lower.Length];
        for (int i = 0; i < lower.Length; i++)
        {
            Interval output = codes(i % channels, windowOfPosition[i / channels]);
            lower[i] = (sbyte)output.Lower;
            upper[i] = (sbyte)output.Upper;
        }

        return new Box(lower, upper);
    }
}
