using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck.Faults;

/// <summary>The operators that a full self-test injects faults into.</summary>
internal sealed record SelfTestScope(IReadOnlyList<ResolvedMultiplier> Multipliers, IReadOnlyList<Adder> Adders)
{
    /// <summary>One built-in operator of every form.</summary>
    public static SelfTestScope Forms { get; } = new(
        [.. OperatorSpec.Multipliers.Select(form => new ResolvedMultiplier(OperatorSpec.ParseMultiplier(form.Example, out _)!, null, []))],
        [.. OperatorSpec.Adders.Select(form => OperatorSpec.ParseAdder(form.Example, out _)!)]);
}
