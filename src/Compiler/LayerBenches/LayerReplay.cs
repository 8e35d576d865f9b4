using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.LayerBenches;

/// <summary>The operands that one layer sees in a real run, for a bench to replay.</summary>
internal static class LayerReplay
{
    /// <summary>Taps of a bench: enough to see every channel at the border and inside, and some megabytes at most.</summary>
    private const int MaxTaps = 200_000;

    /// <summary>Takes a layer from a run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operators">Its circuits.</param>
    /// <param name="run">Of the network, with these circuits.</param>
    public static LayerBenchInput Of(Network network, MacNode layer, OperatorPair operators, RecordedRun run)
    {
        LayerFacts facts = LayerFacts.OfKernel(network, layer, operators);
        MacGeometry geometry = facts.Geometry;
        sbyte[] input = run.Codes(layer.Input);
        int[] accumulators = run.Accumulators(layer);
        List<CheckedAccumulator> accumulatorsChecked = [];

        // Positions evenly spread over the output, each with all its channels, so that border and interior are seen.
        int positions = Math.Clamp(MaxTaps / (geometry.Taps * geometry.OutChannels), 1, geometry.Positions);
        for (int i = 0; i < positions; i++)
        {
            int position = (int)((long)i * geometry.Positions / positions);
            for (int channel = 0; channel < geometry.OutChannels; channel++)
            {
                accumulatorsChecked.Add(Check(facts, position, channel, input, accumulators[(position * geometry.OutChannels) + channel]));
            }
        }

        return new LayerBenchInput(layer.Name, facts.Operators, accumulatorsChecked);
    }

    private static CheckedAccumulator Check(LayerFacts facts, int position, int channel, ReadOnlySpan<sbyte> input, int expected)
    {
        LayerOperands operands = LayerOperands.At(facts, position, channel, input);

        // What the weight zero point added after the last product is no business of the circuit.
        int afterLastProduct = expected + (facts.WeightZeroPointOf(channel) * operands.Activations.Sum(activation => activation));
        return new CheckedAccumulator(operands.Start, operands.Activations, operands.Weights, afterLastProduct);
    }
}
