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
        LayerFacts facts = LayerFacts.Of(context.Network, node, context.Operators.For(node.Name));
        Box input = context.BoxOf(node.Input);
        WindowBoxes windows = new(facts, input.Lower, input.Upper);
        int outputZeroPoint = context.Tensor(node.Output).ZeroPoint;
        ChannelBounds[][] bounds =
        [
            .. AccumulatorIntervals.Of(facts, windows).Select((intervals, channel) =>
                Array.ConvertAll(intervals, acc => BoundsOf(acc, node.Requantization, channel, outputZeroPoint))),
        ];
        Interval hull = windows.Hull();
        WindowIntervals results = new(windows.WindowOfPosition.ToArray(), Array.ConvertAll(bounds, ofWindows => Array.ConvertAll(ofWindows, each => each.Output)));
        bool hasCodes = node.Requantization.Kind != RequantizationKind.Accumulator;
        return new NodeBounds(
            hasCodes ? results.ToBox() : null,
            new LayerBounds(
                context.NodeIndex,
                node,
                context.Operators.For(node.Name),
                hull,
                hull == Interval.Empty ? hull : hull - facts.Centre,
                WeightSet.Of(context.Network.Parameters[node.Weights].Int8),
                facts.WeightReach,
                facts.WeightNorm,
                [.. bounds.Select(windows => windows.Aggregate((left, right) => left.Hull(right)))]))
        {
            Accumulators = hasCodes ? null : results,
        };
    }

    /// <summary>What becomes of the accumulators of a channel.</summary>
    internal static ChannelBounds BoundsOf(AccumulatorIntervals acc, ChannelRequantization requantization, int channel, int outputZeroPoint)
    {
        Requantized requantized = requantization.Kind == RequantizationKind.Accumulator
            ? Requantized.Nothing(acc.Sum)
            : Requantized.Of(acc.Sum, requantization.For(channel), outputZeroPoint, requantization.Clamp);
        return new ChannelBounds(
            acc.Product, acc.Sum, requantized.Acc, acc.Prefix, acc.AnyOrder, requantized.Codes,
            requantized.ClampsLow, requantized.ClampsHigh, requantized.ShiftMayOverflow);
    }
}
