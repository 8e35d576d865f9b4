using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Deviation;

/// <summary>Sound bounds of a model with what they say about the exact one.</summary>
internal static class DeviationConstraints
{
    /// <summary>Bounds every layer of products for all inputs of a region, and how far it can be from the exact one.</summary>
    /// <param name="network">The network and its parameters.</param>
    /// <param name="operators">The arithmetic of each layer.</param>
    /// <param name="region">The inputs.</param>
    public static ConstraintsResult Compute(Network network, OperatorAssignment operators, InputRegion region) =>
        Describe(network, operators, region, DeviationAnalysis.Run(network, operators, region));

    /// <summary>Puts a deviation together with what it is about.</summary>
    public static ConstraintsResult Describe(Network network, OperatorAssignment operators, InputRegion region, NetworkDeviation deviation) =>
        Constraints.Describe(network, operators, region, deviation.Approximate.Layers, observation: null) with
        {
            Tensors = deviation.Approximate.Tensors,
            Deviation = new DeviationResult(
                deviation.Layers, Logits.Of(network.Graph) is TensorInfo logits ? Logits.DeviationOf(deviation, logits) : null),
        };
}
