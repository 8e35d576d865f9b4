using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Convolution, depthwise and transposed convolution, fully connected layer.</summary>
/// <remarks>The accumulators are those of <see cref="LayerAccumulators"/>; here they become codes.</remarks>
internal sealed class MacBounds : BoundRule<MacNode>
{
    protected override NodeBounds Apply(MacNode node, BoundContext context)
    {
        LayerFacts facts = LayerFacts.Of(context.Network, node, context.Operators.For(node.Name));
        LayerAccumulators accumulators = LayerAccumulators.Of(facts, context.BoxOf(node.Input), context.Options);
        int outputZeroPoint = context.Tensor(node.Output).ZeroPoint;
        bool hasCodes = node.Requantization.Kind != RequantizationKind.Accumulator;
        Rescale[] rescales = hasCodes ? [.. accumulators.Channels.Select((_, channel) => node.Requantization.For(channel))] : [];
        Interval[] held = [.. accumulators.Channels.Select(context.Options.Register.Hold)];
        Requantized[] requantized = [.. held.Select(Requantize)];

        // Where nothing wraps the ends of a channel's hull have the ends of its codes; elsewhere each element is for itself.
        bool isMonotone = hasCodes && held.Zip(rescales).All(channel => Rescaling.IsMonotone(channel.First, channel.Second));
        WindowIntervals? results = isMonotone
            ? null
            : accumulators.Held.ToIntervals().Map((ofWindows, channel) => Array.ConvertAll(ofWindows, acc => Requantize(acc, channel).Codes));
        Interval hull = accumulators.Input;
        return new NodeBounds(
            isMonotone ? accumulators.Held.ToCodes(node.Requantization, outputZeroPoint) : hasCodes ? results!.ToBox() : null,
            new LayerBounds(
                context.NodeIndex,
                node,
                context.Operators.For(node.Name),
                hull,
                hull == Interval.Empty ? hull : hull - facts.Centre,
                WeightSet.Of(context.Network.Parameters[node.Weights].Int8),
                facts.WeightReach,
                facts.WeightNorm,
                [.. accumulators.Channels.Select((acc, channel) => BoundsOf(acc, requantized[channel], results?.Hull(channel) ?? requantized[channel].Codes, context.Options.Register))])
            {
                HasWeightZeroPoint = facts.WeightZeroPoints.Count > 0,
            })
        {
            Accumulators = hasCodes ? null : results,
        };

        Requantized Requantize(Interval acc, int channel) => hasCodes
            ? Requantized.Of(acc, rescales[channel], outputZeroPoint, node.Requantization.Clamp)
            : Requantized.Nothing(acc);
    }

    /// <summary>What becomes of the accumulators of a channel.</summary>
    internal static ChannelBounds BoundsOf(AccumulatorIntervals acc, Requantized requantized, Interval codes, AccumulatorRegister register) => new(
        acc.Product, acc.Sum, register.Hold(acc), acc.Prefix, acc.AnyOrder, codes,
        requantized.ClampsLow, requantized.ClampsHigh, requantized.ShiftMayOverflow)
    {
        MayOverflow = register.MayOverflow(acc),
    };
}
