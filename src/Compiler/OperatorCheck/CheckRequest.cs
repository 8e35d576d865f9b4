using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Operators to check with every tool.</summary>
/// <param name="Multipliers">Each on all pairs: its circuit in both simulators, its generated C#.</param>
/// <param name="Adders">Each on vectors, and proved.</param>
/// <param name="Vectors">Random vectors of each adder, 0 to <see cref="AdderCheck.MaxVectors"/>.</param>
/// <param name="Seed">Of the random vectors.</param>
internal sealed record CheckRequest(IReadOnlyList<ResolvedMultiplier> Multipliers, IReadOnlyList<Adder> Adders, int Vectors, ulong Seed)
{
    /// <summary>What every multiplier is compared with, and which is checked too; null for nothing.</summary>
    public ResolvedMultiplier? Against { get; init; }

    /// <summary>What the self-test injects faults into; null for its quick form.</summary>
    public SelfTestScope? SelfTest { get; init; }

    /// <summary>All of these operators, for a full self-test.</summary>
    public SelfTestScope Scope => new([.. Multipliers, .. Against is null ? (ResolvedMultiplier[])[] : [Against]], Adders);

    /// <summary>Built-in operators.</summary>
    public static CheckRequest Of(IEnumerable<Multiplier> multipliers, IReadOnlyList<Adder> adders, int vectors, ulong seed) =>
        new([.. multipliers.Select(multiplier => new ResolvedMultiplier(multiplier, null, []))], adders, vectors, seed);
}
