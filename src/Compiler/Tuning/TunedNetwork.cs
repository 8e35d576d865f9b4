using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Tuning;

/// <summary>A network fitted to circuits.</summary>
/// <param name="Network">The network.</param>
/// <param name="Layers">What became of each layer with an approximate circuit, in execution order.</param>
internal sealed record TunedNetwork(Network Network, IReadOnlyList<TunedLayer> Layers);

/// <summary>What was changed in a layer, and what its accumulators err by on the samples, in output codes before the clamp.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Operators">Its circuits.</param>
/// <param name="Weights">Weights that it has.</param>
/// <param name="ChangedWeights">Weights that are others now.</param>
/// <param name="LargestWeightStep">The most that one changed by.</param>
/// <param name="ChangedBiases">Biases that are others now.</param>
/// <param name="LargestBiasStep">The most that one changed by, in output codes.</param>
/// <param name="LeastFactor">The least of what factors were multiplied by; 1 where none was.</param>
/// <param name="GreatestFactor">The greatest.</param>
/// <param name="ErrorBefore">Root mean square.</param>
/// <param name="ErrorAfter">Likewise.</param>
/// <param name="Notes">Why something was left as it is: whole clauses.</param>
internal sealed record TunedLayer(
    string Name,
    OperatorPair Operators,
    int Weights,
    int ChangedWeights,
    int LargestWeightStep,
    int ChangedBiases,
    double LargestBiasStep,
    double LeastFactor,
    double GreatestFactor,
    double ErrorBefore,
    double ErrorAfter,
    EquatableArray<string> Notes);
