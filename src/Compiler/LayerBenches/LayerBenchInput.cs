using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.LayerBenches;

/// <summary>What a bench of one layer replays.</summary>
/// <param name="LayerName">As in the model; it may hold any character.</param>
/// <param name="Operators">Of the layer.</param>
/// <param name="Accumulators">Checked output elements; at least one, with at least one tap among them.</param>
internal sealed record LayerBenchInput(string LayerName, OperatorPair Operators, IReadOnlyList<CheckedAccumulator> Accumulators)
{
    public long TapCount { get; } = Accumulators.Sum(a => (long)a.Activations.Length);

    /// <summary>What is behind the multiplier; null for a built-in one, and where that is not known.</summary>
    public MultiplierOrigin? Origin { get; init; }
}

/// <summary>One output element of a layer: the operands that reach its accumulator, in order, and the value that they must give.</summary>
/// <param name="Start">Bias with the zero point correction: acc_0 of SEMANTICS section 2.</param>
/// <param name="Activations">Raw codes, padding included unless the layer skips it.</param>
/// <param name="Weights">As many.</param>
/// <param name="Expected">acc_n: after the last addition, before what a weight zero point adds exactly.</param>
internal sealed record CheckedAccumulator(int Start, ReadOnlyMemory<sbyte> Activations, ReadOnlyMemory<sbyte> Weights, int Expected);
