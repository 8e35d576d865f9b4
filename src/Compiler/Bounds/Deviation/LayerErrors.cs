using System.Collections.ObjectModel;
using QMacVerify.Compiler.Bounds.Deviation.Rules;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Deviation;

/// <summary>What circuits would do to one layer by themselves.</summary>
internal static class LayerErrors
{
    /// <summary>The local error of a layer of products (BOUNDS section 6).</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operators">Its circuits.</param>
    /// <param name="input">Its activations.</param>
    public static LocalError Of(Network network, MacNode layer, OperatorPair operators, Box input)
    {
        if (operators == OperatorPair.Exact)
        {
            return LocalError.None;
        }

        return DifferenceRules.For(layer).Apply(layer, Alone(network, layer, operators, input)).Layer!.LocalError;
    }

    /// <summary>The middle of each channel's errors, rounded towards zero; parameters as of <see cref="Of"/>.</summary>
    public static long[] CentresOf(Network network, MacNode layer, OperatorPair operators, Box input) =>
        MacDifferences.CentresOf(layer, Alone(network, layer, operators, input));

    /// <summary>The same activations on both sides.</summary>
    private static DifferenceContext Alone(Network network, MacNode layer, OperatorPair operators, Box input)
    {
        Dictionary<int, Box> boxes = new() { [layer.Input] = input };
        return new DifferenceContext(
            network, network, new OperatorAssignment(operators), boxes, boxes,
            ReadOnlyDictionary<int, Differences>.Empty, ReadOnlyDictionary<int, AccumulatorDifferences>.Empty, NodeIndex: 0);
    }
}
