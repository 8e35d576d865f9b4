using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Cosim;

/// <summary>Engines that are built once and run every layer that fits them.</summary>
/// <param name="Operators">The circuits in all lanes.</param>
/// <param name="Origin">What is behind the multiplier; null for a built-in one, and where its table stands for it.</param>
/// <param name="Register">The accumulators: 2 to 32 bits.</param>
/// <param name="Memories">Rounded.</param>
internal sealed record EngineSpec(OperatorPair Operators, MultiplierOrigin? Origin, AccumulatorRegister Register, EngineMemories Memories)
{
    /// <summary>Output channels at once.</summary>
    public const int Lanes = 16;

    /// <summary>Whether a layer has weight zero points, for which activations are summed.</summary>
    public bool HasWeightZeroPoints { get; init; }

    /// <summary>Whether a layer is requantized by float32 factors.</summary>
    public bool HasRealFactors { get; init; }

    /// <summary>Whether the ranges of <c>D_sound.json</c> are watched.</summary>
    public bool IsWatched { get; init; }

    /// <summary>Whether the taps of one output can be printed.</summary>
    public bool IsTraced { get; init; }

    public WaveFormat Waves { get; init; }

    /// <summary>The engines of some layers: one set for each pair of circuits, with memories for all its layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">Its circuits.</param>
    /// <param name="layers">In the order of the graph.</param>
    /// <param name="register">The accumulators.</param>
    /// <param name="originOf">What is behind a multiplier.</param>
    public static IEnumerable<EngineSpec> Of(
        Network network, OperatorAssignment operators, IReadOnlyCollection<EngineLayer> layers, AccumulatorRegister register, Func<Multiplier, MultiplierOrigin?> originOf) =>
        layers.GroupBy(layer => PairOf(layer, operators, layers)).Select(group => new EngineSpec(
            group.Key, originOf(group.Key.Multiplier), register, group.Aggregate(EngineMemories.None, (all, layer) => all.Union(layer.Memories)).Rounded())
        {
            HasWeightZeroPoints = group.Any(layer => layer.Node is MacNode node && network.Graph.Tensor(node.Weights).Quantization is { IsSymmetric: false }),
            HasRealFactors = group.Any(layer => layer.Words[EngineWord.Kind] == (int)RequantizationKind.OnnxFloat),
        });

    /// <summary>The circuits of the engine that runs a layer; layers without products go to the first engine.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="operators">Circuits of the network.</param>
    /// <param name="layers">All that engines run, in the order of the graph.</param>
    public static OperatorPair PairOf(EngineLayer layer, OperatorAssignment operators, IEnumerable<EngineLayer> layers) =>
        (layer.Node as MacNode ?? layers.Select(other => other.Node).OfType<MacNode>().FirstOrDefault()) is MacNode node ? operators.For(node.Name) : OperatorPair.Exact;
}
