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

    /// <summary>The adders for which a multiply-accumulate of 16 taps is proved as a whole, too: all of them, unless said otherwise.</summary>
    public IReadOnlyList<Adder> MacAdders { get; init; } = Adders;

    /// <summary>Whether <c>mac_s8_acc32</c> is checked, too.</summary>
    public bool HasMac { get; init; }

    /// <summary>What the self-test injects faults into; null for its quick form.</summary>
    public SelfTestScope? SelfTest { get; init; }

    /// <summary>All of these operators, for a full self-test.</summary>
    public SelfTestScope Scope => new([.. Multipliers, .. Against is null ? (ResolvedMultiplier[])[] : [Against]], Adders);

    /// <summary>Every built-in operator with every value of its parameters, and the module that joins a multiplier and an adder.</summary>
    /// <remarks>That sums do not depend on their order is proved of every adder and implies the multiply-accumulates; one of a form is proved as a whole.</remarks>
    public static CheckRequest All(int vectors, ulong seed) =>
        Of(OperatorSpec.Multipliers.SelectMany(form => form.All), [.. OperatorSpec.Adders.SelectMany(form => form.All)], vectors, seed) with
        {
            MacAdders = SelfTestScope.Forms.Adders,
            HasMac = true,
        };

    /// <summary>Built-in operators.</summary>
    public static CheckRequest Of(IEnumerable<Multiplier> multipliers, IReadOnlyList<Adder> adders, int vectors, ulong seed) =>
        new([.. multipliers.Select(multiplier => new ResolvedMultiplier(multiplier, null, []))], adders, vectors, seed);
}
