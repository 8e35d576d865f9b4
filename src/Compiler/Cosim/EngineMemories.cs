using System.Numerics;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>Words of the memories around the engines.</summary>
/// <param name="X">Activations, and as many of a second operand.</param>
/// <param name="W">Words of weights.</param>
/// <param name="Start">Words of start values.</param>
/// <param name="Factor">Output channels.</param>
/// <param name="Out">Outputs.</param>
internal sealed record EngineMemories(int X, int W, int Start, int Factor, int Out)
{
    /// <summary>The greatest memory: 64 Mi words of activations, and as many bits of others as simulators take.</summary>
    public const int MaxWords = 1 << 26;

    private const int LeastWords = 1 << 10;

    /// <summary>Holds nothing.</summary>
    public static EngineMemories None { get; } = new(1, 1, 1, 1, 1);

    /// <summary>Holds what either one holds.</summary>
    public EngineMemories Union(EngineMemories other) => new(
        Math.Max(X, other.X), Math.Max(W, other.W), Math.Max(Start, other.Start), Math.Max(Factor, other.Factor), Math.Max(Out, other.Out));

    /// <summary>Rounded up to powers of two, so that networks of like size share an engine; lanes may read beyond the last activation.</summary>
    public EngineMemories Rounded() => new(Round(X + EngineSpec.Lanes), Round(W), Round(Start), Round(Factor), Round(Out));

    /// <summary>Which memory would be too great, and what it would hold; null where none is.</summary>
    public string? Excess() =>
        X > MaxWords - EngineSpec.Lanes ? Invariant($"{X} activations") : W > MaxWords ? Invariant($"{W} words of weights")
        : Start > MaxWords ? Invariant($"{Start} words of start values") : Out > MaxWords ? Invariant($"{Out} outputs") : null;

    private static int Round(int words) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(words, LeastWords));
}
