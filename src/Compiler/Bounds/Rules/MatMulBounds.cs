using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Products of two tensors.</summary>
/// <remarks>The accumulators are those of <see cref="MatMulIntervals"/>, which the planner uses too; here they become codes.</remarks>
internal sealed class MatMulBounds : BoundRule<MatMul>
{
    protected override NodeBounds Apply(MatMul node, BoundContext context)
    {
        MatMulFacts facts = MatMulFacts.Of(context.Network, node, context.Operators.For(node.Name));
        Box input = context.BoxOf(node.Input);
        Box weights = context.BoxOf(node.Weights);
        MatMulIntervals intervals = new(facts, input.Lower, input.Upper, weights.Lower, weights.Upper);
        int outputZeroPoint = context.Tensor(node.Output).ZeroPoint;

        bool hasCodes = node.Requantization.Kind != RequantizationKind.Accumulator;
        AccumulatorRegister register = context.Options.Register;

        // Both operands have one scale, so that channels differ in their intervals alone.
        ChannelBounds[] bounds = [.. intervals.Distinct.Select(acc =>
        {
            Requantized requantized = hasCodes
                ? Requantized.Of(register.Hold(acc), node.Requantization.For(0), outputZeroPoint, node.Requantization.Clamp)
                : Requantized.Nothing(register.Hold(acc));
            return MacBounds.BoundsOf(acc, requantized, requantized.Codes, register);
        })];
        int channels = node.OutChannels;
        int[] ofOutput = intervals.OfOutput.ToArray();
        ChannelBounds[] ofChannel = new ChannelBounds[channels];
        Interval[][] ranges = new Interval[channels][];
        for (int channel = 0; channel < channels; channel++)
        {
            int[] positions = [.. Enumerable.Range(0, ofOutput.Length / channels).Select(position => ofOutput[(position * channels) + channel])];
            ofChannel[channel] = positions.Distinct().Select(index => bounds[index]).Aggregate((left, right) => left.Hull(right));
            ranges[channel] = Array.ConvertAll(positions, index => bounds[index].Output);
        }

        WindowIntervals results = new(WindowOfPosition: null, ranges);
        return new NodeBounds(
            hasCodes ? results.ToBox() : null,
            new LayerBounds(
                context.NodeIndex, node, context.Operators.For(node.Name), input.Hull, input.Hull - facts.Centre,
                WeightSet.Of(weights), facts.WeightReach, NormOf(weights, facts), ofChannel)
            {
                HasWeightZeroPoint = facts.WeightZeroPoint != 0,
            })
        {
            Accumulators = hasCodes ? null : results,
        };
    }

    /// <summary>The greatest sum of distances from the zero point that a row of weights can have.</summary>
    private static long NormOf(Box weights, MatMulFacts facts)
    {
        long norm = 0;
        for (int row = 0; row < weights.Count; row += facts.Layer.Taps)
        {
            long sum = 0;
            for (int tap = row; tap < row + facts.Layer.Taps; tap++)
            {
                sum += (weights[tap] - facts.WeightZeroPoint).MaxMagnitude;
            }

            norm = Math.Max(norm, sum);
        }

        return norm;
    }
}
