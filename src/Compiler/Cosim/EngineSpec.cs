using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;

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
}
